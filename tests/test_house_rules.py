"""The rules of the house that no linter sees; docs/floor-plan.md and docs/glossary.md are held to their word."""

import ast
import importlib
import re
import subprocess
from configparser import ConfigParser
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices
from django.db.models.enums import Choices

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ConfigParser()
FLOORS.read(ROOT / ".importlinter")
# From the top down; neighbours share a floor.
HOUSE = [
    floor.split(" | ")
    for floor in FLOORS["importlinter:contract:floors"]["layers"].split("\n")
    if floor.strip()
]
APPS = [app for floor in HOUSE for app in floor]
NOT_FLOORS = {"tests", "benchmarks"}

# Foreign keys that are seen from the other side, each with its reason.
SEEN_FROM_BELOW = {
    "agencies.Account.groups": "Django's own user model",
    "agencies.Account.user_permissions": "Django's own user model",
    "agencies.Seat.group": "rights are read from the group to its seat (agencies/rights.py)",
    "agencies.OfficeGroupObjectPermission.group": "guardian's own row",
    "agencies.OfficeGroupObjectPermission.permission": "guardian's own row",
}
# Over the limit when the rule came; each gets shorter or is split, none is added.
LONG_FOR_NOW = {"eligibility/rules/expressions.py"}
# What narrows rows to what a person may see.
SCOPES = {"visible_to", "to_visit_by", "waiting_for", "under_right"}
PAGES = (
    "views.py",
    "acts.py",
    "counter.py",
    "counter_page.py",
    "families.py",
    "shell.py",
    "gallery.py",
    "lists.py",
    "lookups.py",
    "whole.py",
    "number_conflicts.py",
    "kin_pages.py",
    "people.py",
    "parting_pages.py",
    "account_pages.py",
    "seat_pages.py",
    "list_pages.py",
    "journal_page.py",
)
# The sample of the national standard, belonging to nobody.
SAMPLE_NUMBERS = {"11010519491231002X", "440524188001010014", "340524198001010017"}
TRIAL_AREA = "359999"


def tracked(*patterns: str) -> list[Path]:
    """Files git knows."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture or a font


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def own_python() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


# The floors


def test_every_package_has_a_floor_and_a_place_in_the_plan():
    packages = {name(path.parent) for path in tracked("*/__init__.py") if path.parent.parent == ROOT}
    plan = text(ROOT / "docs" / "floor-plan.md")

    assert packages - NOT_FLOORS == set(APPS)
    assert [one for one in sorted(packages) if not re.search(rf"`{one}/?`", plan)] == []
    assert set(FLOORS["importlinter"]["root_packages"].split()) == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_an_app_says_what_lives_there(app):
    assert (importlib.import_module(app).__doc__ or "").strip()


def test_a_foreign_key_to_another_app_is_not_seen_from_there():
    seen = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=False)
        if model._meta.app_label in APPS
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    }
    assert seen == set(SEEN_FROM_BELOW)


def urls_above(app: str, template: str) -> list[str]:
    """URLs a template names that belong to a floor above its own, or to a neighbour."""
    level = {one: number for number, floor in enumerate(HOUSE) for one in floor}
    called = re.findall(r"{% url [\"'](\w+):", template)
    return [one for one in called if one != app and level[one] <= level[app]]


@pytest.mark.parametrize("app", [app for app in APPS if (ROOT / "templates" / app).exists()])
def test_a_template_names_only_addresses_of_its_own_floor_or_below(app):
    above = {name(path): urls_above(app, text(path)) for path in tracked(f"templates/{app}/*.html")}

    assert {path: found for path, found in above.items() if found} == {}


def test_an_address_upstairs_would_be_found():
    assert urls_above("papers", "{% url 'desk:home' %} {% url 'agencies:login' %}") == ["desk"]


# Size


def test_files_keep_their_size():
    limits = [(own_python(), 300, 500), (tracked("templates/*.html"), 150, 150)]
    long = {
        name(path)
        for paths, most, most_in_tests in limits
        for path in paths
        if len(text(path).splitlines()) > (most_in_tests if path.parts[len(ROOT.parts)] == "tests" else most)
    }
    assert long - LONG_FOR_NOW == set()


def test_functions_keep_their_size():
    long = [
        f"{name(path)}:{node.name}"
        for path in own_python()
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60
    ]
    assert long == []


# Who sees what, and when


def unscoped(source: str) -> list[int]:
    """Lines that ask a model's rows without narrowing them to what the person may see."""
    tree = ast.parse(source)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    inner |= {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Call) and id(node) not in inner:
            steps = _steps(node)
            if "objects" in steps and not SCOPES & set(steps):
                found.append(node.lineno)
    return found


