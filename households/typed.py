"""What people type, made uniform: widths, spaces, names, phones. A fault is a sentence with its remedy."""

import re
import unicodedata

NAME_LENGTH = 60
_NAME_MARKS = "·•・‧∙⋅"  # the dots between the parts of a name, as different keyboards write them
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class BadInput(ValueError):
    """Something typed cannot be right; the text is the sentence shown beside the field."""


def plain(text) -> str:
    """Full-width characters as half-width ones, blanks of every kind gone from both ends."""
    return unicodedata.normalize("NFKC", str(text)).strip()


def compact(text) -> str:
    """The same without any blank, zero-width mark or apostrophe (Excel's sign for text) in it."""
    return "".join(c for c in plain(text) if not c.isspace() and unicodedata.category(c) != "Cf").lstrip(
        "'\u2019"
    )


def name(text) -> str:
    """A person's name as it stands in the papers: rare characters and middle dots are welcome."""
    found = " ".join(str(text).split())
    for mark in _NAME_MARKS:
        found = found.replace(mark, "·")
    if not found:
        raise BadInput("请填写姓名。")
    if len(found) > NAME_LENGTH:
        raise BadInput(f"姓名最多 {NAME_LENGTH} 个字，现在有 {len(found)} 个字，请核对是否粘贴了其他内容。")
    for character in found:
        _check_name_character(character, found)
    return found


def _check_name_character(character: str, found: str) -> None:
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        raise BadInput("姓名里有看不见的控制字符，请删去后重新输入。")
    # Planes 2 and 3 hold the rare characters, some younger than Python's tables; variants are marked by Mn.
    is_rare = 0x20000 <= ord(character) < 0x40000 or kind == "Mn"
    if not (character.isalpha() or is_rare or character in "· .-'\u2019"):
        raise BadInput(f"姓名“{found}”里的“{character}”不是姓名用字，请按户口簿或身份证填写。")


def masked_name(text: str) -> str:
    """Surname's first character only: 张**."""
    return text[:1] + "*" * (len(text) - 1)


def phone(text) -> str:
    """A mobile number, or nothing (it may be left out)."""
    found = re.sub(r"[-()]", "", compact(text))
    found = re.sub(r"^(\+|00)86", "", found)
    if not found:
        return ""
    if not _MOBILE.fullmatch(found):
        raise BadInput(f"手机号应为 1 开头的 11 位数字，现在是 {len(found)} 位，请核对；没有手机可以不填。")
    return found


def masked_phone(number: str) -> str:
    """138****1234."""
    return f"{number[:3]}****{number[-4:]}" if number else ""
