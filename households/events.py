"""News this app tells; a payload is the household's id, nothing else."""

FACTS_RECORDED = "households.facts_recorded"
