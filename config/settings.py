"""The one settings module. It reads the environment and fails loudly.

docs/deployment.md lists every variable; tests/settings.py overrides a few.
config/checks.py refuses, when the site starts serving, what must not be served.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config.services import email_of, gateways_of, origins_of, sign_on_of, store_of, tasks_of
from lib.site_words import SiteWords, WrongSiteFile, call_site, read_site_words

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def _secret_key() -> str:
    """Return the key of the environment, else the one that script/server made, else nothing.

    With nothing, commands that sign nothing still work; serving is refused.
    """
    if key := env.str("SECRET_KEY", default=""):
        return key
    kept = VAR_DIR / "secret_key"
    return kept.read_text().strip() if kept.is_file() else ""


def _site_words() -> SiteWords:
    """Return what this site calls itself: of the file that is named, else of var/site.ini."""
    named, usual = env.str("SITE_FILE", default=""), VAR_DIR / "site.ini"
    if not named and not usual.is_file():
        return SiteWords()
    try:
        return read_site_words(Path(named) if named else usual)
    except WrongSiteFile as error:
        raise ImproperlyConfigured(str(error)) from error


def _database_named(address: str) -> dict:
    """Return a database by its address. Raises ImproperlyConfigured: of a password with @ or /
    in it another server or another database is read."""
    try:
        config = env.db_url_config(address)
    except ValueError:
        config = {}
    is_file = "sqlite" in config.get("ENGINE", "")
    if not config or not is_file and set("@/:") & set(config.get("NAME", "")):
        raise ImproperlyConfigured(
            "DATABASE_URL 读不懂；密码里的 @ / : # 等要写成 %40 %2F %3A %23，"
            "例如 postgresql://kaohe:p%40ss@10.0.0.5:5432/kaohe。请改正后重新启动。"
        )
    return config


def _database() -> dict:
    """Return the default database: DATABASE_URL, or a SQLite file in var/.

    SQLite gets what several processes need; PostgreSQL keeps its connections.
    Options in the URL win, and config/checks.py refuses bad ones.
    """
    if env.str("DATABASE_URL", default=""):
        config = _database_named(env.str("DATABASE_URL"))
    else:
        VAR_DIR.mkdir(exist_ok=True)
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "site.sqlite3")}
    options = config.get("OPTIONS", {})
    match config.get("ENGINE"):
        case "django.db.backends.sqlite3":
            config["OPTIONS"] = SQLITE_OPTIONS | options
        case "django.db.backends.postgresql":
            config.setdefault("CONN_MAX_AGE", 300)
            config.setdefault("CONN_HEALTH_CHECKS", True)
            # A server that says nothing must not hold a thread for minutes.
            config["OPTIONS"] = {"connect_timeout": 5} | options
        case other:
            raise ImproperlyConfigured(
                f"DATABASE_URL 指向 {other or '未知的数据库'}，本系统只支持 sqlite:// 和 "
                "postgresql://。请改正后重新启动。"
            )
    return config


# Measured with 8 writing processes: the defaults gave 1055 "database is locked" in 6 s, these none.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

# --- What the environment decides -------------------------------------------------------------

call_site(_site_words())
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": _database()}
# Refused at start-up where not (config/checks.py): a name misspelled would mean an empty SQLite.
DATABASE_IS_NAMED = bool(env.str("DATABASE_URL", default=""))
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))()
# A release has its own beside its code (script/releases), so that two lie side by side.
_COLLECTED = BASE_DIR / "collected"
_STATIC = _COLLECTED if _COLLECTED.is_dir() else VAR_DIR / "static"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(_STATIC))()

# Plain http on the machine itself, for trying out: cookies without Secure, no redirect to https.
# Refused at start-up together with any host name but the machine's own (config/checks.py).
INSECURE_LOCAL_HTTP = env.bool("INSECURE_LOCAL_HTTP", default=DEBUG)

# Addresses or networks of the reverse proxy whose X-Real-IP and X-Forwarded-Proto are believed;
# the word "unix" stands for a peer on a Unix socket.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# Addresses or networks, beside this machine itself, that may ask /healthz: load balancers.
HEALTH_ADDRESSES = env.list("HEALTH_ADDRESSES", default=[])

# A server that says nothing must not hold the outbox; EMAIL_URL may say otherwise.
EMAIL_TIMEOUT = 20
vars().update(email_of(env))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@localhost")

#: By channel (trust.notices.models.Channel): how notices go out beside e-mail.
GATEWAYS = gateways_of(env)
#: The province's unified account by OpenID Connect (cities.unified); without an issuer it is off.
#: config/checks.py refuses what nobody can sign in by.
OIDC = sign_on_of(env)

# --- What the project is made of --------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.StartUpConfig",
    "trust.closed",  # its commands come before those of the same name
    "trust",
    "cities",
    "assessment",
    "selfeval",
    "portal",
    "setup.apps.SetupConfig",  # the admin, with the product's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "bootstrap",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
]

# From outside to inside. Headers come before WhiteNoise, so that files carry them too; what is
# inside of never_cached is made for one person and leaves no copy on the way.
MIDDLEWARE = [
    "config.middleware.trusted_proxy",
    "config.middleware.request_id",
    "config.health.health",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.never_cached",
    "config.middleware.request_size_limit",
    "config.middleware.database_reached",
    "config.middleware.KeepableWordsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.session_lifetime",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.SignInRequiredMiddleware",
    "cities.passwords.PasswordDueMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.FilesystemLoader", "config.templates.AppDirectoriesLoader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.frame.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": store_of(env.str("STORE_URL", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.HashedStaticFiles"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nothing here is for other sites
# Maps are for developers' tools alone, and two thirds of the work of compressing.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# Uploads live outside the web root and have no address of their own: a view serves them.
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_MAX_BYTES = 20 * 1024 * 1024  # one file
REQUEST_MAX_BYTES = 30 * 1024 * 1024  # one request, files included
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # one request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an official table with its nested rows in the admin
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Where people open the site, for the QR codes on paper (https://kaohe.example.gov.cn); without it
# they hold the codes alone.
SITE_URL = env.str("SITE_URL", default="")

# --- Who is who -------------------------------------------------------------------------------

AUTH_USER_MODEL = "cities.Account"

# Digest that chains the audit log: sha256, or sm3 where the rules ask for national algorithms.
AUDIT_DIGEST = env.str("AUDIT_DIGEST", default="sha256")
# The file of the log's key: who has the database alone can then not write the log anew.
AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default="")
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"

PASSWORD_HASHERS = [
    "config.hashers.OneAtATimeArgon2PasswordHasher",
    "config.hashers.OneAtATimePBKDF2PasswordHasher",
]
_RULES = "cities.password_rules"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.SimilarityRule"},
    {"NAME": f"{_RULES}.LengthRule", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_RULES}.CommonRule"},
    {"NAME": f"{_RULES}.NumericRule"},
    {"NAME": "cities.passwords.HistoryValidator"},
]
# 等保 wants both, ASVS 5.0 advises against both; 0 is off.
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=0)
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=0)
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # of the link by which a holder sets another password
# Seconds for which publishing and un-freezing do not ask for the password again.
REAUTHENTICATION_AGE = 10 * 60

# Five failures of one account from one address lock that pair out for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else anyone could prolong it for ever
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_CLIENT_IP_CALLABLE = "config.middleware.client_address"
AXES_ALLOWED_CORS_ORIGINS = "null"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the audit log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Sessions and cookies ---------------------------------------------------------------------

# Idle time-out; config.middleware.session_lifetime renews it at most once a minute, and not at
# all for requests that a page makes by itself (X-Background: 1). Absolute: from signing in.
SESSION_COOKIE_AGE = 30 * 60
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page's own <meta>
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "trust.errors.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_LOCAL_HTTP

# --- Headers ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own CSS draws its marks that way
        "object-src": [NONE],
        "base-uri": [NONE],
        # Browsers also hold the answer to a form to this: signing out leads on to the provider.
        "form-action": [SELF, *origins_of(OIDC)],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = not INSECURE_LOCAL_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_LOCAL_HTTP else env.int("HSTS_SECONDS", default=31_536_000)
# The host's neighbours under the same domain are not ours to bind (subdomains, preload list).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Background tasks -------------------------------------------------------------------------

TASKS, RQ_QUEUES = tasks_of(
    env.str("TASKS_BACKEND", default="database"), env.str("REDIS_URL", default="")
)
INSTALLED_APPS += ["django_rq"] if RQ_QUEUES else []

# --- Master data in and out -------------------------------------------------------------------

IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Logging: everything to standard error, each line with the request's number ---------------


def _log_format() -> str:
    """Return how a line of the log looks: for people (line) or an object of JSON (json)."""
    told = env.str("LOG_FORMAT", default="line")
    if told not in ("line", "json"):
        raise ImproperlyConfigured(
            f"LOG_FORMAT 应为 line 或 json，现为 {told}。请改正或去掉后重新启动。"
        )
    return told


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "config.log.RequestIdFilter"},
        "no_fault": {"()": "config.log.NoFaultFilter"},
    },
    "formatters": {
        "line": {
            "()": "config.log.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "config.log.JsonFormatter"},
    },
    "handlers": {
        "nowhere": {"class": "logging.NullHandler"},
        "stderr": {
            "class": "config.log.StderrHandler",
            "filters": ["request_id", "no_fault"],
            "formatter": _log_format(),
        },
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        # Anyone can send a wrong host name; a line for each would bury the others.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["stderr"], "propagate": False, "level": "INFO"},
    },
}
