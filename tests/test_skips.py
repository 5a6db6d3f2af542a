"""A skipped test turns the run red where services are required, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BY_ITSELF = "import pytest\n\n\ndef test_one():\n    pytest.skip('no service')\n"
WHOLE_FILE = "import pytest\n\npytest.skip('no service', allow_module_level=True)\n"
MARKED = "import pytest\n\n\n@pytest.mark.{mark}\ndef test_one():\n    pass\n"
EXPECTED_FAILURE = "import pytest\n\n\n@pytest.mark.xfail\ndef test_one():\n    assert False\n"
BESIDE = "def test_two():\n    pass\n"
NEEDS = ("REQUIRE_SERVICES", "DATABASE_URL", "CAMPAIGN", "CHROMIUM")


@pytest.fixture
def run(tmp_path):
    """Runs a file of tests, beside one that passes; answers the exit code and what was printed."""

    def run(source: str, *, plugin: bool = True, processes: int = 0, **environment):
        (tmp_path / "test_one.py").write_text(source, encoding="utf-8")
        (tmp_path / "test_two.py").write_text(BESIDE, encoding="utf-8")
        words = [sys.executable, "-m", "pytest", "-ra", "-c", os.devnull, "--rootdir", str(tmp_path)]
        words += ["-p", "xdist", "-n", str(processes)] if processes else []
        words += ["-p", "tests.skips"] if plugin else []
        clean = {name: value for name, value in os.environ.items() if name not in NEEDS}
        clean |= {"PATH": "", "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
        ran = subprocess.run([*words, str(tmp_path)], env=clean, capture_output=True, text=True, check=False)
        return ran.returncode, ran.stdout

    return run


@pytest.mark.parametrize("processes", [0, 2])
@pytest.mark.parametrize("source", [BY_ITSELF, WHOLE_FILE, MARKED.format(mark="postgresql")])
def test_a_skip_is_red_where_services_are_required(run, source, processes):
    code, printed = run(source, processes=processes, REQUIRE_SERVICES="1")

    assert code not in (0, 5)
    assert "REQUIRE_SERVICES=1" in printed


@pytest.mark.parametrize("source", [BY_ITSELF, WHOLE_FILE])
def test_without_the_guard_the_same_run_is_green(run, source):
    assert run(source, plugin=False, REQUIRE_SERVICES="1")[0] == 0


def test_a_skip_is_allowed_elsewhere(run):
    assert run(BY_ITSELF)[0] == 0


def test_an_expected_failure_is_no_skip(run):
    assert run(EXPECTED_FAILURE, REQUIRE_SERVICES="1")[0] == 0


@pytest.mark.parametrize(
    ("mark", "remedy"),
    [("postgresql", "make services"), ("browser", "make services"), ("campaign", "CAMPAIGN=1 make test")],
)
def test_what_lacks_its_service_is_skipped_with_the_remedy(run, mark, remedy):
    code, printed = run(MARKED.format(mark=mark))

    assert code == 0
    assert "1 passed, 1 skipped" in printed
    assert remedy in printed


def test_what_has_its_service_runs(run):
    assert "2 passed" in run(MARKED.format(mark="campaign"), CAMPAIGN="1", REQUIRE_SERVICES="1")[1]


def test_on_a_second_database_only_what_uses_one_runs_again(run):
    marked = MARKED.format(mark="django_db")

    assert "1 passed, 1 deselected" in run(marked, DATABASE_TESTS_ONLY="1")[1]


def test_what_only_sqlite_does_is_left_out_on_postgresql_and_nowhere_else(run):
    marked = MARKED.format(mark="sqlite")

    there = run(marked, DATABASE_URL="postgres://nobody@/none", REQUIRE_SERVICES="1")

    assert "1 passed, 1 deselected" in there[1]
    assert "2 passed" in run(marked, REQUIRE_SERVICES="1")[1]
