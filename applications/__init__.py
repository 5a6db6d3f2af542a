"""The case from the counter to the decision."""
