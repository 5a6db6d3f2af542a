"""The law, its dated values and its clauses, and what they answer for one household on one day."""
