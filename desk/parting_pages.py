"""分户 and 迁移 on the screen: who leaves, where a family is sent, and the other office's answer."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from applications import family_changes
from desk.kin_pages import crumbs
from desk.parting_forms import (
    ApplicantForm,
    DeclineForm,
    LeaveForm,
    ReceiveForm,
    SendForm,
    SplitForm,
    WithdrawForm,
)
from households import parting
from households.actions import EDIT
from households.codes import TransferState
from households.models import Household, Transfer
from households.showing import applicant_name, applicant_of
from kernel import clock, once, reads
from kernel.refusals import Refused

PAGE_SIZE = 30
LABELS = {"split": "分户", "send": "迁移", "leave": "成员离开", "head": "更换申请人"}
COLUMNS = [
    {"label": "户号"},
    {"label": "迁出"},
    {"label": "迁入"},
    {"label": "移交"},
    {"label": "状态"},
    {"label": "办理", "quiet": True},
]


def _editable(request, pk):
    """A family this person sees and may change."""
    household = get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)
    if not request.user.holds(EDIT, household.office):
        raise PermissionDenied
    return household


@require_http_methods(["GET", "POST"])
def split(request, pk):
    """分户: per member whether they leave, and how they stand to the new applicant."""
    household = _editable(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = SplitForm(typed, household=household, members=household.open_members)
    says = "选出分出的成员和各人与新户申请人的关系。两户都会留下分户记录，初审人看得到。"
    return _asked(request, household, form, "split", says, partial(_split, household, form))


def _split(household, form, *, by, on) -> str:
    made = family_changes.split_family(household, form.plan(), by=by, on=on)
    return reverse("desk:household", args=[made.pk])


@require_http_methods(["GET", "POST"])
def send(request, pk):
    """迁移: the family is offered to the office of another township."""
    household = _editable(request, pk)
    form = SendForm(request.POST if request.method == "POST" else None, household=household)
    says = "对方接收以后，这一户由对方经办，本机构不再看得到新的情况。接收前可以撤回。"
    return _asked(request, household, form, "send", says, partial(_send, household, form))


def _send(household, form, *, by, on) -> str:
    told = form.cleaned_data
    row = family_changes.send_family(household, told["office"], told["reason"], by=by, on=on)
    return reverse("desk:transfer", args=[row.pk])


@require_http_methods(["GET", "POST"])
def leave(request, pk):
    """成员离开: somebody died, or lives elsewhere."""
    household = _editable(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = LeaveForm(typed, members=household.open_members, today=clock.today())
    says = "最后一天仍算本户成员。另成一户的，请办分户。"
    return _asked(request, household, form, "leave", says, partial(_leave, household, form))


def _leave(household, form, *, by, on) -> str:
    told = form.cleaned_data
    membership = next(one for one in household.open_members if one.person_id.hex == told["who"])
    family_changes.leave_family(membership, until=told["until"], why=told["why"], by=by, on=on)
    return reverse("desk:household", args=[household.pk])


@require_http_methods(["GET", "POST"])
def head(request, pk):
    """更换申请人: another member applies for the family from today on."""
    household = _editable(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = ApplicantForm(typed, members=household.open_members)
    says = "选一人为申请人，其余各人选与新申请人的关系。以前的关系照旧留着。"
    return _asked(request, household, form, "head", says, partial(_head, household, form))


def _head(household, form, *, by, on) -> str:
    family_changes.change_family_applicant(household, form.relations(), by=by, on=on)
    return reverse("desk:household", args=[household.pk])


def _asked(request, household, form, what: str, says: str, act):
    """The page of a form that changes a family; posted, it is done once."""
    label, refused = LABELS[what], None
    # Of a double click the second finds the family changed already, and fits it no more.
    if request.method == "POST" and (done := once.spent(request.POST.get("once", ""))):
        return redirect(done)
    if request.method == "POST" and form.is_valid():
        try:
            act = partial(act, by=request.user, on=clock.today())
            return redirect(once.outcome(form.cleaned_data["once"], request.user, act))
        except Refused as one:
            refused = one
    reads.shown(request, household, what=what)
    context = {
        "title": f"{label}：{applicant_name(household)}一家",
        "says": says,
        "label": label,
        "form": form,
        "refusal": refused.sentence if refused else "",
        "back": reverse("desk:household", args=[household.pk]),
        "crumbs": crumbs(household, label),
    }
    return render(request, "desk/parting.html", context, status=refused.status if refused else 200)


@require_GET
def transfers(request):
    """Families on their way here or from here, the newest first."""
    if not request.user.holds(EDIT):
        raise Refused("迁移由经办员办理，您的席位不办这一项。", status=403)
    found = Transfer.objects.visible_to(request.user).for_list()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    reads.shown(request, None, what="transfer list")
    context = {
        "page": page,
        "columns": COLUMNS,
        "crumbs": [{"label": "一户一档", "url": reverse("desk:households")}, {"label": "迁移"}],
        "says": f"共 {page.paginator.count} 户。迁出和迁入各由一人办理。",
    }
    return render(request, "desk/transfers.html", context)


@require_http_methods(["GET", "POST"])
def transfer(request, pk):
    """One family on its way: its new office receives or sends it back, its old one may take it back."""
    found = get_object_or_404(Transfer.objects.visible_to(request.user).for_list(), pk=pk)
    if request.method == "POST" and not request.user.holds(EDIT):
        raise PermissionDenied
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, found, act)
    refused = None
    if act in forms and forms[act].is_valid():
        try:
            return _answered(request, found, act, forms[act].cleaned_data)
        except Refused as one:
            refused = one
    reads.shown(request, found, what="transfer")
    context = _page(found, request.user) | {"forms": forms, "refusal": refused.sentence if refused else ""}
    return render(request, "desk/transfer.html", context, status=refused.status if refused else 200)


def _forms(request, found, act: str) -> dict:
    """The answers this person may give, by name."""
    if found.state != TransferState.SENT:
        return {}
    start = {"initial": {"version": found.version}}

    def typed(name: str):
        return request.POST if act == name else None

    forms = {}
    if request.user.holds(EDIT, found.to_office):
        forms["receive"] = ReceiveForm(typed("receive"), office=found.to_office, **start)
        forms["decline"] = DeclineForm(typed("decline"), **start)
    if request.user.holds(EDIT, found.from_office):
        forms["withdraw"] = WithdrawForm(typed("withdraw"), **start)
    return forms


def _answered(request, found, act: str, told: dict):
    who = {"by": request.user, "on": clock.today(), "version": told["version"]}
    if act == "receive":
        family_changes.receive_family(found, told["village"], told["address"], **who)
        messages.success(request, "已接收，这一户从现在起由本机构经办。")
        return redirect("desk:household", pk=found.household_id)
    if act == "decline":
        parting.decline(found, told["answer"], **who)
    else:
        parting.withdraw(found, **who)
    messages.success(request, "已退回。" if act == "decline" else "已撤回。")
    return redirect("desk:transfer", pk=found.pk)


def _page(found, account) -> dict:
    """Of a family that is not one's own only the masked name of its applicant is told."""
    household = found.household
    is_ours = Household.objects.visible_to(account).filter(pk=household.pk).exists()
    applicant = applicant_of(household)
    name = applicant_name(household) if is_ours or not applicant else applicant.masked_name
    pairs = [
        {"label": "户号", "value": household.number},
        {"label": "迁出", "value": f"{found.from_office}，{found.sent_by.name}，{found.sent_on}"},
        {"label": "迁入", "value": str(found.to_office)},
        {"label": "理由", "value": found.reason},
    ]
    if is_ours:
        pairs[0]["url"] = reverse("desk:household", args=[household.pk])
    if is_ours or found.state == TransferState.SENT:
        pairs.insert(1, {"label": "申请人", "value": name})
    if found.settled_by:
        words = f"{found.get_state_display()}，{found.settled_by.name}，{found.settled_on}"
        pairs.append({"label": "答复", "value": f"{words}。{found.answer}" if found.answer else words})
    return {
        "title": "迁移",
        "pairs": pairs,
        "badges": [{"label": found.get_state_display()}],
        "back": reverse("desk:transfers"),
        "crumbs": [
            {"label": "一户一档", "url": reverse("desk:households")},
            {"label": "迁移", "url": reverse("desk:transfers")},
            {"label": household.number},
        ],
    }
