"""三员分立 in the database itself: what no program, page or statement may write into the appointments."""

from agencies.roles import ADMINISTRATORS
from kernel import guards

_ADMINISTRATORS = ", ".join(f"'{role}'" for role in ADMINISTRATORS)

# Another seat of the same person on a common day, where one of the two is an administrator's.
_TWO_HATS = f"""
SELECT 1 FROM agencies_appointment other
JOIN agencies_seat theirs ON theirs.id = other.seat_id
JOIN agencies_seat mine ON mine.id = NEW.seat_id
WHERE other.account_id = NEW.account_id AND other.id <> NEW.id AND mine.role <> theirs.role
  AND (mine.role IN ({_ADMINISTRATORS}) OR theirs.role IN ({_ADMINISTRATORS}))
  AND (NEW.ends_on IS NULL OR other.starts_on <= NEW.ends_on)
  AND (other.ends_on IS NULL OR other.ends_on >= NEW.starts_on)
"""  # noqa: S608  (our own words)

# An administrator nobody appointed, although that kind of administrator has been there before.
_SECOND_FIRST = f"""
SELECT 1 FROM agencies_appointment other
JOIN agencies_seat theirs ON theirs.id = other.seat_id
JOIN agencies_seat mine ON mine.id = NEW.seat_id
WHERE NEW.given_by_id IS NULL AND mine.role IN ({_ADMINISTRATORS})
  AND theirs.role = mine.role AND other.id < NEW.id
"""  # noqa: S608

_OF_ONE_PERSON = "PERFORM 1 FROM agencies_account WHERE id = NEW.account_id FOR NO KEY UPDATE;"


def declare(appointment) -> None:
    guards.never(appointment, "two_hats", _TWO_HATS, lock=_OF_ONE_PERSON)
    guards.never(appointment, "second_first", _SECOND_FIRST)
