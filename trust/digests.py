"""How an entry of the log is digested, by the name of the way that stands beside each.

sha256, sm3: what an entry said, before the log answered for rows. sha256/2, sm3/2: with the digests
of the rows. hmac-sha256/2, hmac-sm3/2: the same under the site's key, which no one has who has the
database alone. A way is never weaker than that of the entry before: rank() says so.
"""

import hashlib
import hmac
from functools import lru_cache
from pathlib import Path

from django.conf import settings

#: Digests that may chain the log, by the name that AUDIT_DIGEST gives them.
NAMES = ("sha256", "sm3")
SHORTEST_KEY = 32


class UnknownAlgorithm(ValueError):
    """A way of digesting that this program or this site cannot follow; str() says why."""


class WrongKey(ValueError):
    """A key file that cannot be used; str() says why and what to do."""


def current() -> str:
    """Return the way in which today's entries are digested."""
    keyed = "hmac-" if settings.AUDIT_KEY_FILE else ""
    return f"{keyed}{settings.AUDIT_DIGEST}/2"


def covers_rows(algorithm: str) -> bool:
    return algorithm.endswith("/2")


def rank(algorithm: str) -> int:
    """Return how much a way proves: 0 the entry, 1 its rows too, 2 who wrote it as well."""
    return int(covers_rows(algorithm)) + int(algorithm.startswith("hmac-"))


def base(algorithm: str) -> str:
    """Return the digest within a way: sha256 or sm3."""
    return algorithm.removeprefix("hmac-").removesuffix("/2")


def digest(text: str, algorithm: str) -> str:
    """Return the digest that an entry written now bears. Raises UnknownAlgorithm, WrongKey."""
    return all_digests(text, algorithm)[0]


def all_digests(text: str, algorithm: str) -> list[str]:
    """Return the digests that an entry may bear: one, or one for every key that the site had."""
    name = base(algorithm)
    if name not in NAMES:
        raise UnknownAlgorithm(f"摘要算法 {algorithm} 无法识别")
    if not algorithm.startswith("hmac-"):
        return [hashlib.new(name, text.encode()).hexdigest()]
    if not settings.AUDIT_KEY_FILE:
        raise UnknownAlgorithm("这条记录带有密钥摘要，而本站没有设置 AUDIT_KEY_FILE，无法核验")
    return [hmac.new(key, text.encode(), name).hexdigest() for key in keys()]


def keys() -> list[bytes]:
    """Return the keys of the site, the one that signs first. Raises WrongKey.

    The file holds one a line, the newest last, so that an old key goes on proving what it signed.
    """
    path = Path(settings.AUDIT_KEY_FILE)
    try:
        told = path.stat()
        return _read(path, told.st_mtime_ns, told.st_mode)
    except OSError as error:
        raise WrongKey(
            f"日志密钥文件 {path} 打不开（{error.strerror}）；请检查 AUDIT_KEY_FILE 和权限"
        ) from error


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, mode: int) -> list[bytes]:
    if mode & 0o007:
        raise WrongKey(f"日志密钥文件 {path} 谁都能读；请 chmod 640 或 600")
    lines = [line.strip() for line in path.read_bytes().splitlines() if line.strip()]
    if not lines or min(map(len, lines)) < SHORTEST_KEY:
        raise WrongKey(
            f"日志密钥文件 {path} 是空的或密钥太短；每行一个，至少 {SHORTEST_KEY} 个字符，"
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return lines[::-1]
