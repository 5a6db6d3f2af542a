"""The intake form (窗口受理): every fact the rules ask for, per member and for the household, as typed.

Blank means 不知道. `rest_is_none` is the clerk's word that everything left blank was asked and there is none.
"""

from dataclasses import replace

from django import forms
from django.http import QueryDict

from applications.papers_required import REQUIRED
from households import codes, kinds, shapes
from households.actions import NewFact
from households.dossier import Dossier
from households.typed import BadInput

INCOME_GRID = ("income.wage", "income.business", "income.property", "income.transfer")
PERSON_DETAILS = (
    "disability",
    "disease",
    "school",
    "status",
    "cohabiting",
    "dependent_adult",
    "unemployed",
    "clergy_since",
    "income.other",
    "support",
    *(code for _, code in kinds.group("excluded")),
)
HOUSEHOLD_FACTS = (
    "asset.financial",
    "asset.houses",
    "asset.shops",
    "asset.companies",
    "asset.vehicles",
    "expense.medical",
    "expense.education",
    "expense.rehabilitation",
)


class FactField(forms.Field):
    """One fact as typed; what cannot be right is a sentence, what is blank is unknown."""

    def __init__(self, code: str, **kwargs):
        self.kind = kinds.KINDS[code]
        label = kwargs.pop("label", self.kind.label)
        super().__init__(label=label, required=False, widget=_widget(self.kind), **kwargs)

    def to_python(self, typed):
        text = ",".join(typed) if isinstance(typed, list) else (typed or "")
        if not text.strip():
            return None
        try:
            return _read(self.kind, text)
        except BadInput as fault:
            raise forms.ValidationError(str(fault).removeprefix(f"{self.kind.label}：")) from fault


def _read(kind, text: str):
    if kind.code == "support":
        giver, _, amount = text.partition(":")
        if giver == shapes.NONE:
            return []
        return [{"from": giver, "amount": shapes.Money().read(amount) if amount.strip() else None}]
    return kind.read(text)


def typed_again(kind, value):
    """A stored value as the form would have had it typed; blank for unknown."""
    if value is None:
        return ""
    again = next((again for shape, again in _AGAIN.items() if isinstance(kind.shape, shape)), None)
    return again(value) if again else str(value)


def _support_again(value) -> str:
    if not value:
        return shapes.NONE
    amount = value[0].get("amount")
    return f"{value[0]['from']}:" + ("" if amount is None else shapes.Money().write(amount))


_AGAIN = {
    shapes.Money: lambda fen: shapes.Money().write(fen).removesuffix(".00"),
    shapes.Disability: lambda card: card if card == shapes.NONE else f"{card['kind']}:{card['grade']}",
    shapes.Flag: lambda is_so: "yes" if is_so else "no",
    shapes.Vehicles: lambda owned: owned or [shapes.NONE],
    shapes.Support: _support_again,
}

UNKNOWN_CHOICE = ("", "不知道")


def _widget(kind):
    """The control a kind of fact is asked with."""
    shape = kind.shape
    if isinstance(shape, shapes.Disability):
        return forms.Select(choices=[UNKNOWN_CHOICE, (shapes.NONE, "没有"), *_disability_choices()])
    if isinstance(shape, shapes.Flag):
        return forms.Select(choices=[UNKNOWN_CHOICE, ("yes", "是"), ("no", "否")])
    if isinstance(shape, shapes.Choice):
        return forms.Select(choices=[UNKNOWN_CHOICE, *shape.choices])
    if isinstance(shape, shapes.Vehicles):
        return forms.CheckboxSelectMultiple(choices=[(shapes.NONE, "没有车船"), *codes.Vehicle.choices])
    if isinstance(shape, shapes.Support):
        return SupportWidget()
    mode = {"inputmode": "decimal"} if isinstance(shape, shapes.Money) else {}
    return forms.TextInput(attrs={"placeholder": "不知道", "autocomplete": "off", "maxlength": 40, **mode})


def _disability_choices():
    grades = ("一", "二", "三", "四")
    return [
        (f"{kind}:{grade}", f"{label}{grades[grade - 1]}级")
        for kind, label in codes.DisabilityKind.choices
        for grade in range(1, 5)
    ]


class SupportWidget(forms.MultiWidget):
    """Who gives, and how much in twelve months."""

    def __init__(self):
        givers = [UNKNOWN_CHOICE, (shapes.NONE, "没有"), *codes.ObligorRelation.choices]
        amount = forms.TextInput(
            attrs={"placeholder": "12 个月共多少元", "inputmode": "decimal", "aria-label": "给付金额，元"}
        )
        super().__init__([forms.Select(choices=givers), amount])

    def decompress(self, value):
        return (value or "").split(":") if ":" in (value or "") else [value, ""]

    def value_from_datadict(self, data, files, name):
        giver, amount = super().value_from_datadict(data, files, name)
        return f"{giver or ''}:{amount or ''}" if giver not in ("", None, shapes.NONE) else (giver or "")


