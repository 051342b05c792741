"""What must hold before the site serves anyone. Each refusal says why and what to do.

Tag `startup`; config/starting.py runs them and the site does not start on an error.
`manage.py check --deploy --database default` shows them too.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from shutil import which
from subprocess import run

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

STARTUP = "startup"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1"}
#: Parts of keys that stand in documents and examples, ours and Django's.
SHIPPED_KEYS = ("django-insecure-", "change-me", "changeme", "secret-key", "请换成")
#: Of addresses in the example of the settings, docs/examples/kaohe.env.
EXAMPLE_HOST = "example.gov.cn"
POSTGRESQL_MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


@register(STARTUP, deploy=True)
def check_debug(app_configs, **kwargs) -> list[CheckMessage]:
    if not settings.DEBUG:
        return []
    return [
        Error(
            "DEBUG 已打开：出错页面会把程序与数据显示给任何人。",
            hint="正式运行时去掉环境变量 DEBUG；调试请用 manage.py runserver。",
            id="config.E001",
        )
    ]


@register(STARTUP, deploy=True)
def check_secret_key(app_configs, **kwargs) -> list[CheckMessage]:
    hint = (
        "设置环境变量 SECRET_KEY，可用此命令生成："
        'python3 -c "import secrets; print(secrets.token_urlsafe(60))"'
    )
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # what Django says to an empty one
        return [Error("没有 SECRET_KEY。", hint=hint, id="config.E002")]
    if any(part in key.lower() for part in SHIPPED_KEYS):
        return [Error("SECRET_KEY 是随文档发布的示例，人人都知道。", hint=hint, id="config.E003")]
    if len(key) < 50 or len(set(key)) < 10:
        return [Error("SECRET_KEY 太短或太简单（至少 50 个字符）。", hint=hint, id="config.E004")]
    return []


@register(STARTUP, deploy=True)
def check_hosts(app_configs, **kwargs) -> list[CheckMessage]:
    others = sorted(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)
    if "*" in others:
        return [
            Error(
                "ALLOWED_HOSTS 含有 *，任何域名都会被接受。",
                hint="写明本站的域名，例如 ALLOWED_HOSTS=kaohe.example.gov.cn。",
                id="config.E005",
            )
        ]
    if not settings.INSECURE_LOCAL_HTTP and not others:
        return [
            Error(
                "没有写明本站的域名（ALLOWED_HOSTS），谁打开都是错误 400。",
                hint="例如 ALLOWED_HOSTS=kaohe.example.gov.cn；试用的写 INSECURE_LOCAL_HTTP=1。",
                id="config.E022",
            )
        ]
    if settings.INSECURE_LOCAL_HTTP and others:
        return [
            Error(
                f"INSECURE_LOCAL_HTTP 只供本机试用，而 ALLOWED_HOSTS 还有 {'、'.join(others)}。",
                hint="正式运行时去掉 INSECURE_LOCAL_HTTP，由反向代理提供 https。",
                id="config.E006",
            )
        ]
    return []


@register(STARTUP, deploy=True)
def check_database_is_named(app_configs, **kwargs) -> list[CheckMessage]:
    """A real site says where its figures are; only one on trial takes the usual file."""
    if settings.DATABASE_IS_NAMED or settings.INSECURE_LOCAL_HTTP:
        return []
    # Of a release var/ is a link to what outlasts all of them.
    file = Path(settings.DATABASES["default"]["NAME"]).resolve()
    return [
        Error(
            f"没有写明数据库（DATABASE_URL 没有设置，或写错了变量名），数据会记进本机的 {file}。",
            hint="例如 DATABASE_URL=postgresql:////var/run/postgresql/kaohe；"
            f"确实要用这个文件的，写 DATABASE_URL=sqlite:///{file}。",
            id="config.E023",
        )
    ]


@register(STARTUP, deploy=True)
def check_examples_are_replaced(app_configs, **kwargs) -> list[CheckMessage]:
    """What the example of the settings says of others than this site goes to nobody."""
    told = {
        "ALLOWED_HOSTS": settings.ALLOWED_HOSTS,
        "SITE_URL": [settings.SITE_URL],
        "EMAIL_URL": [settings.EMAIL_HOST, settings.EMAIL_HOST_USER],
        "DEFAULT_FROM_EMAIL": [settings.DEFAULT_FROM_EMAIL],
    }
    left = [name for name, values in told.items() if any(EXAMPLE_HOST in str(v) for v in values)]
    if "EMAIL_URL" not in left and settings.EMAIL_HOST_PASSWORD == "PASSWORD":
        left.append("EMAIL_URL")
    if not left:
        return []
    return [
        Error(
            f"{'、'.join(left)} 还是示例里的内容（{EXAMPLE_HOST}、PASSWORD）。",
            hint="换成本站的域名、邮件服务器和密码；不发邮件的，去掉 EMAIL_URL。",
            id="config.E024",
        )
    ]


@register(STARTUP, deploy=True)
def check_addresses(app_configs, **kwargs) -> list[CheckMessage]:
    """Whose word is taken for another's address, and who may ask how the site is: named ones."""
    named = {
        "TRUSTED_PROXIES": settings.TRUSTED_PROXIES,
        "HEALTH_ADDRESSES": settings.HEALTH_ADDRESSES,
    }
    hint = "写明地址或网段，例如 {}=127.0.0.1,10.1.0.0/24。"
    found: list[CheckMessage] = []
    for name, entries in named.items():
        networks = {entry: _network(entry) for entry in entries if entry != "unix"}
        if bad := [entry for entry, network in networks.items() if network is None]:
            said = f"{name} 中的 {'、'.join(bad)} 不是地址或网段。"
            found.append(Error(said, hint=hint.format(name), id="config.E007"))
        if wide := [
            entry for entry, network in networks.items() if network and not network.prefixlen
        ]:
            said = f"{name} 中的 {'、'.join(wide)} 是所有地址，任何人都会被采信。"
            found.append(Error(said, hint=hint.format(name), id="config.E016"))
    return found


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None


