"""`manage.py assess`: what the rules answer for case files, without a database."""

import sys

from django.core.management.base import BaseCommand
from rich.console import Console

from eligibility.rules import cli, report


class Command(BaseCommand):
    """Assess case files; exit 0 if all were computed, 2 if one was bad."""

    help = "按案卷文件认定；可给文件、文件夹和 -（标准输入）"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Where the case files are, and how to print the answers."""
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--json", action="store_true", help="每个案卷一行 JSON")

    def handle(self, *, paths, **options):
        """Print the answers in the order read, and the faults apart from them."""
        if options["json"]:
            code = cli.run(paths, sys.stdin, self._write_line, self._complain)
        else:
            console = Console()
            code = cli.run(
                paths, sys.stdin, lambda answer: console.print(report.table(answer)), self._complain
            )
        if code:
            sys.exit(code)

    def _write_line(self, answer):
        self.stdout.write(cli.as_line(answer))

    def _complain(self, fault):
        self.stderr.write(cli.as_line(fault))
