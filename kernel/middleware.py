"""What every request passes through: refusals become answers, a GET cannot write, reads are journalled."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.shortcuts import render

from kernel import reads
from kernel.refusals import Refused

SAFE = {"GET", "HEAD", "OPTIONS"}


class RefusalMiddleware:
    """A refused act is a page with the sentence on it, not an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        names = [f"{exception.status}.html", "kernel/refused.html"]
        return render(request, names, {"sentence": exception.sentence}, status=exception.status)


class ReadingMiddleware:
    """A page that is only looked at runs where the database refuses to write; then the look is journalled."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in SAFE:
            request.user.is_authenticated  # noqa: B018  (a session that has lost its password is deleted now, not inside)
            with _read_only():
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        if response.status_code < 400:
            reads.journal(request)
        return response


@contextmanager
def _read_only():
    """The database itself refuses every write inside, however it is asked."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _query_only():  # no transaction: an IMMEDIATE one would make readers wait for each other
            yield
        return
    with transaction.atomic(), _REFUSING[connection.vendor]():
        yield
        transaction.set_rollback(True)  # nothing to keep, and an error inside leaves nothing to commit


@contextmanager
def _read_only_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    yield


@contextmanager
def _query_only():
    connection.ensure_connection()
    connection.connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:  # by the driver: Django asks nothing more of a connection on which something failed
        if connection.connection is not None:
            connection.connection.execute("PRAGMA query_only = OFF")


_REFUSING = {"postgresql": _read_only_transaction, "sqlite": _query_only}
