"""Demonstration data: two townships shaped like real ones, invented people only, the same every time."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies.models import Account
from desk import demo_cases, demo_staff
from kernel import clock


class Command(BaseCommand):
    """Loads the demonstration once; a database that has staff already is left alone."""

    help = "装入演示数据：两个乡镇、虚构的家庭、各种状态的案件。"

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("正式环境不装演示数据。")
        if Account.objects.exclude(username="system").exists():
            return
        today = clock.today()
        self.stdout.write("装入演示数据 …")
        staff = demo_staff.hire(today.replace(year=today.year - 1))
        for line in demo_cases.load(staff, today):
            self.stdout.write(f"  {line}")
