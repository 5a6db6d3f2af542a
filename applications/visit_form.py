"""The visit form on the phone: what two visitors saw, and the facts it confirms or corrects."""

from applications.actions import VisitReport
from applications.forms import VisitForm
from applications.intake import HOUSEHOLD_FACTS, FactField, typed_from
from households import dossier, kinds
from households.actions import NewFact

SEEN_OF_PERSON = (
    "income.wage",
    "income.business",
    "income.property",
    "income.transfer",
    "cohabiting",
    "unemployed",
    "school",
)
SEEN_OF_HOUSEHOLD = tuple(code for code in HOUSEHOLD_FACTS if code.startswith("asset."))


class HomeVisitForm(VisitForm):
    """The visit, with the stated facts beside it: left alone they are confirmed, changed they are corrected."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.dossier = dossier.known(self.application.household, self.today)
        stated = typed_from(self.dossier)
        for owner, _, _, codes_seen in self._owners():
            for code in codes_seen:
                name = f"{owner}-{code}"
                self.fields[name] = FactField(code)
                values = stated[name]
                is_list = kinds.KINDS[code].code == "asset.vehicles"
                self.initial[name] = values if is_list else values[0]

    def _owners(self):
        yield "h", None, "房屋、车辆和存款", SEEN_OF_HOUSEHOLD
        for member in self.dossier.members:
            yield member.person.pk.hex, member.person, member.person.name, SEEN_OF_PERSON

    def parts(self) -> list[dict]:
        """The facts to check, grouped by whom they are about."""
        return [
            {"name": name, "fields": [self[f"{owner}-{code}"] for code in codes_seen]}
            for owner, _, name, codes_seen in self._owners()
        ]

    def matter(self):
        facts = [
            NewFact(code, self.cleaned_data[f"{owner}-{code}"], person)
            for owner, person, _, codes_seen in self._owners()
            for code in codes_seen
            if self.cleaned_data[f"{owner}-{code}"] is not None or f"{owner}-{code}" in self.changed_data
        ]
        data = self.cleaned_data
        report = VisitReport(data["met"], data["findings"], facts, data["photos"])
        return {"companion": data["companion"], "visited_on": data["visited_on"], "report": report}
