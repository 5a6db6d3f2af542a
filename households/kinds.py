"""The kinds of facts: everything the register can know of a person or a household, as a table.

A kind that was never asked has no fact. Asked and unknown is a fact without a value. None at all is a value.
"""

from dataclasses import dataclass

from households import codes, shapes
from households.typed import BadInput, compact

PERSON, HOUSEHOLD = "person", "household"
_MONEY_HINT = "近 12 个月合计，单位元；没有填 0"


@dataclass(frozen=True)
class Kind:
    """One kind of fact: about whom, in which words, and what its value may be."""

    code: str
    label: str
    shape: object
    levels: frozenset[str] = frozenset({PERSON})
    hint: str = ""
    unit: str = ""
    is_sealed: bool = False
    is_over_12_months: bool = False

    def read(self, text):
        """The stored value of what was typed; `None` for 不清楚."""
        if compact(text) in {"不清楚", "未知", "unknown"}:
            return None
        return self._said(self.shape.read, text)

    def check(self, value) -> None:
        """Refuse a value this kind cannot have."""
        if value is not None:
            self._said(self.shape.check, value)

    def _said(self, act, value):
        try:
            return act(value)
        except BadInput as fault:
            raise BadInput(f"{self.label}：{fault}") from None

    def show(self, value) -> str:
        return "不清楚" if value is None else self.shape.show(value)

    def write(self, value):
        return None if value is None else self.shape.write(value)


def _money(prefix: str, listed, levels=frozenset({PERSON}), hint: str = _MONEY_HINT):
    return [
        Kind(
            f"{prefix}.{code}",
            str(label),
            shapes.Money(),
            levels,
            hint=hint,
            unit="元/12个月",
            is_over_12_months=True,
        )
        for code, label in listed.choices
    ]


def _flag(code: str, label: str, hint: str = "") -> Kind:
    return Kind(code, label, shapes.Flag(), hint=hint)


def _asset(code: str, label: str, shape, *, hint: str, unit: str) -> Kind:
    return Kind(f"asset.{code}", label, shape, frozenset({HOUSEHOLD}), hint=hint, unit=unit)


_TABLE = [
    *_money("income", codes.IncomeKind, hint="近 12 个月合计，单位元；亏损或没有填 0"),
    *_money("excluded", codes.Exclusion, hint="近 12 个月领取的合计，单位元；没有填 0"),
    Kind(
        "support",
        "不共同生活的义务人给付",
        shapes.Support(),
        hint="近 12 个月实际给付或协议、裁判确定的数额",
        is_over_12_months=True,
    ),
    *_money(
        "expense",
        codes.ExpenseKind,
        frozenset({PERSON, HOUSEHOLD}),
        hint="近 12 个月报销后自己负担的部分，单位元；没有填 0",
    ),
    Kind("disability", "残疾", shapes.Disability(), hint="按残疾人证的类别和等级", is_sealed=True),
    Kind("disease", "重病", shapes.Choice.of(codes.Disease, or_none="无"), hint="按诊断证明", is_sealed=True),
    Kind("school", "在校情况", shapes.Choice.of(codes.School), hint="只算全日制"),
    Kind("graduates_on", "预计毕业", shapes.Day("不在校"), hint="到期自动提醒复核"),
    Kind("status", "人身状态", shapes.Choice.of(codes.Status)),
    Kind("clergy_since", "宗教教职人员脱离家庭生活起始日", shapes.Day("不是"), hint="不是的选“不是”"),
    _flag("dependent_adult", "成年但不能独立生活"),
    _flag("unemployed", "没有就业"),
    _flag("cohabiting", "长期共同居住", hint="以实际居住为准，不看户口簿"),
    _flag("orphan", "孤儿"),
    Kind(
        "self_care_failed", "自理能力丧失项数", shapes.Count(6), hint="吃饭、穿衣、上下床、如厕、行走、洗澡"
    ),
    Kind("care_mode", "供养方式", shapes.Choice.of(codes.CareMode)),
    Kind(
        "obligors",
        "不共同生活的法定义务人",
        shapes.Obligors(),
        hint="确认没有的选“无”",
        is_sealed=True,
    ),
    Kind("correction", "身份信息更正", shapes.Correction(), is_sealed=True),
    _asset("financial", "金融资产", shapes.Money(), hint="存款、证券、基金、保险等，单位元", unit="元"),
    _asset("houses", "住房", shapes.Count(99), hint="全家名下", unit="套"),
    _asset("shops", "商铺、车库、办公用房", shapes.Count(99), hint="全家名下", unit="处"),
    _asset("companies", "企业", shapes.Count(99), hint="不含没有雇员的夫妻店、小卖部", unit="家"),
    _asset("vehicles", "车辆", shapes.Vehicles(), hint="全家名下", unit=""),
    Kind("area", "城乡", shapes.Choice.of(codes.Area), frozenset({HOUSEHOLD})),
]

KINDS = {kind.code: kind for kind in _TABLE}
PERSON_KINDS = tuple(code for code, kind in KINDS.items() if PERSON in kind.levels)
HOUSEHOLD_KINDS = tuple(code for code, kind in KINDS.items() if HOUSEHOLD in kind.levels)
SEALED_KINDS = tuple(code for code, kind in KINDS.items() if kind.is_sealed)
CHOICES = [(code, kind.label) for code, kind in KINDS.items()]


def of(code: str) -> Kind:
    """The kind with this code; an unknown code is a fault of the sender, said as a sentence."""
    if code not in KINDS:
        raise BadInput(f"没有“{code}”这一项，请核对填报项目。")
    return KINDS[code]


def group(prefix: str) -> list[tuple[str, str]]:
    """The kinds of a group as (last word, code): `income` → [("wage", "income.wage"), …]."""
    return [(code.partition(".")[2], code) for code in KINDS if code.startswith(f"{prefix}.")]


# What "none" is where the shape alone does not say it.
_NOTHING = {"status": "normal", "school": "none", "cohabiting": True, "support": []}


def none_of(code: str):
    """The answer that says "there is none" for a kind of fact."""
    if code in _NOTHING:
        return _NOTHING[code]
    shape = KINDS[code].shape
    if isinstance(shape, shapes.Money | shapes.Count):
        return 0
    if isinstance(shape, shapes.Flag):
        return False
    return [] if isinstance(shape, shapes.Vehicles) else shapes.NONE
