"""What the house refuses to start with."""

import os

from django.conf import settings
from django.core.checks import Error

from kernel import guards

SUITE = "longyan_relief.settings.test"


def guards_stand(**_) -> list[Error]:
    """Guards may be taken away in the suite's settings and nowhere else."""
    taken = getattr(settings, guards.OFF, ())
    if taken and (settings.PRODUCTION or os.environ.get("DJANGO_SETTINGS_MODULE") != SUITE):
        sentence = f"GUARDS_OFF 关掉了 {'、'.join(sorted(taken))}：只有测试配置可以这样做。"
        return [Error(sentence, hint="请从配置中删除 GUARDS_OFF。", id="kernel.E001")]
    return []
