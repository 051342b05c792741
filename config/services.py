"""What the site leans on beside its database: where files lie, who carries tasks to workers, by
whom letters and notices go out, where people sign in."""

from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from lib.web_addresses import origin_of

#: Seconds for which a worker may be at one task; a province's cards take minutes.
LONGEST_TASK = 60 * 60
STORE_EXAMPLE = "s3://账号:密钥@kaohe-s3.example.gov.cn:9000/桶"
STORE_WORDS = {"region", "ca", "tls"}


def store_of(url: str) -> dict:
    """Return the storage that STORE_URL names; MEDIA_ROOT where it is empty.

    s3://KEY:SECRET@HOST[:PORT]/BUCKET[/FOLDER][?region=…&ca=FILE&tls=no]. Raises
    ImproperlyConfigured for what is no such address.
    """
    if not url:
        return {"BACKEND": "trust.disk.DiskStore"}
    try:
        told = urlsplit(url)
        port, words = told.port, dict(parse_qsl(told.query, strict_parsing=bool(told.query)))
    except ValueError as error:
        raise ImproperlyConfigured(_wrong_store(str(error))) from error
    bucket, _, folder = told.path.strip("/").partition("/")
    if told.scheme != "s3" or not (told.hostname and bucket and told.username and told.password):
        raise ImproperlyConfigured(_wrong_store("主机、桶、账号和密钥都不能少"))
    if unknown := sorted(words.keys() - STORE_WORDS):
        raise ImproperlyConfigured(_wrong_store(f"不认识 {unknown[0]}"))
    _need("storages", "boto3", setting="STORE_URL", lock="requirements-s3.lock")
    scheme = "http" if words.get("tls") == "no" else "https"
    return {
        "BACKEND": "trust.bucket.BucketStore",
        "OPTIONS": {
            "access_key": unquote(told.username),
            "secret_key": unquote(told.password),
            "endpoint_url": f"{scheme}://{told.hostname}" + (f":{port}" if port else ""),
            "bucket_name": bucket,
            "location": folder,
            "region_name": words.get("region", "us-east-1"),
            "verify": words.get("ca") or None,
        },
    }


def tasks_of(backend: str, redis_url: str) -> tuple[dict, dict]:
    """Return TASKS, and RQ_QUEUES where tasks go by Redis. backend: database or rq."""
    if backend == "database":
        return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}, {}
    if backend != "rq":
        raise ImproperlyConfigured(
            f"TASKS_BACKEND 只能是 database 或 rq，现为 {backend}。请改正后重新启动。"
        )
    if not redis_url:
        raise ImproperlyConfigured(
            "TASKS_BACKEND=rq 须同时设 REDIS_URL，如 redis://:密码@127.0.0.1:6379/0。请补上后重新启动。"
        )
    _need("django_tasks_rq", "django_rq", setting="TASKS_BACKEND=rq", lock="requirements-rq.lock")
    queue = {"URL": redis_url, "DEFAULT_TIMEOUT": LONGEST_TASK}
    queues = {"default": queue, "later": queue}
    backend = {"BACKEND": "trust.redis_queue.RedisQueue", "QUEUES": list(queues)}
    return {"default": backend}, queues


def email_of(env: environ.Env) -> dict:
    """Return how letters go out: to the terminal, or by EMAIL_URL. Raises ImproperlyConfigured."""
    try:
        told = env.email("EMAIL_URL", default="consolemail://")
    except (ImproperlyConfigured, ValueError):
        told = {}
    if not told or ("smtp" in told["EMAIL_BACKEND"] and not told["EMAIL_HOST"]):
        raise ImproperlyConfigured(
            "EMAIL_URL 读不懂；应写明方式、账号、密码、主机、端口，其中的 @ / : # 写成 %40 %2F %3A "
            "%23，例如 smtp+tls://kaohe%40hn.gov.cn:p%40ss@mail.hn.gov.cn:587，不加密、不用账号的 "
            "smtp://mail.hn.gov.cn:25。请改正或去掉（不发邮件）后重新启动。"
        )
    return told


def gateways_of(env: environ.Env) -> dict[str, dict]:
    """Return what the environment says of each channel's gateway."""
    return {
        "sms": _gateway(env, "SMS", body='{"mobile": "{to}", "content": "{text}"}', ok=""),
        "wechat": _gateway(
            env,
            "WECHAT",
            body='{"msgtype": "text", "text": {"content": "{text}", "mentioned_list": ["{to}"]}}',
            ok="errcode=0",
        ),
    }


def _gateway(env: environ.Env, name: str, *, body: str, ok: str) -> dict:
    """Return what the environment says of a gateway; without an address the site sends nothing
    by it. config/checks.py refuses what cannot be sent by."""
    return {
        "URL": env.str(f"{name}_URL", default=""),
        "SECRET": env.str(f"{name}_SECRET", default=""),
        "BODY": env.str(f"{name}_BODY", default=body),
        "OK": env.str(f"{name}_OK", default=ok),
        "TIMEOUT": env.int(f"{name}_TIMEOUT", default=10),
    }


def sign_on_of(env: environ.Env) -> dict:
    """Return what the environment says of the provider of the unified account."""
    return {
        "ISSUER": env.str("OIDC_ISSUER", default=""),
        "CLIENT_ID": env.str("OIDC_CLIENT_ID", default=""),
        "CLIENT_SECRET": env.str("OIDC_CLIENT_SECRET", default=""),
        "CLIENT_AUTH": env.str("OIDC_CLIENT_AUTH", default="client_secret_basic"),
        "SCOPE": env.str("OIDC_SCOPE", default="openid"),
        "NUMBER_CLAIM": env.str("OIDC_NUMBER_CLAIM", default="sub"),
        "HOSTS": tuple(env.list("OIDC_HOSTS", default=[])),
    }


def origins_of(sign_on: dict) -> list[str]:
    """Return the origins of the provider to which browsers are led, none where it is off."""
    origin = origin_of(sign_on["ISSUER"])
    return [origin, *(f"https://{host}" for host in sign_on["HOSTS"])] if origin else []


def _wrong_store(why: str) -> str:
    return (
        f"STORE_URL 写得不对：{why}；应写成 {STORE_EXAMPLE}，不用对象存储的留空。请改正后重新启动。"
    )


def _need(*packages: str, setting: str, lock: str) -> None:
    if missing := [name for name in packages if find_spec(name) is None]:
        raise ImproperlyConfigured(
            f"{setting} 需要的软件包 {missing[0]} 没有安装；"
            f"请运行 .venv/bin/pip install --no-deps --require-hashes -r {lock}。"
        )
