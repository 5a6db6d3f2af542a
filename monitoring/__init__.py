"""Department deliveries, screening, alerts, visits and the ledger (measure six). Part 5 builds it here."""
