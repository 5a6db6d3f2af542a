"""Divisions, offices, seats and appointments, accounts and rights: who may do what, and where."""
