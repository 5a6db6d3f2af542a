"""Verifying the journal: every line's seal anew, every line's place, then the anchors."""

from dataclasses import dataclass

from kernel import anchors, chain
from kernel.models import JournalEntry

FIELDS = ("seq", "prev", "mac", "at", "actor_id", "kind", "subject_type", "subject_id", "content")


@dataclass(frozen=True)
class Finding:
    """What the verification found: lines in order, and the first breach if there is one."""

    lines: int
    anchors: int = 0
    last_anchored: int = 0
    breach: str | None = None

    @property
    def caveat(self) -> str:
        """What this verification cannot know."""
        if not self.anchors:
            return "注意：还没有锚点，末尾若被整段截去，无法发现。请每日运行 anchor_journal。"
        return (
            f"注意：最近的锚点在第 {self.last_anchored} 行，其后的末尾若被截去，无法发现；"
            "锚点文件也须有本机之外的副本，否则它与日志可以一起被截短。"
        )


def verify() -> Finding:
    """Walk the whole journal once, in order."""
    expected = {}
    for number, anchor in enumerate(anchors.dropped(), start=1):
        if not anchor.is_genuine():
            return Finding(
                0, breach=f"锚点文件第 {number} 行的签名不符：锚点被改动，或日志密钥不是原来的那一把。"
            )
        expected[anchor.seq] = anchor.mac
    seq, mac = 0, chain.GENESIS
    for line in JournalEntry.objects.order_by("seq").values_list(*FIELDS).iterator(chunk_size=5000):
        breach = _breach(line, seq, mac) or _off_anchor(line, expected)
        if breach:
            return Finding(seq, breach=breach)
        seq, mac = line[0], line[2]
    last = max(expected, default=0)
    if last > seq:
        return Finding(seq, breach=f"日志到第 {seq} 行为止，锚点却记有第 {last} 行：末尾被截去。")
    return Finding(seq, len(expected), last)


def _breach(line: tuple, seq: int, mac: str) -> str | None:
    """What is wrong with this line, given the one before."""
    number, prev, own, *fields = line
    if own != chain.mac(prev, *fields):
        return f"日志第 {number} 行被改动，或是没有密钥的人插入的：内容与校验值不符。"
    if prev == mac and number == seq + 1:
        return None
    if prev != mac and JournalEntry.objects.filter(mac=prev).exists() | (prev == chain.GENESIS):
        return f"日志第 {number} 行换了位置：它原来接在别的一行之后。"
    return f"日志第 {seq} 行之后有缺失：第 {number} 行接的是一行已不存在的记录。"


def _off_anchor(line: tuple, expected: dict[int, str]) -> str | None:
    number, _, own, *_ = line
    if expected.get(number, own) != own:
        return f"日志第 {number} 行与锚点不一致：锚定之后整段被重写过。"
    return None
