"""doctor: what is missing on this machine, and what to do."""

import sys

from django.core.management.base import BaseCommand

from kernel import doctor


class Command(BaseCommand):
    """Looks at everything and mends nothing; exit 1 when something is wrong. Runs where nothing else does."""

    help = "检查本机和配置：缺什么、怎么补。有问题时退出码为 1。"
    requires_system_checks = []

    def handle(self, *args, **options):
        found = doctor.examine()
        for one in found:
            mark = self.style.ERROR("不行") if one.remedy else self.style.SUCCESS("正常")
            self.stdout.write(f"{mark}  {one.subject}：{one.sentence}")
            if one.remedy:
                self.stdout.write(f"      怎么办：{one.remedy}")
        wrong = sum(bool(one.remedy) for one in found)
        self.stdout.write(f"共 {wrong} 处要处理。" if wrong else "一切正常。")
        if wrong:
            sys.exit(1)
