"""Benefits in payment: what a confirmed decision pays, row by row, and from which month."""
