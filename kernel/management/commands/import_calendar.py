"""import_calendar: the State Council's notice makes a year's working days official."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from kernel import calendar, notices
from kernel.models import CalendarYear
from kernel.refusals import Refused

MOST_BYTES = 200_000  # a notice has two pages


class Command(BaseCommand):
    """Shows what the notice would change; `--confirm` writes it, as an act of a named person."""

    help = "导入国务院的节假日安排（通知全文，或 CSV：日期,放假/上班,名称）。先预览，加 --confirm 才写入。"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="文件")
        parser.add_argument("--by", metavar="登录名", required=True, help="谁导入")
        parser.add_argument("--confirm", action="store_true", help="写入；不加只预览")

    def handle(self, *args, file, by, confirm=False, **options):
        account = get_user_model().objects.filter(username=by, is_active=True).first()
        if account is None:
            raise CommandError(f"没有在用的账号“{by}”。请用 --by 写明导入的人的登录名。")
        try:
            calendar.may_import(account)
            notice = notices.read(_bytes(file))
            self._preview(notice)
            changed = calendar.adopt(notice, by=account) if confirm else None
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(_outcome(notice.year, changed))

    def _preview(self, notice):
        """Status and every day that would change."""
        year = CalendarYear.objects.filter(pk=notice.year).first()
        now = year.get_status_display() if year else "没有"
        free = sum(not one.is_workday for one in notice.days.values())
        self.stdout.write(
            f"{notice.year} 年（现在：{now}）：放假 {free} 天，调休上班 {len(notice.days) - free} 天。"
        )
        for day, what, is_new in calendar.differences(notice):
            weekday = notices.WEEKDAYS[day.weekday()]
            self.stdout.write(f"{'加' if is_new else '去'} {day} 周{weekday} {what}".rstrip())


def _bytes(file: str) -> bytes:
    try:
        raw = Path(file).read_bytes()
    except OSError as fault:
        raise Refused(f"文件“{file}”读不到。请核对路径和权限。") from fault
    if len(raw) > MOST_BYTES:
        raise Refused(f"文件有 {len(raw)} 字节，不像一份通知。请只放节假日安排的全文或 CSV。")
    return raw


def _outcome(year: int, changed: bool | None) -> str:
    if changed is None:
        return "这是预览，什么也没有写。核对以后加 --confirm 写入。"
    if changed:
        return f"{year} 年的工作日历已经写入，成为正式。未办结案件的期限由后台重算。"
    return f"{year} 年的工作日历已经是这一份，没有变化。"
