"""Case files for the tests: one household, told by what is special about it."""

STANDARD_FEN = 80_000  # the illustrative 800 yuan of eligibility/values


def case(*members, on="2025-06-10", values=None, **household):
    """A document with an applicant and whoever else is given."""
    people = [{"ref": "A", "relation": "applicant", "birth": "1980-01-01"} | (members[0] if members else {})]
    for place, more in enumerate(members[1:]):
        people.append({"ref": "BCDEFGHIJ"[place], "relation": "spouse", "birth": "1982-01-01"} | more)
    document = {"case": "试算", "on": on, "division": "350802", "household": {"members": people} | household}
    return document | ({"values": values} if values else {})


def entry(answer, id, who=None):
    """The entry of a clause in an answer."""
    entries = answer["household"]["clauses"] + answer["benefits"]["dibao"]["clauses"]
    return next(entry for entry in entries if entry["id"] == id and who in (None, entry.get("who")))


def yuan(fen):
    """Fen as the string a case file takes."""
    return f"{fen // 100}.{fen % 100:02d}"
