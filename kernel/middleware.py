"""What every request passes through: refusals become answers, a GET cannot write, looks are journalled."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.shortcuts import render

from kernel import ledger
from kernel.refusals import Refused

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class RefusalMiddleware:
    """A refused move is an answer: 409 or 403 with the sentence, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        template = f"{exception.status}.html" if exception.status in (403, 429) else "409.html"
        return render(request, template, {"sentence": exception.sentence}, status=exception.status)


class ReadingMiddleware:
    """A GET runs where the database refuses to write; afterwards what it showed goes into the journal.

    If the journal cannot be written, nothing is shown.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE:
            _settle_session(request)
            with read_only():
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        _journal(request)
        return response

    def process_exception(self, request, exception):
        """A view that broke off showed nothing; one that answers 409 with its page showed the page."""
        request.kernel_shown = []


def _settle_session(request) -> None:
    """Who it is, is asked before reading begins: a session whose password was changed is deleted then."""
    if hasattr(request, "user"):
        bool(request.user.is_authenticated)


@contextmanager
def read_only():
    """The database itself refuses a write inside."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
            # There is nothing to keep, and inside another transaction only a rollback ends the mode.
            transaction.set_rollback(True)
        return
    connection.ensure_connection()
    database = connection.connection  # itself: Django's cursor refuses to work after a fault in a transaction
    database.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        database.execute("PRAGMA query_only = OFF")


def _journal(request) -> None:
    shown = getattr(request, "kernel_shown", None)
    if not shown:
        return
    with ledger.transaction():
        for what, subject in shown:
            ledger.write("shown", actor=request.user, subject=subject, what=what)
