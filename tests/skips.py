"""A skipped test is a test that did not run: it is named, and under REQUIRE_SERVICES=1 it turns the run red."""

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """On the controlling process only: skips where nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if is_worker or reporter is None or os.environ.get("REQUIRE_SERVICES") != "1":
        return
    if reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Say why the run is red although nothing failed."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("REQUIRE_SERVICES") == "1":
        terminalreporter.write_line(
            f"REQUIRE_SERVICES=1：{len(skipped)} 个测试被跳过，算没有通过。", red=True
        )
