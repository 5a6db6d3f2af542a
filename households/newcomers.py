"""Who is being registered: what was typed about a person, read and checked before anything is written."""

from dataclasses import dataclass, replace
from datetime import date

from households import codes, credentials, identity, typed
from households.models import Person
from households.typed import BadInput
from kernel import sealing

IdKind = codes.IdKind

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
    id_kind: str = ""

    def read(self, on: date) -> "Entrant":
        """Checked and uniform, or `BadInput` with the sentence."""
        if self.relation not in codes.Relation.values:
            raise BadInput(f"没有“{self.relation}”这种与申请人的关系，请重新选择。")
        kind = self._kind()
        number = credentials.read(kind, self.id_number, on=on) if self.id_number.strip() else None
        self._check_against(number, on)
        return Entrant(
            self.relation,
            typed.name(self.name),
            number,
            typed.plain(self.no_number_reason),
            (number and number.birth) or self.birth,
            (number and number.sex) or self.sex,
            typed.phone(self.phone),
            kind,
        )

    def _kind(self) -> str:
        """The kind of document; who has no number of the ID card has 无身份证号."""
        kind = self.id_kind or IdKind.ID_CARD
        if kind not in IdKind.values:
            raise BadInput(f"没有“{kind}”这种证件，请重新选择。")
        return IdKind.NONE if kind == IdKind.ID_CARD and not self.id_number.strip() else kind

    def _check_against(self, number, on: date) -> None:
        if number is None and not self.no_number_reason.strip():
            raise BadInput("没有身份证号的，请说明原因（如：未登记户口、证件遗失补办中）。")
        if number is not None and self.no_number_reason.strip():
            raise BadInput("已填证件号，不必再填无号原因，请删去其中一项。")
        if number and number.birth:
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
    number: credentials.Credential | None
    no_number_reason: str
    birth: date | None
    sex: str
    phone: str
    kind: str

    @property
    def index(self) -> str | None:
        return self.number.index if self.number else None

    def waiting_person(self) -> Person:
        """The person without the number somebody else holds; what only the number said is unknown again."""
        birth, sex = (None, "") if self.number.birth else (self.birth, self.sex)
        waiting = replace(self, number=None, no_number_reason=WAITING, kind=IdKind.NONE)
        return replace(waiting, birth=birth, sex=sex).person()

    def person(self) -> Person:
        """A new person, not saved."""
        person = Person(
            name=self.name,
            id_kind=self.kind,
            no_number_reason=self.no_number_reason,
            birth=self.birth,
            sex=self.sex,
        )
        if self.number:
            credentials.put_on(person, self.number)
        if self.phone:
            sealing.put_sealed(person, "phone", self.phone)
        return person
