from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from agencies.models import Account, Office
from kernel import ledger, reads
from kernel.models import OnceToken
from kernel.refusals import Refused
from tests.kernel.probe import actions
from tests.kernel.probe.models import Parcel


def look(request):
    return HttpResponse(Office.objects.count())


def look_and_write_by_orm(request):
    Office.objects.update(phone="1")
    return HttpResponse()


def look_and_write_by_sql(request):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_office SET phone = '1'")
    return HttpResponse()


def look_and_act(request):
    with ledger.transaction():
        ledger.write("sneaked", actor=request.user)
    return HttpResponse()


def look_and_fail_halfway(request):
    try:
        OnceToken.objects.create(token="x", account=request.user, outcome_url="/", at=None)
    except Exception:
        return HttpResponse("swallowed")
    return HttpResponse()


def visits(request):
    request.session["seen"] = request.session.get("seen", 0) + 1
    return HttpResponse(request.session["seen"])


def show(request, pk):
    parcel = Parcel.objects.get(pk=pk)
    reads.shown(request, parcel, what="档案")
    reads.shown(request, parcel, what="档案")
    return HttpResponse("ok", status=int(request.GET.get("status", 200)))


def show_two(request):
    for parcel in Parcel.objects.all():
        reads.shown(request, parcel, what="名单")
    return HttpResponse()


def check(request, pk):
    actions.check(Parcel.objects.get(pk=pk), by=request.user, version=0)
    return HttpResponse("done")


def refuse(request):
    raise Refused("今天不办理，请明天再来。", status=int(request.GET.get("status", 409)))


def late(request):
    """Rendered after the view has returned."""
    return TemplateResponse(request, "kernel/refused.html", {"sentence": Account.objects.all})


def stream(request):
    return StreamingHttpResponse(iter([b"a", b"b"]))


@login_not_required
def public(request):
    return HttpResponse("anybody")


urlpatterns = [
    path("look/", look),
    path("write/orm/", look_and_write_by_orm),
    path("write/sql/", look_and_write_by_sql),
    path("write/act/", look_and_act),
    path("write/halfway/", look_and_fail_halfway),
    path("visits/", visits),
    path("show/<int:pk>/", show),
    path("show/", show_two),
    path("check/<int:pk>/", check),
    path("refuse/", refuse),
    path("late/", late),
    path("stream/", stream),
    path("public/", public),
    path("login/", include(([path("", public, name="login")], "agencies"))),
]
