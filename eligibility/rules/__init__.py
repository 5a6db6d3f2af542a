"""The rules of social assistance, written once as data: clauses, dated values, and the answers they give.

Nothing here knows Django. `assess` answers one case file; `columns` runs the same clauses over a register.
"""

from eligibility.rules.assessment import assess
from eligibility.rules.bringing import what_to_bring
from eligibility.rules.checks import BadCase
from eligibility.rules.rulebook import enter_values, value
from eligibility.rules.values import MissingValue, Value

__all__ = ["BadCase", "MissingValue", "Value", "assess", "enter_values", "value", "what_to_bring"]