@register(STARTUP, deploy=True)
def check_gateways(app_configs, **kwargs) -> list[CheckMessage]:
    from trust.notices.gateway import GATEWAYS, WrongGateway, check  # there are models by now

    found = []
    for gateway in GATEWAYS:
        try:
            if gateway.is_on():
                check(gateway.settings)
        except WrongGateway as error:
            names = f"{gateway.channel.name}_URL 等变量"
            hint = f"改正 {names}，或去掉 {gateway.channel.name}_URL，不用这个渠道。"
            found.append(Error(f"{gateway.name}：{error}。", hint=hint, id="config.E011"))
    return found


@register(STARTUP, deploy=True)
def check_unified_sign_on(app_configs, **kwargs) -> list[CheckMessage]:
    from cities.unified.provider import WrongProvider, check, is_on

    try:
        if is_on():
            check(settings.OIDC)
    except WrongProvider as error:
        hint = "改正 OIDC_ 开头的变量，或去掉 OIDC_ISSUER，不用统一身份登录。"
        return [Error(f"统一身份登录：{error}。", hint=hint, id="config.E017")]
    return []


@register(STARTUP, "security", deploy=True)
def check_sqlite_options(app_configs, **kwargs) -> list[CheckMessage]:
    found = []
    for alias, config in settings.DATABASES.items():
        if not config["ENGINE"].endswith("sqlite3"):
            continue
        options = config.get("OPTIONS", {})
        missing = [
            name
            for name, is_right in {
                "WAL": "journal_mode=wal" in _squeezed(options.get("init_command")),
                "IMMEDIATE": str(options.get("transaction_mode")).upper() == "IMMEDIATE",
                "timeout ≥ 20": _number(options.get("timeout")) >= 20,
            }.items()
            if not is_right
        ]
        if missing:
            found.append(
                Error(
                    f"SQLite 数据库 {alias} 缺少 {'、'.join(missing)}，几人同时录入时会丢失保存。",
                    hint="不要在 DATABASE_URL 里改 transaction_mode、init_command、timeout。",
                    id="config.E008",
                )
            )
    return found


def _squeezed(text: str | None) -> str:
    return (text or "").lower().replace(" ", "")


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


@register(STARTUP, "database", deploy=True)
def check_database_keeps_what_it_says(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Ask the database itself. Cost: one query on SQLite, one on PostgreSQL, an alias."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            found += _check_sqlite_journal(connection)
        elif connection.vendor == "postgresql":
            found += _check_postgresql_durability(connection)
    return found


def _check_sqlite_journal(connection) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if mode in ("wal", "memory"):
        return []
    return [
        Error(
            f"SQLite 没有进入 WAL 方式（现为 {mode}）。",
            hint="数据库文件须放在本机磁盘上，不能放在网络共享目录；或改用 PostgreSQL。",
            id="config.E009",
        )
    ]


def _check_postgresql_durability(connection) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'",
            [list(POSTGRESQL_MUST_BE_ON)],
        )
        off = sorted(name for (name,) in cursor.fetchall())
    if not off:
        return []
    return [
        Error(
            f"PostgreSQL 的 {'、'.join(off)} 已关闭：断电时，已经告诉用户“已保存”的内容会丢失。",
            hint="在 postgresql.conf（或该数据库、该角色的设置）中打开后重新启动。",
            id="config.E010",
        )
    ]


@register(STARTUP, deploy=True)
def check_log_key(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Whether the log can be signed as it was. One query where no key is set."""
    from trust import digests  # there are settings by now
    from trust.models import AuditEntry

    hint = "改正 AUDIT_KEY_FILE 后重新启动；密钥丢失的，先向审计员说明，从备份找回。"
    try:
        if settings.AUDIT_KEY_FILE:
            digests.keys()
            return []
        rows = AuditEntry.objects.order_by("-sequence") if databases else AuditEntry.objects.none()
        newest = rows.values_list("algorithm", flat=True).first() or ""
    except digests.WrongKey as error:
        return [Error(f"{error}。", hint=hint, id="config.E020")]
    except DatabaseError:  # told by other checks
        return []
    if not newest.startswith("hmac-"):
        return []
    told = "日志的最后一条带有密钥摘要，而没有设置 AUDIT_KEY_FILE：以后的记录谁都能改写。"
    return [Error(told, hint=hint, id="config.E021")]


@register(STARTUP, deploy=True)
def check_cjk_fonts(app_configs, **kwargs) -> list[CheckMessage]:
    if which("fc-list") and "Noto" in _fonts():
        return []
    return [
        Warning(
            "没有找到 Noto CJK 中文字体，PDF 中的汉字可能显示为方框。",
            hint="Debian：apt-get install fontconfig fonts-noto-cjk。",
            id="config.W001",
        )
    ]


def _fonts() -> str:
    return run(
        ["fc-list", ":lang=zh-cn", "family"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    ).stdout
