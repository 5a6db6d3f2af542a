"""义务人, 监护人、代理人: who stands by a member from outside, on a page of that member."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.kin_forms import EndForm, ObligorForm, RepresentativeForm
from households import kin_showing, kinship
from households.actions import EDIT
from households.models import Household, Obligor, Representative
from kernel import clock, once, reads
from kernel.refusals import Refused


@dataclass(frozen=True)
class What:
    """One of the two kinds of people outside: its words, its rows, its form and its verbs."""

    code: str
    label: str
    says: str
    model: type
    form: type
    columns: list
    row: object
    add: object
    end: object
    end_url: str


OBLIGORS = What(
    "obligors",
    "义务人",
    "不同住、依法有赡养、抚养、扶养义务的人。逐人登记，判定按登记的赡养能力算。",
    Obligor,
    ObligorForm,
    kin_showing.OBLIGOR_COLUMNS,
    kin_showing.obligor_row,
    kinship.add_obligor,
    kinship.end_obligor,
    "desk:end_obligor",
)
REPRESENTATIVES = What(
    "representatives",
    "监护人、代理人",
    "依法监护，或者受本人委托代办的人。委托代办的，先看委托书原件。",
    Representative,
    RepresentativeForm,
    kin_showing.REPRESENTATIVE_COLUMNS,
    kin_showing.representative_row,
    kinship.add_representative,
    kinship.end_representative,
    "desk:end_representative",
)
KINDS = {one.code: one for one in (OBLIGORS, REPRESENTATIVES)}


def listing(what: What, household, account, person=None) -> dict:
    """The table of one kind, for the whole family or for one member; with the way to end each for who may."""
    found = what.model.objects.visible_to(account).filter(household=household).open().select_related("person")
    rows = [what.row(one) for one in (found.filter(person=person) if person else found)]
    if account.holds(EDIT, household.office):
        for row in rows:
            row["end"] = reverse(what.end_url, args=[household.pk, row["kin"].pk])
    return {"label": what.label, "columns": what.columns, "rows": rows}


@require_http_methods(["GET", "POST"])
def kin(request, household_pk, person_pk, what: str):
    """Who is registered, and the form for one more."""
    kind = KINDS[what]
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=household_pk)
    person = get_object_or_404(household.memberships.open().select_related("person"), person=person_pk).person
    may_edit = request.user.holds(EDIT, household.office)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    is_none = request.POST.get("act") == "none" and kind is OBLIGORS
    form = kind.form(request.POST if request.method == "POST" and not is_none else None)
    refused = None
    if request.method == "POST":
        try:
            if is_none or form.is_valid():
                return redirect(_told(request, kind, household, person, form if not is_none else None))
        except Refused as one:
            refused = one
    reads.shown(request, person, what=kind.code)
    context = _page(kind, household, person, request.user)
    context |= {"form": form if may_edit else None, "refusal": refused.sentence if refused else ""}
    return render(request, "desk/kin.html", context, status=refused.status if refused else 200)


def _told(request, kind: What, household, person, form) -> str:
    """Write down what was told; gives the address of the page that shows it."""
    here = reverse(f"desk:{kind.code}", args=[household.pk, person.pk])
    if form is None:
        kinship.no_obligors(household, person, by=request.user, on=clock.today())
        messages.success(request, "已记下：没有法定义务人。")
        return here
    add = partial(_add, kind, household, person, form, by=request.user, on=clock.today())
    there = once.outcome(form.cleaned_data["once"], request.user, add)
    messages.success(request, f"已登记{kind.label}。")
    return there


def _add(kind: What, household, person, form, *, by, on) -> str:
    kind.add(household, person, form.told(), by=by, on=on)
    return reverse(f"desk:{kind.code}", args=[household.pk, person.pk])


def _page(kind: What, household, person, account) -> dict:
    return {
        "title": f"{person.name}的{kind.label}",
        "says": kind.says,
        "crumbs": crumbs(household, kind.label),
        "table": listing(kind, household, account, person),
        "may_say_none": kind is OBLIGORS,
        "back": reverse("desk:household", args=[household.pk]),
    }


def crumbs(household, label: str) -> list[dict]:
    """Where a page below a family is."""
    return [
        {"label": "一户一档", "url": reverse("desk:households")},
        {"label": household.number, "url": reverse("desk:household", args=[household.pk])},
        {"label": label},
    ]


@require_http_methods(["GET", "POST"])
def end(request, household_pk, pk, what: str):
    """Why somebody no longer stands by the member; asked, then written."""
    kind = KINDS[what]
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=household_pk)
    found = kind.model.objects.visible_to(request.user).filter(household=household)
    row = get_object_or_404(found.select_related("person", "household__office"), pk=pk)
    if not request.user.holds(EDIT, household.office):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        kind.end(row, reason=told["reason"], by=request.user, on=clock.today(), version=told["version"])
        messages.success(request, f"已终止{kind.label}的登记。")
        return redirect(f"desk:{kind.code}", household.pk, row.person_id)
    reads.shown(request, row, what=f"end {kind.code}")
    context = {
        "question": f"终止{row.name}作为{kind.row(row)['what']}的登记？",
        "text": "登记和终止的日期、原因都会留下。",
        "url": request.path,
        "form": form,
        "yes": "终止登记",
        "no": "不终止",
        "back": reverse(f"desk:{kind.code}", args=[household.pk, row.person_id]),
    }
    return render(request, "desk/ask.html", context)
