from django.core.management.base import BaseCommand, CommandError

from kernel import verification


class Command(BaseCommand):
    help = "核对日志：逐行重算校验链，并与锚点比对；有断裂即报出第一处，退出码 1。"

    def handle(self, **options):
        found = verification.verify()
        if found.breach:
            raise CommandError(f"{found.breach}\n已核对完好的部分：{found.lines} 行。")
        self.stdout.write(f"日志完好：共 {found.lines} 行，{found.anchors} 个锚点一致。")
        self.stdout.write(found.caveat)
