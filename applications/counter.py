"""窗口受理: from a known or a new family to the printed receipt, on one page that keeps its draft."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST

from applications import actions, counter_page
from applications.family_forms import NewFamilyForm, NewMemberForm
from applications.intake import IntakeForm, posted_again, typed_from, typed_in
from applications.models import Application
from applications.states import State
from eligibility.actions import judge_dossier
from households import dossier
from households.actions import add_member, register_household
from households.models import Household
from kernel import clock, ledger, once, reads
from kernel.moves import Refused
from papers.actions import papers_of

BEFORE_ACCEPTANCE = (State.DRAFT, State.RECEIVED, State.RETURNED)


@require_POST
def open_case(request, household_pk):
    """Take in a known family: nothing that is known is asked again."""
    household = get_object_or_404(Household.objects.visible_to(request.user), pk=household_pk)
    application = actions.open_case(household, by=request.user, on=clock.today())
    return redirect("applications:intake", pk=application.pk)


@require_http_methods(["GET", "POST"])
def new_family(request):
    """Take in a family nobody knows yet: its applicant, village and address, once."""
    if not request.user.holds("receive_applications"):
        raise PermissionDenied
    form = NewFamilyForm(request.POST or None, account=request.user)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            begin = partial(_begin, form, by=request.user, on=clock.today())
            return redirect(once.outcome(form.cleaned_data["once"], request.user, begin))
        except Refused as refused:
            refusal = refused.sentence
    context = {"form": form, "refusal": refusal}
    return render(request, "applications/new_family.html", context, status=409 if refusal else 200)


def _begin(form, *, by, on) -> str:
    """Register the family and open its case; gives the address of the intake page."""
    data = form.cleaned_data
    with ledger.transaction():
        household = register_household(data["office"], data["village"], data["address"], by=by, on=on)
        add_member(household, relation="applicant", by=by, on=on, **form.person())
        application = actions.open_case(household, by=by, on=on)
        return reverse("applications:intake", args=[application.pk])


@require_http_methods(["GET", "POST"])
def intake(request, pk):
    """The family's page: members, facts, papers and the live judgement; one press accepts or tells what lacks."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    if application.state not in BEFORE_ACCEPTANCE:
        messages.info(request, f"{application} 已是“{application.get_state_display()}”，下面是案件页。")
        return redirect("applications:detail", pk=application.pk)
    today = clock.today()
    known = dossier.known(application.household, today)
    if request.method == "POST":
        return _posted(request, application, known, today)
    typed = typed_from(known) | application.draft
    form = IntakeForm(posted_again(typed, application.version), dossier=known)
    return _page(request, application, form, today)


@require_POST
def draft(request, pk):
    """Keep what is typed and judge it at once; answers the words of the draft and the live judgement."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    today = clock.today()
    form = IntakeForm(request.POST, dossier=dossier.known(application.household, today))
    actions.save_draft(application, typed_in(request.POST), by=request.user)
    reads.shown(request, application, what="intake")
    context = counter_page.live(form, judged_now(form, application, today))
    context["saved_at"] = localtime(clock.now())
    return render(request, "applications/_draft_saved.html", context)


def judged_now(form, application, today):
    """The rules' answer to what is typed; blank and faulty fields are unknown."""
    form.is_valid()
    return judge_dossier(form.as_typed(), on=today, case=str(application.pk))


def _posted(request, application, known, today):
    act = request.POST.get("act", "accept")
    form = IntakeForm(request.POST, dossier=known)
    actions.save_draft(application, typed_in(request.POST), by=request.user)
    if act == "add_member":
        return _add(request, application, form, today)
    if act == "draft" or not form.is_valid():
        return _page(request, application, form, today)
    try:
        return redirect("papers:sheet", pk=_finish(application, form, act, by=request.user, on=today).pk)
    except Refused as refused:
        return _page(request, application, form, today, refused=refused)


def _finish(application, form, act: str, *, by, on):
    """收件, and then either 受理 or 一次性告知, all or nothing; gives the paper to print."""
    told = actions.Intake(form.told(), form.cleaned_data["papers"], typed_in(form.data))
    with ledger.transaction():
        row = actions.take_in(application, told, by=by, on=on, version=form.cleaned_data["version"])
        step = actions.return_for_completion if act == "complete" else actions.accept
        step(row, by=by, on=on, version=row.version)
        return papers_of(row).first()


def _add(request, application, form, today):
    """Another member, found by the number if the register knows the person already."""
    member = NewMemberForm(request.POST, prefix="new")
    refused = None
    if member.is_valid():
        try:
            add_member(application.household, by=request.user, on=today, **member.person())
            return redirect("applications:intake", pk=application.pk)
        except Refused as fault:
            refused = fault
    return _page(request, application, form, today, refused=refused, member=member)


def _page(request, application, form, today, *, refused=None, member=None):
    reads.shown(request, application, what="intake")
    judgement = judged_now(form, application, today)
    context = {
        "form": form,
        "member_form": member or NewMemberForm(prefix="new"),
        "refusal": refused.sentence if refused else "",
        **counter_page.page(application, form, request.user, today),
        **counter_page.live(form, judgement),
    }
    return render(request, "applications/intake.html", context, status=refused.status if refused else 200)
