"""An office with its people, and a signed-in browser for each of them."""

import pytest
from django.test import Client

from tests.situations import staff


@pytest.fixture
def team(db):
    return staff()


@pytest.fixture
def browser_of():
    """A browser in which this person has signed in."""

    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in
