"""Every address × every role × every method: who gets in, who sees nothing, who is sent to the login page.

The addresses come from the URLconf and the roles from `agencies.roles`: a new one without a row here fails.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agencies.models import Account, Appointment, Division, Office
from agencies.querysets import ScopedQuerySet
from agencies.roles import ROLES
from applications.models import Application
from households.identity import trial_id_number
from households.models import Household, NumberConflict, Obligor, Person, Representative, Split, Transfer
from kernel import once
from kernel.models import JournalEntry
from papers.models import Document, Photo
from tests.situations import HETIAN, XIAOCHI, account, case, conflict, guardian, obligor, sent, staff

CLERKS = frozenset({"township_clerk"})
TOWNSHIP = CLERKS | {"township_reviewer", "township_confirmer"}
READERS = TOWNSHIP | {"county_reviewer", "auditor"}
EXPORTERS = READERS
REVEALERS = TOWNSHIP | {"county_reviewer"}
VISITORS = frozenset({"township_clerk", "township_reviewer", "village_worker"})
SYSTEM, SECURITY = frozenset({"system_administrator"}), frozenset({"security_administrator"})
AUDITORS = frozenset({"audit_administrator", "auditor"})
ALL = frozenset(ROLES)
# The stranger is the clerk of another township: has every right of a clerk, on nothing of this one.
STRANGER, NOBODY = "stranger", "nobody"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Door:
    """Who a method opens to, as status → roles; everybody else gets `shut`. A method without a row is 405."""

    get: dict[int, frozenset] | None = None
    post: dict[int, frozenset] | None = None
    shut: int = 404
    shows: str = ""  # what the journal calls the look at it; "" where no one person's data is shown
    stranger: dict[str, int] = field(default_factory=dict)  # where a stranger gets in, on his own ground

    def status(self, method: str, role: str) -> int:
        opens = self.get if method == "GET" else self.post if method == "POST" else None
        if opens is None:
            return 405
        if role == STRANGER:
            return self.stranger.get(method, self.shut)
        return next((status for status, roles in opens.items() if role in roles), self.shut)


def _page(roles, **rest) -> Door:
    """A page of a list or a desk: a stranger has one of his own."""
    return Door(get={200: roles}, stranger={"GET": 200}, **rest)


def _desk_of(roles, shows: str = "", **rest) -> Door:
    """A page only these have; a clerk of any township is told so."""
    return Door(get={200: roles}, shut=403, shows=shows, **rest)


DOORS = {
    "agencies:accounts": _desk_of(SYSTEM, "account list", post={200: SYSTEM}),
    "agencies:open_account": _desk_of(SYSTEM, post={200: SYSTEM}),
    "agencies:import_list": _desk_of(SYSTEM, post={200: SYSTEM}),
    "agencies:account": Door(get={200: SYSTEM}, shows="account"),
    "agencies:account_act": Door(get={200: SYSTEM}, post={200: SYSTEM}, shows="account act"),
    "agencies:seats": _desk_of(SECURITY, "seat list", post={200: SECURITY}),
    "agencies:proposals": _desk_of(SECURITY, "seat proposals", post={409: SECURITY}),
    "agencies:person": Door(get={200: SECURITY}, shows="appointments"),
    "agencies:appoint": Door(get={200: SECURITY}, post={200: SECURITY}, shows="appointment form"),
    "agencies:end": Door(get={200: SECURITY}, post={200: SECURITY}, shows="appointment form"),
    "agencies:administration_journal": _desk_of(AUDITORS, "administration journal"),
    "desk:home": _page(ALL, shows="workbench"),
    "desk:counter": _page(ALL, shows="open intakes"),
    "desk:search": Door(get={302: ALL}, post={200: ALL}, stranger={"GET": 302, "POST": 200}),
    "desk:lookup": Door(post={200: CLERKS}, shut=403, stranger={"POST": 200}),
    "desk:households": _page(ALL, shows="household list"),
    "desk:export": Door(post={200: EXPORTERS}, shut=403, stranger={"POST": 200}),
    "desk:household": Door(get={200: READERS}, shows="household"),
    "desk:reveal": Door(get={200: REVEALERS}, post={200: REVEALERS}, shows="masked number"),
    "desk:obligors": Door(get={200: READERS}, post={200: CLERKS, 403: READERS}, shows="obligors"),
    "desk:representatives": Door(
        get={200: READERS}, post={200: CLERKS, 403: READERS}, shows="representatives"
    ),
    "desk:end_obligor": Door(
        get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="end obligors"
    ),
    "desk:end_representative": Door(
        get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="end representatives"
    ),
    "desk:people": Door(
        get={200: READERS},
        post={200: READERS},
        shut=403,
        shows="people list",
        stranger={"GET": 200, "POST": 200},
    ),
    "desk:person": Door(get={200: READERS}, shows="person"),
    "desk:correct": Door(
        get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="correction"
    ),
    "desk:split": Door(get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="split"),
    "desk:leave": Door(get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="leave"),
    "desk:head": Door(get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="head"),
    "desk:send": Door(get={200: CLERKS, 403: READERS}, post={200: CLERKS, 403: READERS}, shows="send"),
    "desk:transfers": Door(get={200: CLERKS}, shut=403, shows="transfer list", stranger={"GET": 200}),
    "desk:transfer": Door(get={200: READERS}, post={200: CLERKS, 403: READERS}, shows="transfer"),
    "desk:conflicts": Door(get={200: CLERKS}, shut=403, shows="conflict list", stranger={"GET": 200}),
    "desk:conflict": Door(get={200: CLERKS}, post={200: CLERKS}, shows="number conflict"),
    "desk:gallery": _page(ALL),
    "applications:list": _page(ALL, shows="case list"),
    "applications:export": Door(post={200: EXPORTERS}, shut=403, stranger={"POST": 200}),
    "applications:visits": _page(ALL, shows="visit list"),
    "applications:export_visits": Door(post={200: EXPORTERS}, shut=403, stranger={"POST": 200}),
    "applications:open": Door(post={302: CLERKS, 403: READERS}),
    "applications:new_family": Door(
        get={200: CLERKS}, post={200: CLERKS}, shut=403, stranger={"GET": 200, "POST": 200}
    ),
    "applications:detail": Door(get={200: READERS}, shows="case"),
    "applications:intake": Door(get={302: READERS}, post={302: READERS}),
    "applications:draft": Door(post={409: CLERKS, 403: READERS}),
    "applications:assessment": Door(get={200: READERS}, shows="assessment"),
    "applications:act": Door(get={200: VISITORS}, post={200: VISITORS}, shows="step visit"),
    "papers:sheet": Door(get={200: READERS}, shows="paper"),
    "papers:print": Door(post={302: READERS}),
    "papers:pdf": Door(get={200: READERS}, shows="paper"),
    "papers:photo": Door(get={200: READERS}, shows="photo"),
}
# Django's own views of the door; their methods are Django's. tests/agencies has what they do.
OF_DJANGO = {"agencies:login", "agencies:logout", "agencies:password"}


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
    assert named_urls() - OF_DJANGO == set(DOORS)


def seated(role: str):
    """Somebody in the seat of a role, where that role sits."""
    places = {"township": HETIAN, "village": HETIAN, "county": "mz-350821"}
    place = next((code for start, code in places.items() if role.startswith(start)), "mz-350800")
    return account(f"door-{role}", Office.objects.get(code=place), role)


@pytest.fixture
def house(db, monkeypatch):
    """A visited case (for its papers and photo), an accepted one (to visit), and somebody in every role."""
    monkeypatch.setattr("papers.pdfs.available", lambda: True)
    monkeypatch.setattr("papers.pdfs.render", lambda document: b"%PDF")
    team = staff()
    people = {role: seated(role) for role in ROLES}
    people |= {STRANGER: staff(XIAOCHI, "x").clerk, NOBODY: None}
    visited, accepted = case(team, "visited"), case(team, "accepted")
    applicant = visited.household.memberships.get(relation="applicant").person
    keys = {
        "desk:household": [visited.household_id],
        "desk:reveal": [visited.household_id, applicant.pk, "id_number"],
        "desk:conflict": [conflict(team).pk],
        "desk:person": [applicant.pk],
        "desk:correct": [applicant.pk],
        "desk:split": [visited.household_id],
        "desk:send": [visited.household_id],
        "desk:leave": [visited.household_id],
        "desk:head": [visited.household_id],
        "desk:transfer": [sent(team).pk],
        "desk:obligors": [visited.household_id, applicant.pk],
        "desk:representatives": [visited.household_id, applicant.pk],
        "desk:end_obligor": [visited.household_id, obligor(team, visited.household).pk],
        "desk:end_representative": [visited.household_id, guardian(team, visited.household).pk],
        "applications:open": [visited.household_id],
        "applications:act": [accepted.pk, "visit"],
        "papers:photo": [Photo.objects.get().pk],
    }
    keys |= {f"agencies:{name}": [team.clerk.pk] for name in ("account", "person", "appoint")}
    keys["agencies:account_act"] = [team.clerk.pk, "disable"]
    keys["agencies:end"] = [team.clerk.appointments.get().pk]
    for name in ("detail", "intake", "draft", "assessment"):
        keys[f"applications:{name}"] = [visited.pk]
    for name in ("sheet", "print", "pdf"):
        keys[f"papers:{name}"] = [Document.objects.filter(kind="visit").get().pk]
    return people, keys


def browser(person) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def faults(people: dict, keys: dict, roles) -> list[str]:
    """Every door that answers a role otherwise than its row says."""
    wrong = []
    for role in roles:
        client = browser(people[role])
        for name, door in DOORS.items():
            address = reverse(name, args=keys.get(name, []))
            for method in METHODS:
                found = client.generic(method, address).status_code
                expected = door.status(method, role)
                if found != expected:
                    wrong.append(f"{method} {name} {role}: {found}, not {expected}")
    return wrong


@pytest.mark.parametrize("role", [*ROLES, STRANGER])
def test_every_door_opens_to_those_it_is_for_and_to_nobody_else(house, role):
    people, keys = house

    wrong = faults(people, keys, [role])

    assert not wrong, "\n".join(wrong)


def test_whoever_is_not_signed_in_gets_the_login_page_and_keeps_what_was_typed(house):
    _, keys = house
    for name in DOORS:
        address = reverse(name, args=keys.get(name, []))
        for method in METHODS:
            found = Client().generic(method, address).status_code
            assert found == (401 if method == "POST" else 302), f"{method} {name}: {found}"


def test_with_the_scope_off_a_stranger_walks_in(house, monkeypatch):
    """The control of the test above: it would see the leak."""
    people, keys = house
    monkeypatch.setattr(ScopedQuerySet, "visible_to", lambda self, account: self.all())

    leaks = [one for one in faults(people, keys, [STRANGER]) if "404" in one and ": 200" in one]

    assert {one.split()[1] for one in leaks} >= {"desk:household", "applications:detail", "papers:sheet"}


@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if door.shows])
def test_a_look_is_one_entry_and_a_closed_door_none(house, name):
    people, keys = house
    door, address = DOORS[name], reverse(name, args=keys.get(name, []))
    for role in [*ROLES, STRANGER]:
        before = JournalEntry.objects.filter(kind="shown").count()

        status = browser(people[role]).get(address).status_code

        looks = JournalEntry.objects.filter(kind="shown")[: JournalEntry.objects.count() - before]
        made = JournalEntry.objects.filter(kind="shown").count() - before
        assert made == (1 if status == 200 else 0), f"{name} {role}: {made} entries at {status}"
        if made:
            assert looks[0].content["what"] == door.shows


def test_a_changed_seat_holds_from_the_next_request(house):
    """The session lives on; the appointment ended yesterday, or the account was disabled."""
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    people, keys = house
    address = reverse("desk:household", args=keys["desk:household"])
    clerk, reviewer = people["township_clerk"], people["township_reviewer"]
    at_desk, beside = browser(clerk), browser(reviewer)
    assert (at_desk.get(address).status_code, beside.get(address).status_code) == (200, 200)

    clerk.appointments.update(ends_on=timezone.localdate() - timedelta(days=1))
    reviewer.is_active = False
    reviewer.save(update_fields=["is_active"])

    assert (at_desk.get(address).status_code, beside.get(address).status_code) == (404, 302)


# Keys of another township, in the path and in the body.
def _outside(number: int) -> list:
    there = staff(XIAOCHI, "z")
    return [case(there, "visited") for _ in range(number)]


@pytest.mark.parametrize(
    ("number", "roles"),
    [
        (3, ("township_clerk", "township_reviewer", "village_worker")),
        pytest.param(70, ("township_clerk",), marks=pytest.mark.campaign, id="1,000 addresses"),
    ],
)
def test_no_key_of_another_township_opens_anything(house, number, roles):
    people, _ = house
    addresses = [
        (name, reverse(name, args=args)) for one in _outside(number) for name, args in _addresses_of(one)
    ]
    leaks = []
    for role in roles:
        client = browser(people[role])
        for name, address in addresses:
            for method in ("GET", "POST"):
                status = client.generic(method, address).status_code
                if status not in (404, 405):
                    leaks.append(f"{method} {name} {role}: {status}")
    assert len(set(addresses)) >= number * 14
    assert not leaks, "\n".join(leaks)


def _addresses_of(one) -> list[tuple[str, list]]:
    applicant = one.household.memberships.get(relation="applicant").person
    document = Document.objects.filter(subject_id=str(one.pk)).first()
    found = [
        ("desk:household", [one.household_id]),
        ("desk:reveal", [one.household_id, applicant.pk, "id_number"]),
        ("applications:open", [one.household_id]),
        ("desk:person", [applicant.pk]),
        ("desk:correct", [applicant.pk]),
        ("desk:split", [one.household_id]),
        ("desk:send", [one.household_id]),
        ("desk:leave", [one.household_id]),
        ("desk:head", [one.household_id]),
        ("desk:obligors", [one.household_id, applicant.pk]),
        ("desk:representatives", [one.household_id, applicant.pk]),
    ]
    found += [(f"applications:{name}", [one.pk]) for name in ("detail", "intake", "draft", "assessment")]
    found += [("applications:act", [one.pk, verb]) for verb in ("visit", "review", "confirm", "post_notice")]
    return found + [(f"papers:{name}", [document.pk]) for name in ("sheet", "print", "pdf")]


EXTRA_KEYS = """state confirmed_by office office_id reviewed_by is_superuser is_staff pk id number household_id
programme due_on decided_on accepted_on registrar assessment has_moved made_by first_contact"""
EXTRA = dict.fromkeys(EXTRA_KEYS.split(), "confirmed")


def test_a_forged_key_in_the_body_changes_nothing(house):
    """A companion of another township and twenty extra keys: refused with the sentence, nothing applied."""
    people, keys = house
    address = reverse("applications:act", args=keys["applications:act"])
    before = Application.objects.values().get(pk=keys["applications:act"][0])

    answer = browser(people["township_clerk"]).post(
        address, {"version": 2, "companion": people[STRANGER].pk, **EXTRA}
    )

    assert answer.status_code == 200
    assert "这位同行人没有在本地入户调查的权利" in answer.content.decode()
    assert Application.objects.values().get(pk=keys["applications:act"][0]) == before


OUTSIDE_IN_BODIES = [4, pytest.param(500, marks=pytest.mark.campaign, id="1,000 keys")]


@pytest.mark.parametrize("number", OUTSIDE_IN_BODIES)
def test_no_key_in_a_body_reaches_another_township(house, number):
    """Villages and companions of others, each in a form that is whole otherwise."""
    people, keys = house
    client = browser(people["township_clerk"])

    leaks = _villages_taken(client, number) + _companions_taken(client, keys["applications:act"], number)

    assert not leaks, "\n".join(leaks)


def _villages_taken(client, number: int) -> list[str]:
    ours = Office.objects.get(code=HETIAN).division_id
    outside = Division.objects.filter(level="village").exclude(parent=ours).order_by("?")[:number]
    typed = {"name": "林外", "id_number": trial_id_number(date(1950, 1, 1), "F", 490), "address": "1 号"}
    before, leaks = Household.objects.count(), []
    for village in outside:
        answer = client.post(
            reverse("applications:new_family"), typed | {"village": village.pk, "once": once.token()}
        )
        if "不在您的乡镇" not in answer.content.decode() or Household.objects.count() != before:
            leaks.append(f"village {village.pk}: {answer.status_code}")
    return leaks


def _companions_taken(client, keys: list, number: int) -> list[str]:
    address, before = reverse("applications:act", args=keys), Application.objects.values().get(pk=keys[0])
    there = Office.objects.get(code=XIAOCHI)
    leaks = []
    for turn in range(number):
        other = account(f"outside-{turn}", there, "township_clerk")
        answer = client.post(address, {"version": before["version"], "companion": other.pk})
        said = "这位同行人没有在本地入户调查的权利" in answer.content.decode()
        if not said or Application.objects.values().get(pk=keys[0]) != before:
            leaks.append(f"companion {other.pk}: {answer.status_code}")
    return leaks


def test_with_the_villages_unscoped_a_family_of_another_township_is_taken_in(house, monkeypatch):
    """The control of the test above: it would see the leak."""
    people, _ = house
    monkeypatch.setattr("agencies.querysets.OfficeQuerySet.under_right", lambda self, account, right: self)

    assert _villages_taken(browser(people["township_clerk"]), 2)


@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if door.post])
def test_twenty_extra_keys_apply_nothing_anywhere(house, name):
    people, keys = house
    kept = (Application, Household, NumberConflict, Account, Appointment)
    kept += (Obligor, Representative, Person, Split, Transfer)
    insiders = set().union(*DOORS[name].post.values())
    role = "township_clerk" if "township_clerk" in insiders else min(insiders)
    client = browser(people[role])
    before = [list(model.objects.order_by("pk").values()) for model in kept]
    address = reverse(name, args=keys.get(name, []))

    answer = client.post(address, EXTRA)

    assert answer.status_code < 500
    if name != "applications:open":  # opening a case is what that address is for
        assert [list(model.objects.order_by("pk").values()) for model in kept] == before


def test_every_answer_to_a_signed_in_person_is_kept_out_of_caches(house):
    people, keys = house
    client = browser(people["township_clerk"])

    for name, door in DOORS.items():
        if door.get:
            answer = client.get(reverse(name, args=keys.get(name, [])))

            assert "no-store" in answer["Cache-Control"], name
            assert "'none'" in answer["Content-Security-Policy"], name
