"""Production starts only when nothing of a trial is left: each fault by itself, and real processes."""

import os
import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import quote, urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection

from agencies.models import Account
from desk.demo_staff import STAFF
from kernel import deployment
from kernel.deployment import Facts, judge
from tests.kernel.rings import key

SECRET = "a-secret-of-this-test-alone-with-more-than-fifty-characters"
POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"


def fit(**other) -> SimpleNamespace:
    """Settings of production without a fault, and what a case makes of them."""
    return SimpleNamespace(
        **{
            "PRODUCTION": True,
            "SETTINGS_MODULE": "longyan_relief.settings.base",
            "DEBUG": False,
            "ALLOWED_HOSTS": ["relief.example.gov.cn"],
            "SECRET_KEY": SECRET,
            "SEALING_KEYS": f"k1:{key('a')}",
            "INDEX_KEY": key("b"),
            "JOURNAL_KEY": key("c"),
            "DATABASES": {"default": {"ENGINE": POSTGRESQL}},
        }
        | other
    )


def ids(source, facts=None) -> list[str]:
    return [fault.id for fault in judge(source, facts or Facts())]


def test_production_without_a_fault_is_fit():
    assert ids(fit()) == []
    assert ids(fit(ALLOWED_HOSTS=["relief.example.gov.cn", "127.0.0.1"])) == []


BAD_SETTINGS = [
    ({"GUARDS_OFF": frozenset()}, "E001"),
    ({"GUARDS_OFF": frozenset({"lock"}), "SETTINGS_MODULE": "longyan_relief.settings.test"}, "E001"),
    ({"SEALING_KEYS": ""}, "E002"),
    ({"INDEX_KEY": ""}, "E002"),
    ({"JOURNAL_KEY": ""}, "E002"),
    ({"INDEX_KEY": key("b", 31)}, "E002"),
    ({"JOURNAL_KEY": key("b")}, "E002"),
    ({"DEBUG": True}, "E003"),
    ({"DATABASES": {"default": {"ENGINE": SQLITE}}}, "E004"),
    ({"ALLOWED_HOSTS": []}, "E007"),
    ({"ALLOWED_HOSTS": [" "]}, "E007"),
    ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, "E007"),
    ({"ALLOWED_HOSTS": ["*"]}, "E008"),
    ({"ALLOWED_HOSTS": ["relief.example.gov.cn", "*"]}, "E008"),
    ({"SECRET_KEY": ""}, "E009"),
    ({"SECRET_KEY": SECRET[:49]}, "E009"),
    ({"SECRET_KEY": "ab" * 40}, "E009"),
    ({"SECRET_KEY": "".join(map(str, range(40))), "INDEX_KEY": "".join(map(str, range(40)))}, "E009"),
]


@pytest.mark.parametrize(("bad", "found"), BAD_SETTINGS)
def test_a_bad_setting_is_refused_by_its_own_sentence(bad, found):
    source = fit(**bad)
    assert f"kernel.{found}" in ids(source)
    # A key that also serves as SECRET_KEY is no good key either; every other case has one fault.
    assert len(ids(source)) == (2 if bad.keys() == {"SECRET_KEY", "INDEX_KEY"} else 1)


BAD_FACTS = [
    (Facts(is_superuser=True), "E005"),
    (Facts(owns=1), "E006"),
    (Facts(may_rewrite=1), "E013"),
    (Facts(trial_keys=frozenset({key("a")})), "E010"),
    (Facts(trial_keys=frozenset({key("c")})), "E010"),
    (Facts(trial_keys=frozenset({SECRET})), "E010"),
    (Facts(is_reachable=False), "E011"),
    (Facts(trial_accounts=1), "E012"),
]


@pytest.mark.parametrize(("bad", "found"), BAD_FACTS)
def test_a_bad_fact_is_refused_by_its_own_sentence(bad, found):
    assert ids(fit(), bad) == [f"kernel.{found}"]


def test_every_fault_is_told_at_once_with_its_remedy_and_without_a_secret():
    everything = fit(DEBUG=True, ALLOWED_HOSTS=["*"], INDEX_KEY=key("a"), SECRET_KEY="short", GUARDS_OFF=())
    faults = judge(everything, Facts(False, True, 3, 1, 2, frozenset({key("a")})))

    assert len({fault.id for fault in faults}) == len(faults) >= 9
    assert all(fault.sentence and fault.remedy for fault in faults)
    said = " ".join(fault.sentence + fault.remedy for fault in faults)
    assert key("a")[:8] not in said
    assert "short" not in said


def test_a_trial_may_be_anything_but_without_guards():
    trial = fit(PRODUCTION=False, DEBUG=True, ALLOWED_HOSTS=["*"], SECRET_KEY="", SEALING_KEYS="")

    assert ids(trial, Facts(True, True, 9, 9, 9)) == []
    assert ids(fit(PRODUCTION=False, GUARDS_OFF=frozenset())) == ["kernel.E001"]