def _steps(node) -> list[str]:
    """The names of a chain of attributes and calls."""
    steps = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            steps.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return steps


def test_pages_ask_only_for_what_the_person_may_see():
    pages = [path for path in own_python() if path.name in PAGES and path.parts[-2] in APPS]

    assert {name(path): lines for path in pages if (lines := unscoped(text(path)))} == {}


def test_an_unscoped_question_would_be_found():
    source = (
        "a = Case.objects.filter(pk=1)\nb = get(Case.objects.visible_to(me).open(), pk=1)\nc = Case.objects\n"
    )

    assert unscoped(source) == [1, 3]


def test_actions_do_not_read_the_clock():
    """Days are handed in; only the instant a row is written is read where it is written."""
    for path in tracked("*/actions.py"):
        lines = text(path).splitlines()
        assert [line for line in lines if re.search(r"\btoday\(", line)] == [], name(path)
        instants = [line for line in lines if re.search(r"\bnow\(", line)]
        assert [line for line in instants if not re.search(r"\w+_at=clock\.now\(\)", line)] == [], name(path)


# Words


def labels() -> dict[str, str]:
    """Every word people read for a model, a state, a role, a kind of paper or a programme, and where it is from."""
    from agencies.roles import RIGHTS, ROLES  # noqa: PLC0415  (apps are ready only now)
    from applications.states import ACTS, State  # noqa: PLC0415

    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    found = {str(model._meta.verbose_name): model._meta.label for model in models if _named(model)}
    choices: list[type[Choices]] = [State]
    choices += [one for model in models for one in vars(model).values() if _is_choices(one)]
    found |= {str(label): f"{one.__qualname__}" for one in choices for label in one.labels}
    found |= {role.label: f"role {code}" for code, role in ROLES.items()}
    found |= {label: f"right {code}" for code, label in RIGHTS.items()}
    return found | {act.label: f"act {verb}" for verb, act in ACTS.items()}


def _named(model) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", str(model._meta.verbose_name)))


def _is_choices(thing) -> bool:
    return isinstance(thing, type) and issubclass(thing, TextChoices)


def test_every_word_of_the_procedure_stands_in_the_glossary():
    glossary = text(ROOT / "docs" / "glossary.md")

    assert {label: where for label, where in labels().items() if label not in glossary} == {}


# What is kept in the repository


def test_migrations_are_named_by_meaning():
    names = [path.name for path in tracked("*/migrations/0*.py")]

    assert names
    assert [
        one for one in names if "_auto_" in one or not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+\.py", one)
    ] == []


def valid_numbers(words: str) -> list[str]:
    """Identity numbers with a possible birthday and a right check digit."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    found = []
    for number in re.findall(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])", words):
        check = "10X98765432"[sum(int(n) * w for n, w in zip(number, weights, strict=False)) % 11]
        try:
            date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        except ValueError:
            continue
        if number[17].upper() == check:
            found.append(number.upper())
    return found


def test_no_identity_number_that_could_be_somebodys_is_kept():
    kept = {(name(path), number) for path in tracked() for number in valid_numbers(text(path))}
    real = {one for one in kept if one[1] not in SAMPLE_NUMBERS and not one[1].startswith(TRIAL_AREA)}

    assert real == set()


def test_a_real_identity_number_would_be_found():
    prefix, made = "35080219490307", []
    made = [f"{prefix}{tail:03d}{check}" for tail in range(3) for check in "0123456789X"]

    assert len(valid_numbers(" ".join(made))) == 3


def test_requirements_hold_no_addresses():
    for path in tracked("requirements/*"):
        assert "//" not in text(path), name(path)
        assert "index-url" not in text(path), name(path)


def test_no_path_of_a_machine_is_kept():
    folders = re.compile(r"(?<![\w./*-])/(?:work|root|home/\w+)/")
    allowed = {name(Path(__file__))}

    assert [name(p) for p in tracked() if folders.search(text(p)) and name(p) not in allowed] == []