class FirstFocused(forms.CheckboxSelectMultiple):
    """Tick boxes of which the first has the focus when the page opens: Space, Tab, Space, Tab, Space, Enter."""

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        if index == 0:
            option["attrs"]["autofocus"] = True
        return option


class IntakeForm(forms.Form):
    """The page of one family. Field names carry the person's key, so that a changed family cannot mix rows."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    papers = forms.MultipleChoiceField(
        label="已看材料",
        required=False,
        choices=list(REQUIRED.items()),
        widget=FirstFocused,
    )
    rest_is_none = forms.BooleanField(label="没填的各项都逐一问过，都没有（或为 0）", required=False)

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        for code in HOUSEHOLD_FACTS:
            self._add("h", code, "")
        for member in dossier.members:
            for code in INCOME_GRID + PERSON_DETAILS:
                self._add(_key(member), code, f"{member.person.name}：")

    def _add(self, owner: str, code: str, whose: str) -> None:
        kind = kinds.KINDS[code]
        self.fields[f"{owner}-{code}"] = FactField(code, label=f"{whose}{kind.label}")

    def told(self) -> list[NewFact]:
        """What the family stated, for the register: every known answer, and unknown where one was known."""
        stated = []
        for person, owner, before, codes_asked in self._owners():
            for code in codes_asked:
                value = self._value(owner, code)
                if value is not None or before.get(code) is not None:
                    stated.append(NewFact(code, value, person))
        return stated

    def as_typed(self) -> Dossier:
        """The dossier with what is being typed: for the live judgement, before anything is recorded."""
        facts = dict(self.dossier.facts) | self._answers("h", HOUSEHOLD_FACTS)
        members = [
            replace(one, facts=dict(one.facts) | self._answers(_key(one), INCOME_GRID + PERSON_DETAILS))
            for one in self.dossier.members
        ]
        return replace(self.dossier, facts=facts, members=members)

    def _owners(self):
        yield None, "h", self.dossier.facts, HOUSEHOLD_FACTS
        for member in self.dossier.members:
            yield member.person, _key(member), member.facts, INCOME_GRID + PERSON_DETAILS

    def _answers(self, owner: str, codes_asked) -> dict:
        return {code: self._value(owner, code) for code in codes_asked}

    def _value(self, owner: str, code: str):
        """The answer; a field with a fault counts as unknown until it is mended."""
        value = self.cleaned_data.get(f"{owner}-{code}")
        is_faulty = f"{owner}-{code}" in self.errors
        if value is None and not is_faulty and self.cleaned_data.get("rest_is_none"):
            return kinds.none_of(code)
        return value

    def household_fields(self) -> list:
        return [self[f"h-{code}"] for code in HOUSEHOLD_FACTS]

    def member_rows(self) -> list[dict]:
        """A row per member: who, the income grid, the further questions, and whether any is unanswered."""
        return [
            {
                "member": member,
                "name": member.person.name,
                "grid": [self[f"{_key(member)}-{code}"] for code in INCOME_GRID],
                "details": [self[f"{_key(member)}-{code}"] for code in PERSON_DETAILS],
                "has_unknown": any(self._value(_key(member), code) is None for code in PERSON_DETAILS),
            }
            for member in self.dossier.members
        ]


def _key(member) -> str:
    return member.person.pk.hex


def typed_in(post) -> dict:
    """A posted form as it is kept in the draft: every key of ours with its list of values."""
    return {
        key: post.getlist(key)
        for key in post
        if key in ("papers", "rest_is_none") or (key.partition("-")[2] and not key.startswith("new-"))
    }


def typed_from(dossier: Dossier) -> dict:
    """What the form would hold had somebody typed all that is known: a known family is never typed again."""
    typed = {}
    owners = [("h", dossier.facts, HOUSEHOLD_FACTS)]
    owners += [(_key(member), member.facts, INCOME_GRID + PERSON_DETAILS) for member in dossier.members]
    for owner, facts, codes_asked in owners:
        for code in codes_asked:
            again = typed_again(kinds.KINDS[code], facts.get(code))
            if code == "support":
                giver, _, amount = again.partition(":")
                typed |= {f"{owner}-{code}_0": [giver], f"{owner}-{code}_1": [amount]}
            else:
                typed[f"{owner}-{code}"] = again if isinstance(again, list) else [again]
    return typed


def posted_again(typed: dict, version: int) -> QueryDict:
    """A draft as if just posted, on the present version of the case."""
    data = QueryDict(mutable=True)
    for key, values in typed.items():
        data.setlist(key, values)
    data["version"] = version
    return data
