"""The divisions and public offices of Longyan, loaded from the files in `agencies/data`."""

import csv
from pathlib import Path

DATA = Path(__file__).with_name("data")
CITY = "350800"

# Departments that push data and take over referred cases: the eight of the seven measures (civil affairs
# itself is the first), education as a ninth source, finance and charity.
DEPARTMENTS = {
    "ny": "农业农村局",
    "zj": "住房和城乡建设局",
    "rs": "人力资源和社会保障局",
    "wj": "卫生健康委员会",
    "yj": "应急管理局",
    "yb": "医疗保障局",
    "cl": "残疾人联合会",
    "jy": "教育局",
    "cz": "财政局",
    "cs": "慈善总会",
}


def _rows(name: str):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def after_migrate(sender, using="default", apps=None, **_) -> None:
    """Fill empty tables of divisions and offices; a database that has them is left alone."""
    from django.apps import apps as current  # noqa: PLC0415

    division, office = current.get_model("agencies", "Division"), current.get_model("agencies", "Office")
    if not division.objects.using(using).exists():
        load_divisions(division, using)
    if not office.objects.using(using).exists():
        load_offices(division, office, using)


def load_divisions(division, using: str) -> None:
    """The city, 7 counties, 133 townships, 1,959 villages, and the township that no longer exists."""
    found = [division(code=CITY, name="龙岩市", level="city")]
    for name in ("divisions.csv", "divisions_historic.csv", "villages.csv"):
        found.extend(
            division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_id=row["parent_code"],
                is_historic="historic" in name,
                note=row.get("note", ""),
            )
            for row in _rows(name)
        )
    division.objects.using(using).bulk_create(found, batch_size=500)


def load_offices(division, office, using: str) -> None:
    """Civil affairs at three levels, and each department beside the city and every county."""
    places = division.objects.using(using).exclude(level="village").filter(is_historic=False).order_by("code")
    found = []
    for place in places:
        found.append(_civil_affairs(office, place))
        if place.level != "township":
            found.extend(_department(office, place, kind, name) for kind, name in DEPARTMENTS.items())
    office.objects.using(using).bulk_create(found)


def _civil_affairs(office, place):
    """市民政局 → 县民政局 → 乡镇社会事务办公室."""
    code = f"mz-{place.code}"
    parent = f"mz-{place.parent_id}" if place.parent_id else None
    above = {"city": "", "county": f"mz-{CITY}/", "township": f"mz-{CITY}/mz-{place.parent_id}/"}[place.level]
    name = f"{place.name}社会事务办公室" if place.level == "township" else f"{place.name}民政局"
    return office(
        code=code, name=name, kind="mz", division=place, parent_id=parent, lineage=f"{above}{code}/"
    )


def _department(office, place, kind: str, name: str):
    code, parent = f"{kind}-{place.code}", f"{kind}-{place.parent_id}" if place.parent_id else None
    lineage = f"{parent}/{code}/" if parent else f"{code}/"
    return office(
        code=code, name=f"{place.name}{name}", kind=kind, division=place, parent_id=parent, lineage=lineage
    )
