"""Settings of the suite: both profiles, throw-away keys, no network; guards may be switched off here only."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = tempfile.mkdtemp(prefix="longyan-relief-test-")
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
os.environ["VAR_DIR"] = _scratch
os.environ["SECRET_KEY"] = "test-only-secret-key-of-no-value-whatsoever"  # noqa: S105
os.environ.pop("MIGRATE_DATABASE_URL", None)

from longyan_relief.settings.base import *  # noqa: E402, F403

# The sampler of guards: a test that wants to see what a guard prevents names it here (kernel/guards.py).
GUARDS_OFF: frozenset[str] = frozenset()
# Signing in by force counts no failures; tests/agencies/test_lockout.py switches it on.
AXES_ENABLED = False
# Two browsers of one clerk are part of many tests; tests/agencies/test_sessions.py switches it on.
ONE_SESSION = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(_scratch) / "uploads"
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: races and two connections are part of what is tested.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_scratch) / "test.sqlite3")}  # noqa: F405
