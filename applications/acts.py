"""Taking a step: one page per verb, the same few lines for all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications import actions, case_page, forms, states
from applications.models import Application
from applications.visit_form import HomeVisitForm
from kernel import clock, reads
from kernel.moves import Refused

# The form each step asks for. What is not here (受理) is done on the intake page.
FORMS = {
    "visit": HomeVisitForm,
    "review": forms.OpinionForm,
    "post_notice": forms.StepForm,
    "confirm": forms.StepForm,
    "refuse": forms.StepForm,
    "visit_again": forms.ReasonForm,
    "send_back": forms.ReasonForm,
    "deliver": forms.DeliveryForm,
}


@require_http_methods(["GET", "POST"])
def act(request, pk, verb: str):
    """Show what the step rests on, ask for what it needs, take it."""
    form_class = FORMS.get(verb)
    if form_class is None:
        raise Http404
    application = get_object_or_404(_open_to(request.user, verb), pk=pk)
    today = clock.today()
    form = form_class(
        request.POST or None,
        request.FILES or None,
        application=application,
        by=request.user,
        today=today,
        initial={"version": application.version},
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, application, verb, form, today)
        except Refused as refused:
            refusal = refused
    reads.shown(request, application, what=f"step {verb}")
    context = case_page.step(application, verb, request.user, today)
    context |= {"form": form, "refusal": refusal and refusal.sentence}
    if verb == "visit":
        context["parts"] = form.parts()
    template = "applications/visit.html" if verb == "visit" else "applications/act.html"
    return render(request, template, context, status=refusal.status if refusal else 200)


def _open_to(account, verb: str):
    """Cases on whose page this step can be shown: a visitor sees the cases to visit, others their scope."""
    if verb == "visit":
        return Application.objects.to_visit_by(account).for_list()
    return Application.objects.visible_to(account).for_list()


def _take(request, application, verb: str, form, today):
    """Walk the arrow; afterwards go where the next person would look."""
    step = getattr(actions, verb)
    version = form.cleaned_data["version"]
    application = step(application, by=request.user, version=version, on=today, **form.matter())
    done = states.ACTS[verb].label
    messages.success(request, f"已办：{done}。{application} 现在是“{application.get_state_display()}”。")
    if verb == "visit" and not request.user.holds("read_applications", application.office):
        return redirect("applications:visits")
    return redirect("applications:detail", pk=application.pk)
