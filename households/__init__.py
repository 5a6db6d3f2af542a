"""People, families and what is known about them, from whom and since when."""
