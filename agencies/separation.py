"""三员分立 in the database itself: what no program, page or statement may write into appointments and rights."""

from agencies.roles import ADMINISTRATORS, ROLES
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

_LINES = ", ".join(f"'{code}:{right}'" for code, role in ROLES.items() for right in sorted(role.rights))

# A right the table of roles does not give to this seat, or not on this office.
_NOT_OF_THE_ROLE = f"""
SELECT 1 WHERE NOT EXISTS (
  SELECT 1 FROM agencies_seat seat
  JOIN auth_permission permission ON permission.id = NEW.permission_id
  WHERE seat.group_id = NEW.group_id AND seat.office_id = NEW.content_object_id
    AND seat.role || ':' || permission.codename IN ({_LINES}))
"""  # noqa: S608

_OF_ONE_PERSON = "PERFORM 1 FROM agencies_account WHERE id = NEW.account_id FOR NO KEY UPDATE;"


def declare(appointment, grant) -> None:
    """`grant`: the rights of the seats."""
    guards.never(appointment, "two_hats", _TWO_HATS, lock=_OF_ONE_PERSON)
    guards.never(appointment, "second_first", _SECOND_FIRST)
    guards.never(grant, "not_of_the_role", _NOT_OF_THE_ROLE)
