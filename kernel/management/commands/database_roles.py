"""database_roles: the SQL that makes the owner's and the application's role, printed or carried out."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from kernel import database_roles
from kernel.refusals import Refused


class Command(BaseCommand):
    """Comes as the owner (MIGRATE_DATABASE_URL), after each migrate; all of it is done, or nothing."""

    help = "显示（加 --apply 则执行）建立所有者角色和应用角色的语句。每次 migrate 之后运行。"

    def add_arguments(self, parser):
        parser.add_argument("--owner", default="longyan_owner", help="所有者角色，只供 migrate 使用")
        parser.add_argument("--app", default="longyan_app", help="应用角色，写在 DATABASE_URL")
        parser.add_argument("--apply", action="store_true", help="执行，而不只是显示")

    def handle(self, *args, owner, app, apply, **options):
        try:
            found = list(database_roles.statements(owner, app))
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        if not apply:
            self.stdout.write("".join(f"{one};\n" for one in found))
            return
        _carry_out(found)
        self.stdout.write(f"已执行 {len(found)} 条语句；应用角色 {app} 不能改、删只增不改的表。")


def _carry_out(found: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in found:
            try:
                cursor.execute(statement)
            except DatabaseError as fault:
                raise CommandError(
                    f"没有执行成功：{statement}（{type(fault.__cause__).__name__}）。请以数据库管理员身份用 psql 执行"
                    "本命令不加 --apply 时显示的语句。什么都没有改。"
                ) from None
