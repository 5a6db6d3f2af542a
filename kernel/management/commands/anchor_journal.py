from django.core.management.base import BaseCommand

from kernel import anchors


class Command(BaseCommand):
    help = "锚定日志：把当前末行签名后记入数据库之外的文件（每日由定时任务执行）。"

    def handle(self, **options):
        anchor = anchors.drop()
        self.stdout.write(f"已锚定第 {anchor.seq} 行，记入 {anchors.path()}；请将该文件复制到本机之外。")
