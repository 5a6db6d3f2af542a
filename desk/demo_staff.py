"""The invented staff of the demonstration: every role, in two townships of two counties."""

from datetime import date

from django.contrib.auth.hashers import make_password

from agencies.models import Account, Office
from agencies.roles import ROLES
from agencies.seats import place

PASSWORD = "longyan-trial-2026"  # noqa: S105  (printed by `make run`; production refuses to load the demonstration)
HETIAN, XIAOCHI = "mz-350821106", "mz-350802106"

# username, name, office, role
STAFF = (
    ("hetian", "吴春燕", HETIAN, "township_clerk"),
    ("hetian2", "范建明", HETIAN, "township_clerk"),
    ("hetian-review", "沈家旺", HETIAN, "township_reviewer"),
    ("hetian-confirm", "邱立群", HETIAN, "township_confirmer"),
    ("hetian-village", "赖秀英", HETIAN, "village_worker"),
    ("xiaochi", "林月琴", XIAOCHI, "township_clerk"),
    ("xiaochi2", "陈水生", XIAOCHI, "township_clerk"),
    ("xiaochi-review", "张文彬", XIAOCHI, "township_reviewer"),
    ("xiaochi-confirm", "郭美兰", XIAOCHI, "township_confirmer"),
    ("changting", "曾志强", "mz-350821", "county_reviewer"),
    ("audit", "郑慧敏", "mz-350800", "auditor"),
    ("admin", "黄卫东", "mz-350800", "city_administrator"),
    ("changting-health", "廖海燕", "wj-350821", "department_liaison"),
    ("changting-provider", "温小玲", "fw-350821-1", "provider"),
    ("changting-finance", "俞国荣", "cz-350821", "finance"),
    ("inspect", "蓝文斌", "mz-350800", "inspector"),
    ("system-admin", "丘志明", "mz-350800", "system_administrator"),
    ("security-admin", "罗玉华", "mz-350800", "security_administrator"),
    ("audit-admin", "谢丽珍", "mz-350800", "audit_administrator"),
)


def hire(on: date) -> dict[str, Account]:
    """Accounts and appointments; username → account."""
    _provider()
    hashed = make_password(PASSWORD)
    return {line[0]: _hire(*line, hashed=hashed, on=on) for line in STAFF}


def count() -> int:
    """How many of these people there are, by login and name together: a login alone may be somebody's."""
    names = {line[0]: line[1] for line in STAFF}
    there = Account.objects.filter(username__in=names).values_list("username", "name")
    return sum(names[username] == name for username, name in there)


def _provider() -> Office:
    """An invented provider of services, so that every kind of agency has an office."""
    code = "fw-350821-1"
    return Office.objects.create(
        code=code,
        name="长汀县一家养老服务中心（虚构）",
        kind=Office.Kind.PROVIDER,
        division_id="350821",
        lineage=f"{code}/",
    )


def _hire(username: str, name: str, code: str, role: str, **made) -> Account:
    is_staff = "inspect_records" in ROLES[role].rights
    account = Account.objects.create(username=username, name=name, is_staff=is_staff, password=made["hashed"])
    place(account, Office.objects.get(code=code), role, starts_on=made["on"])
    return account
