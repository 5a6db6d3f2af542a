"""人员: the people of one's scope, looked for by a full number or the beginning of a name, and one person's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications import presenting
from applications.models import Application
from desk import kin_pages
from desk.people_forms import CorrectionForm
from households.actions import EDIT
from households.corrections import correct_person
from households.models import Household, Person
from households.showing import age_on, masked_value
from kernel import clock, ledger, reads
from kernel.refusals import Refused
from kernel.sealing import index

PAGE_SIZE = 30
COLUMNS = [
    {"label": "姓名"},
    {"label": "证件号"},
    {"label": "性别、年龄"},
    {"label": "家庭"},
]
READ = "read_households"


@require_http_methods(["GET", "POST"])
def people(request):
    """Everybody in one's scope; what is looked for is posted and never stands in an address."""
    if not request.user.holds(READ):
        raise PermissionDenied
    found = Person.objects.visible_to(request.user).order_by("name", "pk")
    typed = request.POST.get("q", "").strip()[:64] if request.method == "POST" else ""
    if typed:
        found = found.find(typed)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if request.method == "POST":
        with ledger.transaction():
            kept = index(typed) if typed else ""
            ledger.write("search", actor=request.user, asked=kept, found=page.paginator.count)
    reads.shown(request, None, what="people list")
    context = {
        "page": page,
        "rows": _rows(page, request.user),
        "columns": COLUMNS,
        "is_search": bool(typed),
        "crumbs": [{"label": "一户一档", "url": reverse("desk:households")}, {"label": "人员"}],
        "says": _says(typed, page.paginator.count),
    }
    return render(request, "desk/people.html", context)


def _says(typed: str, count: int) -> str:
    if typed and count > PAGE_SIZE:
        return f"查到 {count} 人，先列 {PAGE_SIZE} 人。请用完整证件号，或多写一个字再查。"
    return f"查到 {count} 人。" if typed else f"共 {count} 人。"


def _rows(page, account) -> list[dict]:
    """A line per person; the family they live in now, of those this person sees."""
    homes = _homes(page, account)
    today = clock.today()
    return [
        {
            "person": one,
            "masked": masked_value(one, "id_number"),
            "about": _about(one, today),
            "home": homes.get(one.pk),
        }
        for one in page
    ]


def _homes(page, account) -> dict:
    keys = [one.pk for one in page]
    households = Household.objects.visible_to(account).filter(
        memberships__person__in=keys, memberships__until__isnull=True
    )
    found = households.for_list()
    return {member.person_id: one for one in found for member in one.open_members}


def _about(person, today) -> str:
    age = age_on(person.birth, today)
    words = [person.get_sex_display(), "" if age is None else f"{age} 岁"]
    return "，".join(word for word in words if word) or "没有登记"


@require_http_methods(["GET"])
def person(request, pk):
    """One person: masked; the families of one's scope they live or lived in, and the cases of those."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    reads.shown(request, found, what="person")
    households = Household.objects.visible_to(request.user).filter(memberships__person=found)
    past = found.memberships.filter(household__in=households).select_related("household__office")
    home = next((one.household for one in past if one.until is None), None)
    cases = Application.objects.visible_to(request.user).filter(household__in=households).for_list()
    today = clock.today()
    context = {
        "person": found,
        "pairs": _pairs(found, home, request.user, today),
        "past": [_stay(one) for one in past.order_by("-since")],
        "cases": [presenting.row(one, today) for one in cases.order_by("-opened_on")],
        "kin": _kin(home, found, request.user) if home else [],
        "crumbs": _crumbs(found.name),
        "acts": _acts(found, home, request.user),
    }
    return render(request, "desk/person.html", context)


def _crumbs(label: str) -> list[dict]:
    return [
        {"label": "一户一档", "url": reverse("desk:households")},
        {"label": "人员", "url": reverse("desk:people")},
        {"label": label},
    ]


def _pairs(person, home, account, today) -> list[dict]:
    may_reveal = home and account.holds("reveal_numbers", home.office)
    pairs = [
        {"label": "证件", "value": person.get_id_kind_display(), "url": ""},
        _sealed_pair(person, home if may_reveal else None, "id_number", "证件号"),
        {"label": "出生", "value": _about(person, today)},
        _sealed_pair(person, home if may_reveal else None, "phone", "手机"),
    ]
    if person.no_number_reason:
        pairs.insert(2, {"label": "无号原因", "value": person.no_number_reason})
    return pairs


def _sealed_pair(person, home, field: str, label: str) -> dict:
    """A masked value; the link leads to the page that asks why it has to be seen."""
    url = reverse("desk:reveal", args=[home.pk, person.pk, field]) if home else ""
    return {"label": label, "value": masked_value(person, field), "url": url}


def _stay(membership) -> dict:
    until = f"至 {membership.until}" if membership.until else "现在"
    return {
        "label": membership.get_relation_display(),
        "value": f"{membership.household.number}，{membership.since} 起，{until}",
        "url": reverse("desk:household", args=[membership.household_id]),
    }


def _kin(home, person, account) -> list[dict]:
    return [
        kin_pages.listing(kind, home, account, person)
        | {"url": reverse(f"desk:{kind.code}", args=[home.pk, person.pk])}
        for kind in kin_pages.KINDS.values()
    ]


def _acts(person, home, account) -> list[dict]:
    if home is None or not account.holds(EDIT, home.office):
        return []
    return [{"label": "更正", "url": reverse("desk:correct", args=[person.pk])}]


@require_http_methods(["GET", "POST"])
def correct(request, pk):
    """更正: what is wrong is put right with a reason; what stood there before is kept sealed."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    living = Household.objects.visible_to(request.user).filter(
        memberships__person=found, memberships__until__isnull=True
    )
    home = get_object_or_404(living.select_related("office"))
    if not request.user.holds(EDIT, home.office):
        raise PermissionDenied
    form = CorrectionForm(request.POST if request.method == "POST" else None, person=found)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            return _corrected(request, found, form)
        except Refused as one:
            refused = one
    reads.shown(request, found, what="correction")
    context = {
        "person": found,
        "masked": masked_value(found, "id_number"),
        "phone": masked_value(found, "phone"),
        "form": form,
        "refusal": refused.sentence if refused else "",
        "back": reverse("desk:person", args=[found.pk]),
        "crumbs": [*_crumbs(found.name)[:2], {"label": f"更正{found.name}"}],
    }
    return render(request, "desk/correct.html", context, status=refused.status if refused else 200)


def _corrected(request, person, form):
    told = form.cleaned_data
    on, version = clock.today(), told["version"]
    correct_person(person, reason=told["reason"], by=request.user, on=on, version=version, **form.changes())
    messages.success(request, "已更正，原来的内容和原因都留了底。")
    return redirect("desk:person", pk=person.pk)
