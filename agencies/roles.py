"""Who may do what: the roles of the procedure, as a table.

A role is held by sitting in a seat (an office and a role); its rights hold for that office and all below it.
"""

from dataclasses import dataclass

# Every right is a verb on an office. The label is what the admin site and refusals show.
RIGHTS = {
    "read_households": "查看家庭档案",
    "edit_households": "登记、更正家庭情况",
    "read_applications": "查看案件",
    "receive_applications": "收件",
    "accept_applications": "受理、一次性告知",
    "visit_households": "入户调查",
    "review_applications": "初审",
    "post_notices": "公示",
    "confirm_applications": "审核确认",
    "deliver_decisions": "送达决定",
    "reveal_numbers": "查看完整证件号、电话",
    "export_lists": "导出清单",
    "inspect_records": "进入资料与稽核",
    "read_journal": "查看日志",
    "manage_accounts": "管理账号",
    "appoint_staff": "任免席位",
    "import_calendar": "导入工作日历",
    "run_jobs": "重试后台工作",
}


@dataclass(frozen=True)
class Role:
    """A kind of seat: its name on screen and the rights that come with it."""

    label: str
    rights: frozenset[str]


def _role(label: str, *rights: str) -> Role:
    unknown = set(rights) - RIGHTS.keys()
    if unknown:
        raise ValueError(f"角色“{label}”写了不存在的权利：{sorted(unknown)}")
    return Role(label, frozenset(rights))


_READ = ("read_households", "read_applications", "export_lists")
_HANDLE = (*_READ, "reveal_numbers")

ROLES = {
    "township_clerk": _role(
        "乡镇经办员",
        *_HANDLE,
        "edit_households",
        "receive_applications",
        "accept_applications",
        "visit_households",
        "post_notices",
        "deliver_decisions",
    ),
    "township_reviewer": _role(
        "乡镇初审人", *_HANDLE, "visit_households", "review_applications", "post_notices", "deliver_decisions"
    ),
    "township_confirmer": _role("乡镇确认人", *_HANDLE, "confirm_applications", "deliver_decisions"),
    "village_worker": _role("村级协理员", "visit_households"),
    "county_reviewer": _role("县级审核人", *_HANDLE, "review_applications", "confirm_applications"),
    "auditor": _role("审计员", *_READ, "inspect_records", "read_journal"),
    "city_administrator": _role("市级管理员", "inspect_records", "import_calendar"),
    # Their screens come with later parts; until then the seat exists and opens nothing.
    "department_liaison": _role("部门联络员"),
    "provider": _role("服务机构人员"),
    "finance": _role("财务人员"),
    "inspector": _role("督查人员"),
    # Three separated administrators: no one of them holds a second one's right, and none sees a case.
    "system_administrator": _role("系统管理员", "manage_accounts", "run_jobs"),
    "security_administrator": _role("安全管理员", "appoint_staff"),
    "audit_administrator": _role("审计管理员", "read_journal"),
}

# 三员: whoever sits in one of these seats sits in no other kind of seat.
ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")


def do_not_mix(one: str, other: str) -> bool:
    """Whether one person may not hold both on the same day."""
    return one != other and (one in ADMINISTRATORS or other in ADMINISTRATORS)


ROLE_CHOICES = [(code, role.label) for code, role in ROLES.items()]
