"""The forms for who stands by a member from outside: obligors, guardians and agents."""

from django import forms

from households import codes, credentials, shapes
from households.codes import IdKind
from households.kinship import ASKED, MOST_WORDS, NewObligor, NewRepresentative
from households.typed import BadInput
from kernel.once_form import OnceForm

NO_NUL = {"null_characters_not_allowed": "里面有不能保存的字符，请重新输入。"}
UNKNOWN = ("", "不清楚")
_DAY = {"invalid": "“%(value)s”不是存在的日期，请写成 2026-12-04 这样。"}
_CHOICE = {"invalid_choice": "没有“%(value)s”这一项，请从列表里选。"}
_VERSION = dict.fromkeys(("required", "invalid", "min_value"), "页面已过期，请刷新后再办。")


def words(label: str, most: int = MOST_WORDS, **kwargs) -> forms.CharField:
    """A line of text with its sentences."""
    sentences = {
        "required": f"请写{label}。",
        "max_length": f"{label}最多 {most} 个字，现在有 %(show_value)d 个字。",
    }
    return forms.CharField(label=label, max_length=most, error_messages=sentences | NO_NUL, **kwargs)


def choice(label: str, choices, **kwargs) -> forms.ChoiceField:
    sentences = {"required": f"请选{label}。"} | _CHOICE
    return forms.ChoiceField(label=label, choices=choices, error_messages=sentences, **kwargs)


def day(label: str, **kwargs) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, error_messages=_DAY, **kwargs)


class VersionField(forms.IntegerField):
    """The version of the row the page was opened on."""

    def __init__(self):
        super().__init__(label="页面", min_value=0, widget=forms.HiddenInput, error_messages=_VERSION)


class KinForm(OnceForm):
    """Who it is; handed in once, however often it is clicked. A document is welcome, not required."""

    name = words("姓名", 60)
    id_kind = choice("证件", [one for one in IdKind.choices if one[0] != IdKind.NONE], required=False)
    id_number = words(
        "证件号",
        40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="没有就空着。",
    )

    def clean(self):
        data = super().clean()
        if data.get("id_number"):
            try:
                data["id_number"] = credentials.normal(
                    data.get("id_kind") or IdKind.ID_CARD, data["id_number"]
                )
            except BadInput as fault:
                self.add_error("id_number", str(fault))
        return data

    def who(self) -> dict:
        return {field: self.cleaned_data[field] for field in ("name", "id_kind", "id_number")}


YES_NO = [UNKNOWN, ("yes", "是"), ("no", "否")]
_DISABILITIES = [
    (f"{kind}:{grade}", f"{label} {grade} 级")
    for kind, label in codes.DisabilityKind.choices
    for grade in range(1, 5)
]


class ObligorForm(KinForm):
    """义务人: what they are to the member, where they live, and what the rules ask of their means."""

    relation = choice("是成员的", [("", "请选择"), *codes.ObligorRelation.choices])
    lives_at = words("住在哪里", required=False)
    birth = day("出生日期", help_text="填了身份证号的不必填。")
    income_monthly = words("月收入", 20, required=False, help_text="元；不清楚就空着。")
    property_ok = choice("财产符合低收入规定", YES_NO, required=False)
    disability = choice("残疾", [UNKNOWN, (shapes.NONE, "没有"), *_DISABILITIES], required=False)
    status = choice("人身状态", [UNKNOWN, *codes.ObligorStatus.choices], required=False)
    dibao = choice("低保对象", YES_NO, required=False)
    tekun = choice("特困人员", YES_NO, required=False)
    source = choice(
        "来源", [("declared", "申请人申报"), ("document", "证明材料")], required=False, initial="declared"
    )
    field_order = ("relation", "name", "id_kind", "id_number", "lives_at")

    def clean(self):
        data = super().clean()
        self.known = {}
        for field in ASKED:
            typed = data.get(field)
            if typed in (None, ""):
                continue
            try:
                self.known[field] = shapes.Obligors.fields[field].read(str(typed))
            except BadInput as fault:
                self.add_error(field, str(fault))
        return data

    def told(self) -> NewObligor:
        data = self.cleaned_data
        rest = {"lives_at": data["lives_at"], "source": data["source"] or codes.Source.DECLARED}
        return NewObligor(data["relation"], known=self.known, **self.who(), **rest)


class RepresentativeForm(KinForm):
    """监护人、代理人: why they may act, from when to when, and whether the paper was seen."""

    kind = choice("身份", [("", "请选择"), *codes.RepresentativeKind.choices])
    phone = words("手机", 20, required=False)
    basis = words("依据", help_text="例：父亲，法定监护；2026 年 3 月 1 日委托书。")
    since = day("起始日期", help_text="不填就是今天。")
    until = day("有效期至", help_text="没有写期限就空着。")
    paper_seen = forms.BooleanField(label="已看委托书或监护证明原件", required=False)
    field_order = ("kind", "name", "id_kind", "id_number", "phone")

    def told(self) -> NewRepresentative:
        fields = ("kind", "phone", "basis", "since", "until", "paper_seen")
        return NewRepresentative(**self.who(), **{field: self.cleaned_data[field] for field in fields})


class EndForm(forms.Form):
    """Why it is over."""

    version = VersionField()
    reason = words("终止的原因", widget=forms.TextInput(attrs={"placeholder": "例：去世；委托到期"}))
