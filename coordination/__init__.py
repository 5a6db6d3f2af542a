"""Referrals between agencies, and meetings (measure one). Part 6 builds it here."""
