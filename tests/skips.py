"""What could not run says so: with its remedy, and as a failure where services are required.

A marked test whose service is missing is skipped. Under REQUIRE_SERVICES=1 any skipped test, and any module
that skips itself, fails instead: a run of CI is red when a test that should have run did not.
"""

import os
import shutil

import pytest

REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
LACKING = {
    mark: remedy
    for mark, there, remedy in (
        (
            "postgresql",
            os.environ.get("DATABASE_URL", "").startswith("postgres"),
            "没有 PostgreSQL；补救：make services，再 make test",
        ),
        ("browser", bool(CHROMIUM), "没有 Chromium；补救：make services，再 make test"),
        ("campaign", os.environ.get("CAMPAIGN") == "1", "长时间的测试；补救：CAMPAIGN=1 make test"),
    )
    if not there
}


def pytest_collection_modifyitems(config, items):
    """Skip each marked test whose service is not there; on a second database, leave out what uses none."""
    if os.environ.get("DATABASE_TESTS_ONLY") == "1":
        _leave_out(config, items, lambda item: not _uses_database(item))
    if "postgresql" not in LACKING:
        _leave_out(config, items, lambda item: item.get_closest_marker("sqlite"))
    for item in items:
        for mark, remedy in LACKING.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=remedy))


def _leave_out(config, items, is_out) -> None:
    out = [item for item in items if is_out(item)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def _uses_database(item) -> bool:
    """By its mark, or by a fixture that asks for one (pytest-django's helper stands behind them all)."""
    asks = "_django_db_helper" in getattr(item, "fixturenames", ())
    return asks or any(item.get_closest_marker(mark) for mark in ("django_db", "postgresql"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item):
    return _no_skip_where_required((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    return _no_skip_where_required((yield))


def _no_skip_where_required(report):
    """A skip becomes a failure. An expected failure is no skip, though pytest reports it as one."""
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"REQUIRE_SERVICES=1：被跳过，算没有通过。{why}"
    return report
