"""账号: the pages of the system administrator, who opens and closes accounts and gives nobody a seat."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from agencies import actions, lockout
from agencies.identity import BadNumber, mask, normalise
from agencies.models import Account, Appointment
from agencies.staff_forms import AccountForm, OnceForm, ReasonForm, SearchForm, SureForm
from kernel import clock, ledger, once, reads
from kernel.refusals import Refused
from kernel.sealing import index, sealed

RIGHT = actions.MANAGE
PAGE_SIZE, MOST_FOUND = 30, 50
COLUMNS = [
    {"label": "姓名"},
    {"label": "登录名"},
    {"label": "席位"},
    {"label": "上次登录"},
    {"label": "状态"},
]


def refuse_others(request) -> None:
    """The pages of all accounts open to system administrators only."""
    if not request.user.holds(RIGHT):
        raise Refused("账号由系统管理员管理，您的席位不办这一项。", status=403)


def crumbs(label: str) -> list[dict]:
    return [{"label": "账号", "url": reverse("agencies:accounts")}, {"label": label}]


def found_accounts(request, right: str, typed: str):
    """Accounts by part of a name, a login name or a whole number; the search is journalled without its words."""
    asked = Q(name__icontains=typed) | Q(username__icontains=typed)
    with suppress(BadNumber):
        asked |= Q(staff_id_index=index(normalise(typed)))
    found = list(
        Account.objects.visible_to(request.user, right).filter(asked).order_by("name", "pk")[:MOST_FOUND]
    )
    with ledger.transaction():
        ledger.write("account.searched", actor=request.user, asked=index(typed), found=len(found))
    return found


@require_http_methods(["GET", "POST"])
def accounts(request):
    """Everybody this administrator looks after; a search is posted."""
    refuse_others(request)
    request.section = "agencies:accounts"
    form = SearchForm(request.POST or None)
    context = {"form": form, "columns": COLUMNS}
    if request.method == "POST" and form.is_valid() and form.cleaned_data["q"]:
        context["page"] = found_accounts(request, RIGHT, form.cleaned_data["q"])
        context["says"] = f"查到 {len(context['page'])} 个" + (
            "，只列到这里" * (len(context["page"]) == MOST_FOUND)
        )
    else:
        everybody = Account.objects.visible_to(request.user, RIGHT).order_by("name", "pk")
        context["page"] = Paginator(everybody, PAGE_SIZE).get_page(request.GET.get("page"))
        context["says"] = f"共 {context['page'].paginator.count} 个账号，停用的也在内。"
        reads.shown(request, None, what="account list")
    context["rows"] = rows(list(context["page"]), request.user, RIGHT)
    return render(request, "agencies/accounts.html", context)


def rows(found: list[Account], viewer: Account, right: str) -> list[dict]:
    """A line per account, with the seats of today."""
    seats: dict[int, list[str]] = {}
    present = Appointment.objects.under_right(viewer, right).in_force(clock.today()).filter(account__in=found)
    for one in present.select_related("seat__office"):
        seats.setdefault(one.account_id, []).append(str(one.seat))
    return [
        {"account": one, "seats": "；".join(seats.get(one.pk, [])) or "没有席位", "state": _state(one)}
        for one in found
    ]


def _state(account: Account) -> dict:
    if not account.is_active:
        return {"label": "已停用", "tone": "off"}
    if account.must_change_password:
        return {"label": "待改密码", "tone": "soon"}
    return {"label": "启用", "tone": "plain"}


@require_http_methods(["GET", "POST"])
def open_account(request):
    """A new account; its first password stands on the answer and nowhere else."""
    refuse_others(request)
    request.section = "agencies:accounts"
    form = AccountForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        made = []
        try:
            url = once.outcome(
                form.cleaned_data["once"], request.user, partial(_open, form, request.user, made)
            )
            return told(request, made, "账号已开设") if made and stands(request, made) else redirect(url)
        except Refused as one:
            refused = one.sentence
    context = {"form": form, "refused": refused, "title": "开设账号", "crumbs": crumbs("开设账号")}
    return render(request, "agencies/open_account.html", context, status=409 if refused else 200)


def _open(form, by: Account, made: list) -> str:
    told = form.cleaned_data
    account = actions.open_account(told["username"], told["name"], told["id_number"], by=by)
    made.append((account, actions.give_first_password(account, by=by)))
    return reverse("agencies:account", args=[account.pk])


def stands(request, made: list) -> bool:
    """Of a double click, one was taken back: it has no password to tell."""
    account, password = made[0]
    row = Account.objects.visible_to(request.user, RIGHT).filter(pk=account.pk).first()
    return row is not None and row.check_password(password)


def told(request, made: list, title: str):
    """The one answer that shows first passwords."""
    context = {
        "title": title,
        "crumbs": crumbs(title),
        "made": [{"account": account, "password": password} for account, password in made],
    }
    return render(request, "agencies/first_passwords.html", context)


@require_GET
def account(request, pk):
    """One account: who, which seats, whether it is shut out, and what can be done."""
    found = get_object_or_404(Account.objects.visible_to(request.user, RIGHT), pk=pk)
    request.section = "agencies:accounts"
    reads.shown(request, found, what="account")
    is_shut = lockout.is_shut_out(found.username, clock.now())
    state = _state(found)
    context = {
        "title": found.name,
        "crumbs": crumbs(found.name),
        "badges": [state, *([{"label": "输错密码被锁", "tone": "soon"}] if is_shut else [])],
        "pairs": [
            {"label": "登录名", "value": found.username},
            {"label": "身份证号", "value": mask(sealed(found, "staff_id")) or "没有登记"},
            {"label": "席位", "value": rows([found], request.user, RIGHT)[0]["seats"]},
            {"label": "上次登录", "value": _moment(found.last_login)},
        ],
        "acts": [] if found.pk == request.user.pk else _acts(found, is_shut),
        "is_self": found.pk == request.user.pk,
    }
    return render(request, "agencies/account.html", context)


def _moment(at) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else "没有登录过"


@dataclass(frozen=True)
class Act:
    """Something done to an account: its words, and whether a reason is asked for."""

    label: str
    question: str
    text: str
    done: str
    asks_why: bool = False


ACTS = {
    "disable": Act(
        "停用", "停用 {} 的账号？", "下一次点击起就不能再办事，账号和办过的事都留着。", "已停用。", True
    ),
    "enable": Act("启用", "启用 {} 的账号？", "用原来的密码登录；席位按任职的起止日算。", "已启用。", True),
    "unlock": Act(
        "解锁", "给 {} 的账号解锁？", "输错密码的次数清零，马上可以再登录。请先确认是本人要求。", "已解锁。"
    ),
    "password": Act(
        "重发初始密码",
        "给 {} 重发初始密码？",
        "原来的密码作废，已登录的全部退出。请先确认是本人要求。",
        "已重发。",
    ),
}


def _acts(found: Account, is_shut: bool) -> list[dict]:
    verbs = ["disable", "password"] if found.is_active else ["enable"]
    verbs += ["unlock"] if is_shut else []
    return [
        {"label": ACTS[verb].label, "url": reverse("agencies:account_act", args=[found.pk, verb])}
        for verb in verbs
    ]


@require_http_methods(["GET", "POST"])
def act(request, pk, verb):
    """Asks, then does one thing to an account."""
    if verb not in ACTS:
        raise Http404
    found = get_object_or_404(Account.objects.visible_to(request.user, RIGHT), pk=pk)
    request.section, wanted = "agencies:accounts", ACTS[verb]
    form = _act_form(request, verb)
    if request.method == "POST" and form.is_valid():
        return _acted(request, found, verb, form)
    reads.shown(request, found, what="account act")
    back = reverse("agencies:account", args=[found.pk])
    context = {"act": wanted, "question": wanted.question.format(found.name), "form": form, "back": back}
    return render(request, "agencies/account_act.html", context)


def _act_form(request, verb: str):
    posted = request.POST if request.method == "POST" else None
    if verb == "password":
        return SureForm(posted, request=request)
    return ReasonForm(posted) if ACTS[verb].asks_why else OnceForm(posted)


def _acted(request, found: Account, verb: str, form):
    made = []
    url = once.outcome(
        form.cleaned_data["once"], request.user, partial(_do, found, verb, form, request.user, made)
    )
    if made and stands(request, made):
        return told(request, made, "初始密码已重发")
    messages.success(request, f"{found.name}的账号{ACTS[verb].done}")
    return redirect(url)


def _do(found: Account, verb: str, form, by: Account, made: list) -> str:
    if verb == "password":
        made.append((found, actions.give_first_password(found, by=by)))
    elif verb == "unlock":
        actions.unlock(found, by=by)
    else:
        getattr(actions, verb)(found, form.cleaned_data["reason"], by=by)
    return reverse("agencies:account", args=[found.pk])
