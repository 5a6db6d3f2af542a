"""Moves, journal, outbox and jobs, calendar, sealing: what every procedure stands on; no word of the domain."""
