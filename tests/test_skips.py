"""A skipped test turns the run red where services are required, and only there."""

import os
import subprocess
import sys

SKIPPED = "import pytest\n\n\ndef test_that_needs_a_service():\n    pytest.skip('no service')\n"


def run(tmp_path, **environment) -> int:
    """The exit code of a run of one skipped test with our plugin."""
    (tmp_path / "test_one.py").write_text(SKIPPED, encoding="utf-8")
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.skips",
        "-p",
        "no:django",
        "-p",
        "no:randomly",
    ]
    clean = {key: value for key, value in os.environ.items() if key != "REQUIRE_SERVICES"}
    here = {"PYTHONPATH": os.getcwd()}
    words += ["-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)]
    return subprocess.run(
        words, env=clean | here | environment, capture_output=True, check=False
    ).returncode


def test_a_skip_is_red_where_services_are_required(tmp_path):
    assert run(tmp_path, REQUIRE_SERVICES="1") == 1


def test_a_skip_is_allowed_elsewhere(tmp_path):
    assert run(tmp_path) == 0
