"""Moves, journal, jobs, calendar, sealing: what every procedure stands on; no word of the domain."""
