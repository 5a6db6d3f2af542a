"""Who is being registered: what was typed about a person, read and checked before anything is written."""

from dataclasses import dataclass, replace
from datetime import date

from households import codes, identity, typed
from households.models import Person
from households.typed import BadInput
from kernel import sealing

# Why a person has no number while it is looked into who holds it.
WAITING = "号码与已登记的姓名不符，核对中"


@dataclass(frozen=True)
class Newcomer:
    """Somebody to register as a member, as typed."""

    relation: str
    name: str
    id_number: str = ""
    no_number_reason: str = ""
    birth: date | None = None
    sex: str = ""
    phone: str = ""

    def read(self, on: date) -> "Entrant":
        """Checked and uniform, or `BadInput` with the sentence."""
        if self.relation not in codes.Relation.values:
            raise BadInput(f"没有“{self.relation}”这种与申请人的关系，请重新选择。")
        number = identity.IdNumber.parse(self.id_number, on=on) if self.id_number.strip() else None
        self._check_against(number, on)
        return Entrant(
            self.relation,
            typed.name(self.name),
            number,
            typed.plain(self.no_number_reason),
            number.birth if number else self.birth,
            number.sex if number else self.sex,
            typed.phone(self.phone),
        )

    def _check_against(self, number, on: date) -> None:
        if number is None and not self.no_number_reason.strip():
            raise BadInput("没有身份证号的，请说明原因（如：未登记户口、证件遗失补办中）。")
        if number is not None and self.no_number_reason.strip():
            raise BadInput("已填身份证号，不必再填无号原因，请删去其中一项。")
        if number:
            for sentence in identity.contradictions(number, birth=self.birth, sex=self.sex):
                raise BadInput(sentence)
        elif self.sex not in {"", *codes.Sex.values}:
            raise BadInput("性别请选男或女。")
        elif self.birth and self.birth > on:
            raise BadInput(f"出生日期 {self.birth} 晚于 {on}，请核对。")


@dataclass(frozen=True, repr=False)
class Entrant:
    """A newcomer whose papers read well."""

    relation: str
    name: str
    number: identity.IdNumber | None
    no_number_reason: str
    birth: date | None
    sex: str
    phone: str

    @property
    def index(self) -> str | None:
        return sealing.index(self.number.number) if self.number else None

    def waiting_person(self) -> Person:
        """The person without the number somebody else holds; what only the number said is unknown again."""
        return replace(self, number=None, no_number_reason=WAITING, birth=None, sex="").person()

    def person(self) -> Person:
        """A new person, not saved."""
        person = Person(
            name=self.name,
            id_kind=codes.IdKind.ID_CARD if self.number else codes.IdKind.NONE,
            no_number_reason=self.no_number_reason,
            birth=self.birth,
            sex=self.sex,
        )
        if self.number:
            sealing.put_sealed(person, "id_number", self.number.number)
        if self.phone:
            sealing.put_sealed(person, "phone", self.phone)
        return person
