"""One set of settings; the environment chooses the profile (trial without it, production with it)."""

import sys
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

PRODUCTION = env.bool("PRODUCTION", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
# Keys of the seals, the index and the journal (kernel/keys.py): from the environment in production.
SEALING_KEYS, INDEX_KEY, JOURNAL_KEY = (
    env.str(name, "") for name in ("SEALING_KEYS", "INDEX_KEY", "JOURNAL_KEY")
)
SEALING_SUITE = env.str("SEALING_SUITE", default="sm4")
KEY_DIR = Path(env.str("KEY_DIR", default=str(VAR_DIR / "keys")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The floors, from the top down (docs/floor-plan.md).
INSTALLED_APPS = [
    "longyan_relief.admin.RecordsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "django_htmx",
    "django_celery_beat",
    "csp",
    "axes",
    "desk",
    "applications",
    "grants",
    "eligibility",
    "households",
    "papers",
    "agencies",
    "kernel",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.middleware.SignInMiddleware",
    "agencies.middleware.SessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "kernel.middleware.RefusalMiddleware",
    "kernel.middleware.ReadingMiddleware",
]

ROOT_URLCONF = "longyan_relief.urls"
WSGI_APPLICATION = "longyan_relief.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.shell.shell",
            ],
        },
    },
]

# The trial keeps everything in one file. IMMEDIATE: a writer waits its turn instead of failing half-way.
# Recursive triggers: otherwise INSERT OR REPLACE deletes a row without asking its DELETE trigger.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON;",
}


# These two commands come as the owner of the tables; nobody else may (kernel/deployment.py).
MIGRATING = sys.argv[1:2] in (["migrate"], ["database_roles"])


def database() -> dict:
    """The application's connection; who migrates takes the owner's, where there is one."""
    owner = env.str("MIGRATE_DATABASE_URL", default="")
    variable = "MIGRATE_DATABASE_URL" if owner and MIGRATING else "DATABASE_URL"
    # Set but empty is the same as not set: the trial.
    found = env.db_url_config(env.str(variable, default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = SQLITE
    else:
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
        found["OPTIONS"] = {"options": "-c statement_timeout=10s -c lock_timeout=5s"}
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "agencies.backends.SeatBackend"]
ANONYMOUS_USER_NAME = None  # guardian must not create an account that is nobody
# guardian: our own backend reads the grants (agencies/backends.py). W021: the browsers' public preload list is for
# addresses of the open internet, and an entry in it cannot be taken back; the header itself is sent.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "security.W021"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "agencies.passwords.LocalWordsValidator"},
]
# Wrong passwords (agencies/lockout.py): five for a name at an address in 15 minutes.
AXES_HANDLER = "agencies.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who keeps knocking does not wait for ever
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "agencies.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "agencies.lockout.address"
AXES_CLIENT_STR_CALLABLE = "agencies.lockout.nobody"
AXES_DISABLE_ACCESS_LOG = True  # who signed in and when is the journal's and the account's to say
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Proxies of ours in front, each adding the address it saw to X-Forwarded-For; 0: nobody's word is taken for it.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)

LOGIN_URL = "agencies:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "agencies:login"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The queue is a doorbell: a job is a row, and a lost message costs a minute, not a job.
REDIS_URL = env.str("REDIS_URL", default="")
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
REDIS_OPTIONS = {
    "visibility_timeout": 1800,  # the time limit and 15 minutes: a job at work is not handed out again
    # A look each 6 × 10 seconds for messages whose time is up; every 10th call alone really looks.
    "unacked_restore_interval": 6,
    "unacked_restore_throttle": 10,
    # One attempt and a short one: a request that cannot ring leaves the bell to the sweeper. Without a socket
    # timeout it would wait for ever on a Redis that takes the connection and does not answer.
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "health_check_interval": 25,  # a worker on a link that is dead without saying so notices within a minute
}
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS
else:
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the job's row outlives its message
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # Celery's own 100 end a worker after three quarters of an hour
CELERY_BEAT_SCHEDULE = {
    # A sweep nobody took in its minute is stale: after an outage one is enough.
    "sweep": {"task": "kernel.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    # The slot makes it once a day (kernel/schedule.py); asked for often, a night without power is made up for.
    "anchor": {"task": "kernel.tasks.anchor", "schedule": 900.0, "options": {"expires": 900}},
    "tidy": {"task": "kernel.tasks.tidy", "schedule": 900.0, "options": {"expires": 900}},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
# A county may be stricter than half an hour idle and twelve hours in all, never more lenient.
SESSION_IDLE = timedelta(minutes=min(env.int("SESSION_IDLE_MINUTES", default=30), 30))
SESSION_LONGEST = timedelta(hours=min(env.int("SESSION_LONGEST_HOURS", default=12), 12))
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
ONE_SESSION = env.bool("ONE_SESSION", default=True)  # signing in again ends the session elsewhere
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# Limits a county may set (SEC-23, SEC-33): rows of one exported list; reveals and city-wide lookups of one
# person in a day.
EXPORT_MOST_ROWS = env.int("EXPORT_MOST_ROWS", default=5000)
REVEALS_PER_DAY = env.int("REVEALS_PER_DAY", default=30)
LOOKUPS_PER_DAY = env.int("LOOKUPS_PER_DAY", default=60)

# How long a form handed in is known as such. No page outlives its session (twelve hours at most: signing in anew
# changes the CSRF secret), so a day is the least; a week lets a clerk ask what became of last Friday's form.
ONCE_TOKENS_KEPT = timedelta(days=max(env.int("ONCE_TOKEN_DAYS", default=7), 1))

# Known trial identity numbers (area 359999) are for demo people only.
ALLOW_TRIAL_NUMBERS = not PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kernel.quiet.QuietFormatter",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would mail or print a fault with its words: everything goes through ours.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "weasyprint": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "kernel.quiet.QuietReporter"


def _secret_key() -> str:
    """Django's own secret: from the environment, or (trial only) a file made on the first run."""
    given = env.str("SECRET_KEY", default="")
    if given or PRODUCTION:
        return given
    path = KEY_DIR / "django-secret"
    if not path.exists():
        import secrets  # noqa: PLC0415  (only the first trial run needs it)

        KEY_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
