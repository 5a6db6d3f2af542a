"""The rules stand alone: no Django, and Polars only where columns are asked for."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("library", ["django", "polars"])
def test_the_rules_are_imported_without(library):
    check = f"import sys, eligibility.rules; sys.exit('{library}' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
