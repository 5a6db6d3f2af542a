"""The divisions of Longyan as they are, and the offices that stand on them."""

import pytest

from agencies.models import Division, Office


@pytest.mark.parametrize(
    ("level", "count"), [("city", 1), ("county", 7), ("township", 133), ("village", 1959)]
)
def test_every_division_of_longyan_is_there(db, level, count):
    assert Division.objects.filter(level=level, is_historic=False).count() == count


def test_the_township_that_no_longer_exists_is_kept_for_old_files(db):
    gone = Division.objects.get(is_historic=True)

    assert (gone.code, gone.name) == ("350823208", "步云乡")
    assert not Office.objects.filter(division=gone).exists()


def test_civil_affairs_stands_at_three_levels_and_every_department_at_two(db):
    civil_affairs = Office.objects.filter(kind=Office.Kind.CIVIL_AFFAIRS)
    departments = Office.objects.exclude(kind=Office.Kind.CIVIL_AFFAIRS)

    assert civil_affairs.count() == 1 + 7 + 133
    assert departments.count() == 10 * 8
    assert set(departments.values_list("division__level", flat=True)) == {"city", "county"}


def test_an_office_lies_under_those_above_it_and_under_no_other(db):
    township = Office.objects.get(code="mz-350821106")

    above = [office.code for office in Office.objects.all() if township.lineage.startswith(office.lineage)]

    assert above == ["mz-350800", "mz-350821", "mz-350821106"]
