from datetime import date

import pytest

from agencies.actions import appoint
from agencies.models import Account, Office


def seated(name: str, office) -> Account:
    account = Account.objects.create(username=name, name=name)
    appoint(account, office, "township_clerk", starts_on=date(2020, 1, 1))
    return account


@pytest.fixture
def office(db):
    return Office.objects.filter(code__startswith="mz-", division__level="township").first()


@pytest.fixture
def clerk(office):
    return seated("甲", office)


@pytest.fixture
def other(office):
    return seated("乙", office)


@pytest.fixture
def third(office):
    return seated("丙", office)


@pytest.fixture
def stranger(db):
    return Account.objects.create(username="外人", name="外人")
