"""Logs and fault reports without content (SEC-28): what broke and where, never with which name or number.

A database's message quotes the row it refused, and a fault's words quote what was typed; both end in files that
more people read than the register. So a fault is kept as its class and the places it went through.
"""

import logging
import re
import traceback
from itertools import islice

from django.utils.html import escape
from django.views.debug import ExceptionReporter

MOST_CAUSES = 5
# A number of identity, an account or a telephone standing by itself; keys of ours are longer words.
_NUMBERS = re.compile(r"(?<![\w-])(?:\d{15,19}|\d{17}[Xx]|1[3-9]\d{9})(?![\w-])")
_HIDDEN = "〔号码〕"


def causes(fault: BaseException):
    """A fault and what it came from, the last first."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def places(fault: BaseException) -> str:
    """The class of a fault and of its causes, each with file, line and function."""
    lines = []
    for one in islice(causes(fault), MOST_CAUSES):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        frames = traceback.extract_tb(one.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join(lines)


def without_numbers(text: str) -> str:
    """The text without anything that looks like a person's number."""
    return _NUMBERS.sub(_HIDDEN, text)


class QuietFormatter(logging.Formatter):
    """Every line of every log passes here."""

    def format(self, record: logging.LogRecord) -> str:
        """The message without the fault's own words, then the places."""
        fault = record.exc_info[1] if record.exc_info else None
        text = record.getMessage().split("Traceback (most recent call last)")[0].rstrip()
        for one in islice(causes(fault), MOST_CAUSES) if fault else ():
            for words in filter(None, (repr(one), str(one))):
                text = text.replace(words, type(one).__name__)
        quiet = logging.makeLogRecord(record.__dict__ | {"msg": text, "args": None, "exc_info": None})
        quiet.exc_text = quiet.stack_info = None
        line = without_numbers(super().format(quiet))
        return f"{line}\n{places(fault)}" if fault else line


class QuietReporter(ExceptionReporter):
    """Django's report of a fault, by mail or on the debug page: the places, no request, no locals, no settings."""

    def get_traceback_text(self) -> str:
        return places(self.exc_value) if self.exc_value else ""

    def get_traceback_html(self) -> str:
        return f"<!doctype html><title>500</title><pre>{escape(self.get_traceback_text())}</pre>"
