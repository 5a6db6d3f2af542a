"""席位: the pages of the security administrator, who seats everybody but themselves and opens no account."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agencies import actions
from agencies.account_pages import MOST_FOUND, PAGE_SIZE, found_accounts, rows
from agencies.models import Account, Appointment, Office
from agencies.staff_forms import AppointForm, EndForm, SearchForm
from kernel import clock, once, reads
from kernel.refusals import Refused

RIGHT = actions.APPOINT
COLUMNS = [{"label": label} for label in ("姓名", "机构", "角色", "起", "止", "说明")]
FOUND_COLUMNS = [{"label": label} for label in ("姓名", "登录名", "席位", "状态")]
HELD_COLUMNS = [
    *({"label": label} for label in ("机构", "机构代码", "角色", "起", "止", "说明", "任命人")),
    {"label": "办理", "quiet": True},
]


def refuse_others(request) -> None:
    """The pages of all seats open to security administrators only."""
    if not request.user.holds(RIGHT):
        raise Refused("席位由安全管理员任免，您的席位不办这一项。", status=403)


def crumbs(*trail: dict) -> list[dict]:
    return [{"label": "席位", "url": reverse("agencies:seats")}, *trail]


@require_http_methods(["GET", "POST"])
def seats(request):
    """Who sits where, by office; a person is looked for by posting a name."""
    refuse_others(request)
    form = SearchForm(request.POST or None)
    present = Appointment.objects.under_right(request.user, RIGHT).not_over(clock.today()).for_list()
    page = Paginator(present, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "columns": COLUMNS, "found_columns": FOUND_COLUMNS}
    context["says"] = f"在任和将要到任的共 {page.paginator.count} 条。"
    if request.method == "POST" and form.is_valid() and form.cleaned_data["q"]:
        context["found"] = rows(found_accounts(request, RIGHT, form.cleaned_data["q"]), request.user, RIGHT)
        context["asked"] = True
    else:
        context["found"] = rows(_without_seat(request.user), request.user, RIGHT)
        reads.shown(request, None, what="seat list")
    return render(request, "agencies/seats.html", context)


def _without_seat(account) -> list[Account]:
    """Active people who sit nowhere, the newest accounts first."""
    seated = Appointment.objects.under_right(account, RIGHT).not_over(clock.today()).values("account")
    waiting = Account.objects.visible_to(account, RIGHT).filter(is_active=True).exclude(pk__in=seated)
    return list(waiting.order_by("-pk")[:MOST_FOUND])


@require_GET
def person(request, pk):
    """Every seat a person has had, has and will have."""
    found = get_object_or_404(Account.objects.visible_to(request.user, RIGHT), pk=pk)
    request.section, today = "agencies:seats", clock.today()
    reads.shown(request, found, what="appointments")
    held = found.appointments.select_related("seat__office", "given_by").order_by("-starts_on", "-pk")
    is_self = found.pk == request.user.pk
    context = {
        "title": found.name,
        "person": found,
        "crumbs": crumbs({"label": found.name}),
        "says": f"登录名 {found.username}",
        "badges": [] if found.is_active else [{"label": "已停用", "tone": "off"}],
        "rows": [_row(one, today, is_self) for one in held],
        "columns": HELD_COLUMNS,
        "is_self": is_self,
        "acts": [] if is_self or not found.is_active else [_appoint_link(found)],
    }
    return render(request, "agencies/person.html", context)


def _row(one: Appointment, today, is_self: bool) -> dict:
    is_over = one.ends_on is not None and one.ends_on < today
    return {"appointment": one, "may_end": not is_over and not is_self}


def _appoint_link(found: Account) -> dict:
    return {
        "label": "任命",
        "url": reverse("agencies:appoint", args=[found.pk]),
        "icon": "plus",
        "primary": True,
    }


@require_http_methods(["GET", "POST"])
def appoint(request, pk):
    """Give a person a seat."""
    found = get_object_or_404(Account.objects.visible_to(request.user, RIGHT), pk=pk)
    offices = Office.objects.under_right(request.user, RIGHT)
    form = AppointForm(request.POST if request.method == "POST" else None, request=request, offices=offices)
    return _asked(request, found, form, partial(_appoint, found, form, request.user), "任命")


def _appoint(found: Account, form, by: Account) -> str:
    actions.appoint(found, by=by, **form.term())
    return reverse("agencies:person", args=[found.pk])


@require_http_methods(["GET", "POST"])
def end(request, pk):
    """End a person's appointment on a day."""
    given = get_object_or_404(Appointment.objects.under_right(request.user, RIGHT).for_list(), pk=pk)
    initial = {"seen": given.ends_on, "ends_on": clock.today()}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial)
    ended = partial(_end, given, form, request.user)
    return _asked(request, given.account, form, ended, "免职", says=str(given.seat))


def _end(given: Appointment, form, by: Account) -> str:
    told = form.cleaned_data
    actions.end_appointment(given, told["ends_on"], by=by, on=clock.today(), seen=told["seen"])
    return reverse("agencies:person", args=[given.account_id])


def _asked(request, found: Account, form, act, label: str, says: str = ""):
    """A form about one person: done once, or shown again with the refusal."""
    request.section = "agencies:seats"
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            url = once.outcome(form.cleaned_data["once"], request.user, act)
        except Refused as one:
            refused = one
        else:
            messages.success(request, f"已{label}：{found.name}。")
            return redirect(url)
    reads.shown(request, found, what="appointment form")
    url = reverse("agencies:person", args=[found.pk])
    context = {
        "title": f"{label} {found.name}",
        "label": label,
        "says": says,
        "crumbs": crumbs({"label": found.name, "url": url}, {"label": label}),
        "form": form,
        "refused": refused and refused.sentence,
        "back": url,
    }
    return render(request, "agencies/appoint.html", context, status=refused.status if refused else 200)
