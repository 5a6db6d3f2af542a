"""jobs: what the queue gave up, and a second chance for it."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from kernel import jobs
from kernel.models import Job
from kernel.refusals import Refused

SHOWN = 50


class Command(BaseCommand):
    """Lists what is dead, waits or runs; `--retry` is an act of a named person and stands in the journal."""

    help = "列出没有完成的后台工作；--retry 让已放弃的再试。"

    def add_arguments(self, parser):
        parser.add_argument("--retry", type=int, metavar="编号")
        parser.add_argument("--by", metavar="工号", help="谁决定重试（登录名）")

    def handle(self, *args, retry=None, by=None, **options):
        if retry is None:
            self._list()
            return
        account = get_user_model().objects.filter(username=by or "", is_active=True).first()
        if account is None:
            raise CommandError(f"没有在用的账号“{by or ''}”。请用 --by 写明决定重试的人的登录名。")
        try:
            jobs.retry(retry, by=account)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"第 {retry} 号后台工作已重新排队。")

    def _list(self):
        open_jobs = Job.objects.exclude(state=Job.State.DONE).order_by("state", "pk")
        for job in open_jobs[:SHOWN]:
            self.stdout.write(
                f"{job.pk}  {job.get_state_display()}  {job.kind}  试过 {job.attempts} 次  {job.error}".rstrip()
            )
        self.stdout.write(f"没有完成的共 {open_jobs.count()} 项。")
