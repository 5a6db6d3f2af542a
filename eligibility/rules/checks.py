"""The form of the case file, checked key by key: every fault is told with its path, its value and the remedy.

A check takes what is written, its path and the list of faults, and gives what was read; a fault gives `None`.
"""

from datetime import date, datetime

from eligibility.rules.kinds import scaled


class BadCase(Exception):
    """A document that cannot be assessed; `errors` holds one entry per fault."""

    def __init__(self, errors):
        super().__init__("；".join(f"{error['path']}：{error['message']}" for error in errors))
        self.errors = errors


class Faults(list):
    """The faults of one document, in the order they were found."""

    def add(self, path, message):
        """Note a fault; what was written there is not read."""
        self.append({"path": path, "message": message})

    def under(self, start, end):
        """Whether a fault was found at a path that starts and ends so; what hangs on it is not told again."""
        return any(fault["path"].startswith(start) and fault["path"].endswith(end) for fault in self)


def money(written, path, faults):
    """Yuan as fen."""
    try:
        return scaled(written, 2, "元")
    except ValueError as error:
        return faults.add(path, str(error))


def whole(least, most):
    """A whole number between two ends, both included."""

    def check(written, path, faults):
        if written.__class__ is int and least <= written <= most:
            return written
        return faults.add(path, f"{written!r} 应为 {least} 到 {most} 的整数")

    return check


def day(written, path, faults):
    """A calendar day."""
    try:
        if written.__class__ is str and len(written) == len("2025-06-10") and written[4] == written[7] == "-":
            return date.fromisoformat(written)
    except ValueError:
        pass
    return faults.add(path, f"{written!r} 不是实有的日期，请写成如 2025-06-10")


def instant(written, path, faults):
    """A day and time with its offset."""
    try:
        read = datetime.fromisoformat(written)
        if read.tzinfo is not None:
            return read
    except (TypeError, ValueError):
        pass
    return faults.add(path, f"{written!r} 不是带时区的时间，请写成如 2025-06-11T10:00:00+08:00")


def flag(written, path, faults):
    """True or false."""
    return written if written.__class__ is bool else faults.add(path, f"{written!r} 应为 true 或 false")


def text(written, path, faults):
    """Free text."""
    if written.__class__ is str and written.strip():
        return written
    return faults.add(path, f"{written!r} 应为非空的文字")


def code(words):
    """A word of a vocabulary."""

    def check(written, path, faults):
        if written.__class__ is str and written in words:
            return written
        return faults.add(path, f"{written!r} 不是可用的代码，可用：{'、'.join(words)}")

    return check


def list_of(check_one, sure=False):
    """A list, each entry checked alike; where they must be `sure`, none of them may be null."""

    def check(written, path, faults):
        if written.__class__ is not list:
            return faults.add(path, f"{written!r} 应为列表")
        if sure and None in written:
            faults.add(f"{path}[{written.index(None)}]", "不能为 null，不清楚的事实请在其内写 null")
        return [
            None if entry is None else check_one(entry, f"{path}[{place}]", faults)
            for place, entry in enumerate(written)
        ]

    return check


def by_name(check_one):
    """An object whose keys are free and whose entries are checked alike."""

    def check(written, path, faults):
        if written.__class__ is not dict:
            return faults.add(path, f"{written!r} 应为对象")
        return {key: check_one(entry, f"{path}.{key}", faults) for key, entry in written.items()}

    return check


def record(keys, needs=(), sure=()):
    """An object with known keys, some needed, some never null. Any other `null` is unknown: `None`."""

    def check(written, path, faults):
        if written.__class__ is not dict:
            return faults.add(path, f"{written!r} 应为对象")
        dot = f"{path}." if path else ""
        _tell_absent(written, dot, needs, sure, faults)
        read = {}
        for key, entry in written.items():
            check_one = keys.get(key)
            if check_one is None:
                faults.add(f"{dot}{key}", f"不认识的键，这里可用：{'、'.join(keys)}")
            else:
                read[key] = None if entry is None else check_one(entry, f"{dot}{key}", faults)
        return read

    return check


def _tell_absent(written, dot, needs, sure, faults):
    for key in needs:
        if written.get(key) is None:
            faults.add(f"{dot}{key}", "必须填写，不能为 null")
    for key in sure:
        if key in written and written[key] is None:
            faults.add(f"{dot}{key}", "不能为 null，不用时请删去这个键")
