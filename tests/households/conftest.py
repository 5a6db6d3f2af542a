import pytest

from tests.households import factories


@pytest.fixture
def office(db):
    return factories.office()


@pytest.fixture
def clerk(office):
    return factories.somebody_of(office)
