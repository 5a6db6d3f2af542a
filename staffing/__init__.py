"""Headcount required, budget, workload and hand-over of township staff (measure three); part 6."""
