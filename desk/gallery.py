"""The gallery: every component in every tone, for developers and for the accessibility test.

All people, numbers and papers are invented. Identity numbers appear masked only.
"""

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

YES, NO, UNKNOWN = "YES", "NO", "UNKNOWN"
HOUSING = [("one", "1 套自住"), ("none", "无房"), ("unknown", "现在不知道")]
STATES = [("", "在办"), ("closed", "已办结")]
ICONS = (
    "home desk case family bell walk send board pay chart book check x ask "
    "down eye print cam search back info warn menu sort plus lock file phone"
)
DEADLINES = [
    ("over", "逾期 1 个工作日（11 月 28 日止）"),
    ("hot", "今天到期（12 月 1 日前）"),
    ("soon", "剩 3 个工作日（12 月 4 日前）"),
    ("plain", "剩 8 个工作日（12 月 11 日前）"),
    ("stop", "等本户补正（第 6 天，期限暂停）"),
    ("done", "按期办结（11 月 26 日，用 14 天）"),
]


class SampleForm(forms.Form):
    """One field of every kind."""

    id_number = forms.CharField(label="身份证号", help_text="可以刷身份证。", required=False)
    village = forms.ChoiceField(label="村", choices=[("1", "朱溪村"), ("2", "松林村")], required=False)
    visited_on = forms.DateField(
        label="入户日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    business = forms.DecimalField(
        label="经营净收入", error_messages={"invalid": "“三万”不是数字。请写 30000。"}
    )
    savings = forms.DecimalField(label="金融资产合计", help_text="全家合计，授权以后核对。", required=False)
    savings_unknown = forms.BooleanField(label="现在不知道", required=False)
    size = forms.IntegerField(label="家庭人口", required=False)
    housing = forms.ChoiceField(label="住房", choices=HOUSING, widget=forms.RadioSelect)
    seen = forms.MultipleChoiceField(
        label="见到谁",
        choices=[("a", "沈家旺"), ("b", "配偶"), ("c", "都不在")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="申请人已在授权书上签名", required=False)
    paper = forms.FileField(label="材料照片", required=False)
    remarks = forms.CharField(label="看到的情况", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class ReasonForm(forms.Form):
    """What a confirmation page may still ask."""

    reason = forms.ChoiceField(label="停发原因", choices=[("grace", "渐退期满"), ("income", "收入超过标准")])


class FilterForm(forms.Form):
    """Coded filters of a list."""

    state = forms.ChoiceField(label="状态", choices=STATES, required=False)
    village = forms.ChoiceField(label="村", choices=[("", "全镇"), ("1", "朱溪村")], required=False)


def _value(label: str, value: str, *, verified: bool = False) -> dict:
    known = {"name": "sample_value", "label": label, "value": value}
    return {**known, "from": "2025-01-01", "source": "示意值", "verified": verified}


def _clause(name: str, answer: str, says: str, **rest: object) -> dict:
    empty = {"left": None, "right": None, "unit": "", "sign": "", "values": [], "missing": []}
    return {"id": name, "answer": answer, "says": says, "cite": "57 号 第八条", **empty, **rest}


def sample_clauses() -> list[dict]:
    """One clause entry for each answer, and one without numbers."""
    labels = {"left_label": "扣减后人均", "right_label": "低保标准", "calc": "(54,000 − 34,800) ÷ 12 ÷ 3"}
    below = {"left": "533.33", "sign": "<", "right": "800.00", "unit": "元每月"}
    above = {"left": "1500.00", "sign": ">=", "right": "800.00", "unit": "元每月"}
    open_ = {"left": None, "sign": "<=", "right": "28800.00", "unit": "元"}
    doubtful, checked = _value("低保标准", "800.00"), _value("低保标准", "800.00", verified=True)
    return [
        _clause("DB-EXP-02", YES, "扣减刚性支出后，人均低于低保标准", values=[doubtful], **below, **labels),
        _clause("DB-INC-01", NO, "人均月收入低于低保标准", values=[checked], cite_url="#clause_row", **above),
        _clause("EDGE-02", UNKNOWN, "人均金融资产不超过 36 个月标准", missing=["授权核对委托书"], **open_),
        _clause(
            "DB-SGL-02", UNKNOWN, "残疾属于重残范围", missing=["残疾人证原件"], who="C", who_name="廖小禾"
        ),
    ]


def sample_programmes() -> list[dict]:
    """The three answers of programmes, as the live assessment shows them."""
    yes, no, *ask = sample_clauses()
    rows = [
        ("支出型低保", YES, "", "扣减后人均 533.33 < 800.00", [yes]),
        ("低保", NO, "", "人均 1,500.00 ≥ 800.00", [no]),
        ("低保边缘", UNKNOWN, "差 2 项", "金融资产还没有核对", ask),
    ]
    keys = ("label", "answer", "text", "headline", "clauses")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _days() -> list[dict]:
    numbers = [7, *range(10, 15), *range(17, 22), *range(24, 29), 1, 2, 3, 4]
    states = ["used"] * 16 + ["today", "free", "free", "due"]
    mondays = {10, 17, 24, 1}
    return [
        {"label": number, "state": state, "week_start": number in mondays}
        for number, state in zip(numbers, states, strict=True)
    ]


def _status() -> dict:
    return {
        "badges": [
            {"label": "草稿", "tone": "off"},
            {"label": "已受理", "tone": "plain"},
            {"label": "待审核确认", "tone": "accent"},
            {"label": "待补正", "tone": "soon"},
            {"label": "急难", "tone": "urgent"},
        ],
        "deadlines": [{"tone": tone, "text": text} for tone, text in DEADLINES],
        "answers": [YES, NO, UNKNOWN],
        "steps": [
            {"label": "受理", "state": "done", "note": "11 月 6 日"},
            {"label": "调查", "state": "done", "note": "11 月 14 日"},
            {"label": "公示 7 天", "state": "now", "note": "12 月 4 日止"},
            {"label": "审核确认", "state": "todo", "note": "12 月 11 日前"},
        ],
        "days": _days(),
        "tiles": [
            {"number": 1, "unit": "件", "label": "逾期", "url": "#tiles", "tone": "over"},
            {"number": 5, "unit": "件", "label": "3 个工作日内到期", "url": "#tiles", "tone": "soon"},
            {"number": 2, "unit": "户", "label": "新预警", "url": "#tiles", "tone": ""},
            {"number": 0, "unit": "户", "label": "待走访", "url": "", "tone": ""},
        ],
    }


def _facts() -> list[dict]:
    check = {"url": "#fact_table", "url_label": "去核对"}
    return [
        {
            "label": "经营净收入",
            "value": "18,000.00",
            "source": "村委证明",
            "as_of": "10 月",
            "unverified": 1,
        },
        {"label": "住房", "value": "1 套", "source": "不动产登记", "as_of": "11 月 14 日"},
        {"label": "金融资产", "value": "", "source": "", "as_of": "", **check},
    ]


def _cases() -> list[dict]:
    rows = [
        ("钟长禾", "朱溪村", DEADLINES[2], "待审核确认", "accent", 104000),
        ("巫丽华", "芦竹村", DEADLINES[3], "调查中", "plain", None),
    ]
    keys = ("name", "village", "deadline", "state", "state_tone", "amount")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def sample_page() -> Page:
    """The second of four pages of rows."""
    return Paginator(range(38), 10).page(2)


def _lists() -> dict:
    return {
        "missing": ["授权核对委托书，4 人签名", "廖小禾的残疾人证原件"],
        "bring": [
            {"what": "授权核对委托书", "why": "核对存款等金融资产"},
            {"what": "残疾人证原件", "why": "看残疾类别和等级"},
        ],
        "lines": [
            {"sign": "", "label": "低保标准 800 × 3 人", "amount": 240000},
            {"sign": "−", "label": "扣减后月收入", "note": "19,200 ÷ 12", "amount": 160000},
            {"sign": "+", "label": "重病", "note": "罗秋莲", "amount": "160.00"},
        ],
        "facts": _facts(),
        "pairs": [
            {"label": "规则版本", "value": "2025.11（第 7 版）"},
            {"label": "上次判定", "value": "11 月 6 日", "url": "#key_values"},
        ],
        "entries": [
            {"day": "11 月 18 日", "who": "吴春燕", "what": "初审：支出型低保 1,040.00 元", "key": True},
            {"day": "11 月 14 日", "who": "县核对中心", "what": "核对报告：无不符", "key": False},
        ],
    }


def _table() -> dict:
    return {
        "cases": _cases(),
        "columns": [
            {"label": "期限", "key": "due"},
            {"label": "户", "key": "village"},
            {"label": "状态"},
            {"label": "每月（元）", "key": "amount", "num": True},
            {"label": "办理", "quiet": True},
        ],
        "tabs": [
            {"label": "我经手", "url": "#table_head", "count": 11, "current": True},
            {"label": "全镇", "url": "#table_head", "count": None, "current": False},
        ],
        "page": sample_page(),
    }


def _data() -> dict:
    return {"clauses": sample_clauses(), "programmes": sample_programmes(), **_lists(), **_table()}


def _forms() -> dict:
    wrong = {"business": "三万", "housing": "", "savings_unknown": "on", "seen": ["a"]}
    return {
        "form": SampleForm(auto_id="good_%s", initial={"housing": "one", "business": "18000"}),
        "wrong": SampleForm(wrong, auto_id="wrong_%s"),
        "filter": FilterForm(auto_id="filter_%s"),
        "reason": ReasonForm(auto_id="reason_%s"),
    }


def _paper() -> dict:
    kind = {"label": "救助类别", "value": "最低生活保障（支出型）"}
    people = {"label": "保障人数", "value": "3 人"}
    amount = {"label": "每月金额", "value": "1,040.00 元（壹仟零肆拾元整）"}
    columns = [("项目", "30"), ("计算", ""), ("每月（元）", "20")]
    return {
        "sheet_pairs": [[kind, people], [amount]],
        "sheet_columns": [{"label": label, "width": width} for label, width in columns],
        "sheet_rows": [
            ["差额", "800 × 3 人 − 19,200 ÷ 12", "800.00"],
            ["分类施保：重病 1 人", "每人 160", "160.00"],
        ],
        "blanks": ["收件人签名", "关系", "日期"],
    }


def _heads() -> dict:
    return {
        "crumbs": [{"label": "案件", "url": "#page_head"}, {"label": "长汀救 2025-0417"}],
        "acts": [{"label": "打印计算表", "url": "#page_head", "icon": "print"}],
        "more": [{"label": "退回补正", "url": "#page_head"}, {"label": "申请人撤回", "url": "#page_head"}],
        "icons": ICONS.split(),
        "others": [{"label": "有急难，先行救助", "name": "go", "value": "urgent"}],
    }


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every tone."""
    context = {**_heads(), **_status(), **_data(), **_forms(), **_paper()}
    return render(request, "desk/gallery.html", context)
