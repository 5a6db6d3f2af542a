"""verify_journal: is the journal whole and unchanged?"""

import sys

from django.core.management.base import BaseCommand

from kernel import verifying
from kernel.models import Bypass, JournalEntry

SHOWN = 20


class Command(BaseCommand):
    """Recomputes the chain against its anchors; exit 1 and the first breaks if it does not hold."""

    help = "核验日志链：有没有被改、被删、被对调。"

    def handle(self, *args, **options):
        found = []
        for one in verifying.breaks():
            found.append(one)
            if len(found) <= SHOWN:
                self.stderr.write(one.sentence)
        count, anchors = JournalEntry.objects.count(), len(verifying.anchors())
        if found:
            self.stderr.write(f"日志不完整：{len(found)} 处。请立即封存数据库并报告审计员。")
            sys.exit(1)
        self.stdout.write(f"日志完整：{count} 条，{anchors} 个锚点都对得上。")
        if past := Bypass.objects.count():
            self.stdout.write(f"另有 {past} 条绕过记录：不经本系统办理动作的改动，见管理站点“绕过记录”。")
        if not anchors:
            self.stdout.write("还没有锚点：最后一条之后的截断要靠锚点才能发现，请运行 anchor_journal。")
