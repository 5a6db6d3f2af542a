"""Demonstration data: two townships shaped like real ones, invented people only, the same every time."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies.models import Account
from desk import demo_cases, demo_city, demo_staff
from kernel import clock

# About 300,000 people.
MOST_HOUSEHOLDS = 185_000


class Command(BaseCommand):
    """Loads the demonstration once; a database that has staff already is left alone."""

    help = "装入演示数据：两个乡镇、虚构的家庭、各种状态的案件；可另加全市的虚构家庭，供测速用。"

    def add_arguments(self, parser):
        parser.add_argument(
            "--households", type=int, default=0, metavar="N", help="另在全市各乡镇装入 N 户虚构家庭"
        )
        parser.add_argument(
            "--only-what-is-there", action="store_true", help="只记有的情况，不记“没有”：快得多，但判不出资格"
        )

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("正式环境不装演示数据。")
        if not 0 <= options["households"] <= MOST_HOUSEHOLDS:
            raise CommandError(
                f"户数 {options['households']} 不在 0 到 {MOST_HOUSEHOLDS} 之间，请改正 --households。"
            )
        today = clock.today()
        if not Account.objects.exists():
            self._demonstrate(today)
        if options["households"]:
            self._fill_the_city(options["households"], today, asked=not options["only_what_is_there"])

    def _demonstrate(self, today) -> None:
        self.stdout.write("装入演示数据 …")
        staff = demo_staff.hire(today.replace(year=today.year - 1))
        for line in demo_cases.load(staff, today):
            self.stdout.write(f"  {line}")

    def _fill_the_city(self, count: int, today, *, asked: bool) -> None:
        by = Account.objects.filter(username=demo_city.LOADER).first()
        if by is None:
            raise CommandError("这个库里的账号不是演示账号，不能装入虚构家庭。请换一个空库。")
        for there in demo_city.load(count, by=by, on=today, asked=asked):
            self.stdout.write(f"\r  全市虚构家庭 {there:>7,} / {count:,} 户", ending="")
            self.stdout.flush()
        self.stdout.write("")
