"""first_administrator: the two people an empty installation begins with."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from agencies import actions
from agencies.models import Account
from agencies.passwords import first_password
from kernel import clock
from kernel.refusals import Refused

PARTS = (("system", "系统管理员"), ("security", "安全管理员"))


class Command(BaseCommand):
    """Opens the system and the security administrator's accounts; refuses once either seat was ever given."""

    help = "开设第一位系统管理员和第一位安全管理员（必须是两个人）。"

    def add_arguments(self, parser):
        for part, label in PARTS:
            parser.add_argument(f"--{part}-username", required=True, metavar="登录名", help=label)
            parser.add_argument(f"--{part}-name", required=True, metavar="姓名", help=label)
            parser.add_argument(
                f"--{part}-id-number-file", required=True, metavar="文件", help=f"{label}的身份证号，一行"
            )

    def handle(self, *args, **options):
        people = [self._person(part, options) for part, _ in PARTS]
        try:
            made = actions.open_first_administrators(*people, on=clock.today())
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        except ValidationError as unfit:
            raise CommandError(" ".join(unfit.messages)) from unfit
        for (_, label), account, person in zip(PARTS, made, people, strict=True):
            self.stdout.write(f"{label}  {account.username}  初始密码：{person.password}")
        self.stdout.write("初始密码只显示这一次，请当面交给本人，清除屏幕。")

    def _person(self, part: str, options: dict) -> actions.FirstPerson:
        """The number comes from a file: what is typed after a command stays in the shell's history."""
        path = Path(options[f"{part}_id_number_file"])
        try:
            number = "".join(path.read_text(encoding="utf-8-sig").split()).upper()
        except (OSError, UnicodeDecodeError) as unread:
            raise CommandError(f"读不了文件 {path}。请检查路径和权限，文件应是 UTF-8 文本。") from unread
        username = Account.normalize_username(options[f"{part}_username"].strip())
        return actions.FirstPerson(username, options[f"{part}_name"].strip(), number, first_password())
