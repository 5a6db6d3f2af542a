"""What is answered when a request cannot be read or the house itself is at fault; no page repeats what was sent."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_AFTER = "60"
_SQLITE_AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR")
_POSTGRES_AWAY = ("08", "53", "57")  # no connection, no room, shut down or cut short


def bad_request(request, exception):
    """400, or 413 where there was more than may be sent at once."""
    status = 413 if isinstance(exception, TOO_MUCH) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def server_error(request):
    """500, or 503 where the database is away and a later try will do."""
    if not is_away(sys.exc_info()[1]):
        return plain_server_error(request)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})


def is_away(fault) -> bool:
    """Whether the database could not be asked; a question it refuses is a fault of the program."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    cause = fault.__cause__
    name = getattr(cause, "sqlite_errorname", None)
    if name:
        return name.startswith(_SQLITE_AWAY)
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(_POSTGRES_AWAY)
