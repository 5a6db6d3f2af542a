"""Every address × every role: who gets in, who sees nothing, who is sent to the login page."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import Office
from papers.models import Document, Photo
from tests.situations import XIAOCHI, account, case, staff

ROLES = ("clerk", "reviewer", "confirmer", "village", "county", "auditor", "stranger", "nobody")

# GET unless the address says POST; 405 where the method is not its own. One row per address of ours.
DOORS = {
    "desk:home": (200, 200, 200, 200, 200, 200, 200, 302),
    "desk:counter": (200, 200, 200, 200, 200, 200, 200, 302),
    "desk:search": (302, 302, 302, 302, 302, 302, 302, 302),
    "desk:households": (200, 200, 200, 200, 200, 200, 200, 302),
    "desk:household": (200, 200, 200, 404, 200, 200, 404, 302),
    "desk:gallery": (200, 200, 200, 200, 200, 200, 200, 302),
    "agencies:login": (302, 302, 302, 302, 302, 302, 302, 200),
    "agencies:logout": (405, 405, 405, 405, 405, 405, 405, 302),
    "applications:list": (200, 200, 200, 200, 200, 200, 200, 302),
    "applications:visits": (200, 200, 200, 200, 200, 200, 200, 302),
    "applications:open": (405, 405, 405, 405, 405, 405, 405, 302),
    "applications:new_family": (200, 403, 403, 403, 403, 403, 200, 302),
    "applications:detail": (200, 200, 200, 404, 200, 200, 404, 302),
    "applications:intake": (302, 302, 302, 404, 302, 302, 404, 302),
    "applications:draft": (405, 405, 405, 405, 405, 405, 405, 302),
    "applications:assessment": (200, 200, 200, 404, 200, 200, 404, 302),
    "applications:act": (200, 200, 404, 200, 404, 404, 404, 302),
    "papers:sheet": (200, 200, 200, 404, 200, 200, 404, 302),
    "papers:print": (405, 405, 405, 405, 405, 405, 405, 302),
    "papers:pdf": (200, 200, 200, 404, 200, 200, 404, 302),
    "papers:photo": (200, 200, 200, 404, 200, 200, 404, 302),
}


def named_urls(resolver=None, space: str = "") -> set[str]:
    """Every named address of our own apps (Django's admin is walked in its own test)."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found |= named_urls(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(f"{space}:{pattern.name}")
    return found


def test_every_address_has_a_row():
    assert named_urls() == set(DOORS)


@pytest.fixture
def house(db):
    """A visited case (for its papers and photo), an accepted one (to visit), and somebody in every role."""
    team = staff()
    people = {part: getattr(team, part) for part in ("clerk", "reviewer", "confirmer", "village", "county")}
    people["auditor"] = account("auditor", Office.objects.get(code="mz-350800"), "auditor")
    people["stranger"] = staff(XIAOCHI, "x").clerk
    people["nobody"] = None
    visited, accepted = case(team, "visited"), case(team, "accepted")
    keys = {
        "desk:household": [visited.household_id],
        "applications:open": [visited.household_id],
        "applications:act": [accepted.pk, "visit"],
        "papers:photo": [Photo.objects.get().pk],
    }
    for name in ("detail", "intake", "draft", "assessment"):
        keys[f"applications:{name}"] = [visited.pk]
    for name in ("sheet", "print", "pdf"):
        keys[f"papers:{name}"] = [Document.objects.filter(kind="visit").get().pk]
    return people, keys


def test_every_door_opens_to_those_it_is_for_and_to_nobody_else(house, monkeypatch):
    monkeypatch.setattr("papers.pdfs.available", lambda: True)
    monkeypatch.setattr("papers.pdfs.render", lambda document: b"%PDF")
    people, keys = house
    wrong = []
    for name, expected in DOORS.items():
        address = reverse(name, args=keys.get(name, []))
        for role, status in zip(ROLES, expected, strict=True):
            client = Client()
            if people[role]:
                client.force_login(people[role])
            found = client.get(address).status_code
            if found != status:
                wrong.append(f"{name} {role}: {found}, not {status}")
    assert not wrong, "\n".join(wrong)


POSTS = ("applications:open", "applications:draft", "applications:intake", "papers:print")


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_and_a_village_worker_post_into_the_void(house, name):
    people, keys = house
    for role in ("stranger", "village"):
        client = Client()
        client.force_login(people[role])

        assert client.post(reverse(name, args=keys[name]), {"version": 0}).status_code == 404


def test_a_forged_key_in_the_body_changes_nothing(house):
    """A companion of another township, twenty extra keys: refused, or without effect."""
    people, keys = house
    client = Client()
    client.force_login(people["clerk"])
    address = reverse("applications:act", args=keys["applications:act"])
    extra = {
        f"{name}": "confirmed" for name in ("state", "confirmed_by", "office", "version2", "reviewed_by")
    }

    answer = client.post(address, {"version": 2, "companion": people["stranger"].pk, **extra})

    assert answer.status_code == 200
    assert "这位同行人没有在本地入户调查的权利" in answer.content.decode()


def test_every_answer_to_a_signed_in_person_is_kept_out_of_caches(house):
    people, keys = house
    client = Client()
    client.force_login(people["clerk"])

    for name in ("desk:home", "applications:detail", "papers:sheet"):
        answer = client.get(reverse(name, args=keys.get(name, [])))

        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]
