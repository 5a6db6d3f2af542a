"""Providers, orders, visits and acceptance of purchased services (measure four). Part 6 builds it here."""
