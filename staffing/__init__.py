"""Headcount required, budget, workload and hand-over of township staff (measure three). Part 6 builds it here."""