# The facts


def test_people_of_the_demonstration_are_recognised_by_login_and_name(db):
    username, name, *_ = STAFF[0]
    Account.objects.create(username=STAFF[1][0], name="同名登录的另一个人")
    assert deployment.facts().trial_accounts == 0

    Account.objects.create(username=username, name=name, is_active=False)

    assert deployment.facts().trial_accounts == 1


def test_keys_a_trial_made_are_recognised(db, settings, tmp_path):
    settings.KEY_DIR = tmp_path
    (tmp_path / "sealing_keys").write_text(f"k2:{key('z')} k1:{key('a')}\n")
    (tmp_path / "django-secret").write_text(f"{SECRET}\n")

    assert deployment.facts().trial_keys == {key("z"), key("a"), SECRET}


def test_a_database_that_does_not_answer_is_a_fact(db, settings, monkeypatch):
    def gone():
        raise DatabaseError("gone")

    monkeypatch.setattr(deployment, "_role", gone)
    assert not deployment.facts().is_reachable

    settings.MIGRATING = True
    assert deployment.facts().is_reachable


@pytest.mark.postgresql
def test_the_owner_of_the_tables_is_recognised(db):
    facts = deployment.facts()

    assert facts.owns > 20


@pytest.mark.django_db
def test_a_command_is_refused_in_production_until_it_is_fit(settings):
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match="E001"):
        call_command("jobs", skip_checks=False)

    settings.PRODUCTION, settings.SETTINGS_MODULE = False, "longyan_relief.settings.test"
    call_command("jobs", skip_checks=False)


# Real processes


def environment(tmp_path, **other) -> dict[str, str]:
    return (
        {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        | {
            "DJANGO_SETTINGS_MODULE": "longyan_relief.settings.base",
            "PYTHONIOENCODING": "utf-8",
            "PRODUCTION": "1",
            "VAR_DIR": str(tmp_path),
            "ALLOWED_HOSTS": "relief.example.gov.cn",
            "SECRET_KEY": SECRET,
            "SEALING_KEYS": f"k1:{key('a')}",
            "INDEX_KEY": key("b"),
            "JOURNAL_KEY": key("c"),
        }
        | other
    )


def run(words: list[str], env: dict):
    return subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, check=False, timeout=120
    )


WEB = ["-c", "import longyan_relief.wsgi"]
WORKER = ["-m", "celery", "-A", "longyan_relief", "worker", "--pool", "solo"]
BEAT = ["-m", "celery", "-A", "longyan_relief", "beat", "--pidfile="]


@pytest.mark.parametrize("words", [WEB, WORKER, BEAT], ids=["web", "worker", "beat"])
def test_no_process_starts_in_production_with_a_fault(tmp_path, words):
    kept = ["--schedule", str(tmp_path / "schedule")] if words is BEAT else []
    ended = run([*words, *kept], environment(tmp_path, INDEX_KEY="", DEBUG="1"))

    assert ended.returncode != 0
    for told in ("kernel.E002", "kernel.E003", "kernel.E004", "INDEX_KEY"):
        assert told in ended.stderr


def test_check_deploy_has_no_warning_in_production(tmp_path):
    """On this empty SQLite the one thing left to say is that it is SQLite."""
    ended = run(["manage.py", "check", "--deploy"], environment(tmp_path))

    told = ended.stderr
    assert "kernel.E004" in told
    assert "WARNINGS" not in told
    assert told.count("?: (") == 1


APPLICATION = "longyan_app"  # made by `make services` as the runbook says: it owns nothing


@pytest.fixture
def application_role(committed_db):
    """The application's role, allowed to read the suite's database."""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
    yield APPLICATION
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {APPLICATION}")


def address(role: str = "") -> str:
    """The suite's own database, as this role."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{role}@{host}" if role else parts.netloc
    path = f"{parts.path.rpartition('/')[0]}/{quote(connection.settings_dict['NAME'])}"
    return urlunsplit(parts._replace(netloc=netloc, path=path))


@pytest.mark.postgresql
def test_web_starts_as_the_application_role_and_not_as_the_owner(tmp_path, application_role):
    served = run(WEB, environment(tmp_path, DATABASE_URL=address(application_role)))
    assert served.returncode == 0, served.stderr

    checked = run(
        ["manage.py", "check", "--deploy"], environment(tmp_path, DATABASE_URL=address(application_role))
    )
    assert (checked.returncode, "WARNINGS" in checked.stderr) == (0, False), checked.stderr

    refused = run(WEB, environment(tmp_path, DATABASE_URL=address()))
    assert refused.returncode != 0
    assert "kernel.E006" in refused.stderr
