"""Settings, addresses and the queue: imports anything, imported by nothing."""
