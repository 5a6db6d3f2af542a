"""What pages print of obligors, guardians and agents."""

from households import shapes
from households.kin import Obligor, Representative
from households.typed import masked_phone

OBLIGOR_COLUMNS = [
    {"label": "姓名"},
    {"label": "关系"},
    {"label": "证件号"},
    {"label": "住在"},
    {"label": "赡养能力"},
    {"label": "办理", "quiet": True},
]
REPRESENTATIVE_COLUMNS = [
    {"label": "姓名"},
    {"label": "身份"},
    {"label": "证件号、手机"},
    {"label": "依据"},
    {"label": "期限"},
    {"label": "办理", "quiet": True},
]
_WORDS = {
    "birth": "出生",
    "income_monthly": "月收入",
    "property_ok": "财产符合低收入规定",
    "disability": "残疾",
    "status": "人身状态",
    "dibao": "低保对象",
    "tekun": "特困人员",
}


def obligor_row(row: Obligor) -> dict:
    return {
        "kin": row,
        "of": row.person.name,
        "name": row.name,
        "what": f"{row.person.name}的{row.get_relation_display()}，{row.duty}义务",
        "masked": row.masked_number or "没有登记",
        "third": row.lives_at or "没有登记",
        "fourth": known_words(row.known),
    }


def known_words(entry: dict) -> str:
    """What is known of their means, in the order the rules ask; the rest in one word."""
    fields = shapes.Obligors.fields
    known = [
        f"{label} {fields[code].show(entry[code])}"
        for code, label in _WORDS.items()
        if entry.get(code) is not None
    ]
    return "，".join(known) + ("；其余不清楚" if len(known) < len(_WORDS) else "")


def representative_row(row: Representative) -> dict:
    phone = masked_phone(row.phone)
    until = f"至 {row.until}" if row.until else "没有写期限"
    return {
        "kin": row,
        "of": row.person.name,
        "name": row.name,
        "what": f"{row.person.name}的{row.get_kind_display()}",
        "masked": "，".join(one for one in (row.masked_number, phone) if one) or "没有登记",
        "third": row.basis + ("（已看原件）" if row.paper_seen else "（没有看到书面证明）"),
        "fourth": f"{row.since} 起，{until}",
    }
