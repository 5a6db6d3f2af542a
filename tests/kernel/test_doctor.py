"""The doctor sees each fault by itself, says what to do, and never tells a secret."""

import os
from collections import namedtuple
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO

import psycopg2
import pytest
import redis
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from kernel import clock, doctor, ledger
from kernel.models import CalendarYear, Slot

pytestmark = pytest.mark.django_db
Disk = namedtuple("Disk", "total used free")


class Server:
    def __init__(self, told=None):
        self.told = told

    def config_get(self, *_):
        if self.told is None:
            raise redis.ConnectionError("redis://:secret-word@nowhere")
        return self.told


@pytest.mark.parametrize(
    ("server", "remedy"),
    [
        (Server({"appendonly": "yes", "maxmemory-policy": "noeviction"}), ""),
        (Server({"appendonly": "no", "maxmemory-policy": "noeviction"}), "appendonly yes"),
        (Server({"appendonly": "yes", "maxmemory-policy": "allkeys-lru"}), "maxmemory-policy noeviction"),
        (Server(), "REDIS_URL"),
    ],
)
def test_redis_must_keep_what_it_is_given(settings, monkeypatch, server, remedy):
    settings.REDIS_URL = "redis://:secret-word@nowhere"
    monkeypatch.setattr(doctor.redis.Redis, "from_url", lambda *_, **__: server)

    found = doctor.redis_server()

    assert remedy in found.remedy
    assert bool(remedy) == bool(found.remedy)
    assert "secret-word" not in found.sentence + found.remedy


def test_a_full_disk_and_a_folder_open_to_all(settings, monkeypatch, tmp_path):
    settings.VAR_DIR = settings.KEY_DIR = tmp_path
    for free, wrong in ((doctor.LEAST_FREE, False), (doctor.LEAST_FREE - 1, True)):
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _, free=free: Disk(0, 0, free))
        assert bool(doctor.space().remedy) == wrong
    for mode, wrong in ((0o750, False), (0o777, True)):
        tmp_path.chmod(mode)
        assert bool(doctor.folder().remedy) == wrong


def test_a_year_without_calendar():
    assert not doctor.calendar().remedy

    CalendarYear.objects.filter(year=timezone.localdate().year + 1).delete()

    assert str(timezone.localdate().year + 1) in doctor.calendar().remedy


def test_beat_and_worker_as_the_sweep_shows_them():
    assert "worker" in next(doctor.work()).remedy

    now = timezone.now()
    Slot.objects.create(name="sweep", slot_at=now, missed=0, taken_at=now, done_at=now)

    assert not next(doctor.work()).remedy


def test_an_anchor_that_is_missing_or_old(settings, tmp_path, clerk, monkeypatch):
    settings.VAR_DIR = tmp_path
    assert not doctor.anchor().remedy
    with ledger.transaction():
        ledger.write("tried", actor=clerk)
    assert "anchor_journal" in doctor.anchor().remedy

    call_command("anchor_journal", stdout=StringIO())
    assert not doctor.anchor().remedy

    for file in (tmp_path / "anchors").iterdir():
        os.utime(file, (0, 0))  # a copy, a restore: the signed time counts
    assert not doctor.anchor().remedy
    later = timezone.now() + doctor.OLDEST_ANCHOR + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "beat" in doctor.anchor().remedy


def test_an_anchor_that_was_changed_is_named(settings, tmp_path, clerk):
    settings.VAR_DIR = tmp_path
    with ledger.transaction():
        ledger.write("tried", actor=clerk)
    call_command("anchor_journal", stdout=StringIO())
    assert not doctor.anchor().remedy

    file = next((tmp_path / "anchors").iterdir())
    file.write_text(file.read_text().replace('"at": "20', '"at": "21'))

    assert "审计员" in doctor.anchor().remedy


@pytest.mark.postgresql
@pytest.mark.parametrize("name", doctor.QUIET_LOG)
def test_a_database_log_that_repeats_values_is_told(name):
    """Each setting by itself; with all of them quiet, the control, nothing is told."""
    with superuser() as cursor:
        for quiet, value in doctor.QUIET_LOG.items():
            cursor.execute(f"SET {quiet} = '{value}'")
        assert doctor.loud_settings(cursor) == []

        cursor.execute(f"SET {name} = '{LOUD[name]}'")
        assert doctor.loud_settings(cursor) == [f"{name} = {doctor.QUIET_LOG[name]}"]


LOUD = {
    "log_error_verbosity": "default",
    "log_min_error_statement": "error",
    "log_statement": "mod",
    "log_min_duration_statement": "500",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "64",
}


@contextmanager
def superuser():
    """Only a superuser sets these; a session of its own, so that nobody else's server log changes."""
    words = connection.get_connection_params()
    wanted = {word: words[word] for word in ("dbname", "host", "port") if words.get(word)}
    try:
        session = psycopg2.connect(**wanted, user="postgres")
    except psycopg2.OperationalError:
        pytest.skip("不能以超级用户连接")
    with closing(session), session.cursor() as cursor:
        yield cursor


@pytest.mark.postgresql
def test_the_application_may_ask_how_the_server_logs():
    with connection.cursor() as cursor:
        cursor.execute("SHOW log_error_verbosity")
        is_loud = cursor.fetchone()[0] != "terse"

    assert ("log_error_verbosity" in doctor.server_log().remedy) == is_loud


def test_sqlite_has_no_log_of_its_own(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")

    assert doctor.server_log().remedy == ""


@pytest.mark.parametrize(("remedy", "code"), [("", None), ("请安装。", 1)])
def test_the_exit_tells_whether_something_is_wrong(monkeypatch, remedy, code):
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.Finding("某物", "某状", remedy)])
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", stdout=out)
        assert ended.value.code == code
    else:
        call_command("doctor", stdout=out)

    assert remedy in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_in_production_the_doctor_runs_where_nothing_else_does_and_names_the_faults(settings):
    settings.PRODUCTION = True
    settings.SECRET_KEY = "a-short-secret"
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out)

    assert "kernel.E004" in out.getvalue() or "kernel.E006" in out.getvalue()
    assert "kernel.E009" in out.getvalue()
    assert "a-short-secret" not in out.getvalue()
