"""Examples in the kernel's docstrings hold."""

import doctest
import importlib
import pkgutil

import kernel


def test_examples_in_docstrings_hold():
    attempted = 0
    for module in pkgutil.iter_modules(kernel.__path__, "kernel."):
        if module.ispkg:
            continue
        result = doctest.testmod(importlib.import_module(module.name))
        assert result.failed == 0, module.name
        attempted += result.attempted
    assert attempted
