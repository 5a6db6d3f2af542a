"""The logins of the demonstration, for the first page of `make run`."""

from django.conf import settings
from django.core.management.base import BaseCommand

from agencies.models import Account, Office
from agencies.roles import ROLES
from desk.demo_staff import PASSWORD, STAFF


class Command(BaseCommand):
    """Prints user name, role and office of every demonstration account there is."""

    help = "列出演示账号。"

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            return
        there = set(Account.objects.values_list("username", flat=True))
        offices = Office.objects.in_bulk([code for _, _, code, _ in STAFF])
        self.stdout.write(f"演示账号（口令都是 {PASSWORD}）：")
        for username, name, code, role in STAFF:
            if username in there:
                self.stdout.write(f"  {username:<16}{ROLES[role].label}　{name}　{offices[code].name}")
