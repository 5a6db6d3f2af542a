"""import_accounts: a county's list of staff, taken in at once; the first passwords go to a file of one's own."""

import csv
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Account
from agencies.proposals import take_in
from agencies.staff_list import RIGHT, read
from kernel import clock, ledger
from kernel.refusals import Refused


class Command(BaseCommand):
    """Opens the accounts of a list and proposes its seats; all or nothing, and the same list twice is nothing."""

    help = "导入人员名单（XLSX 或 CSV）：开设账号，席位列为任职建议，等安全管理员确认。"

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="文件", help="列名：姓名、身份证号、登录名、机构代码、角色、起日、止日"
        )
        parser.add_argument("--by", required=True, metavar="登录名", help="办理的系统管理员")
        parser.add_argument(
            "--passwords", metavar="文件", help="初始密码写到哪里（默认：名单旁边，只有本人可读）"
        )

    def handle(self, *args, **options):
        path = Path(options["file"])
        secret = Path(options["passwords"] or path.with_name(f"{path.stem}-初始密码.csv"))
        try:
            raw = path.read_bytes()
        except OSError as unread:
            raise CommandError(f"读不了文件 {path}。请检查路径和权限。") from unread
        try:
            made = self._take_in(raw, self._person(options["by"]), secret)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"新开 {len(made)} 个账号。席位已列为任职建议，请安全管理员确认。")
        if made:
            self.stdout.write(f"初始密码在 {secret}，请当面交给本人后删除。")

    def _person(self, username: str) -> Account:
        account = Account.objects.filter(username=username).first()
        if account is None or not account.holds(RIGHT):
            raise Refused(f"“{username}”不是在任的系统管理员。名单由系统管理员导入。")
        return account

    def _take_in(self, raw: bytes, by: Account, secret: Path) -> list:
        lines = read(raw, by=by)
        # In the same transaction: accounts nobody has a password for would be of no use.
        with ledger.transaction():
            made = take_in(lines, by=by, on=clock.today())
            if made:
                self._write(secret, made)
        return made

    def _write(self, secret: Path, made: list) -> None:
        try:
            opened = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Refused(f"{secret} 已经有了，没有导入。请移走它，或用 --passwords 另写一个。") from None
        except OSError:
            raise Refused(f"写不了 {secret}，没有导入。请用 --passwords 另写一个有权写的位置。") from None
        with os.fdopen(opened, "w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(("姓名", "登录名", "初始密码"))
            table.writerows((account.name, account.username, password) for account, password in made)
