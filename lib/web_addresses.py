"""Addresses of other machines that the settings name: which of them the site may send to."""

from urllib.parse import SplitResult, urlsplit

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def fault_of(url: str) -> str:
    """Return in words what is wrong with an address that is to be sent to; "" if nothing is."""
    try:
        address = urlsplit(url)
        host, _ = address.hostname, address.port
    except ValueError:
        return "网址写错了"
    if address.scheme not in ("http", "https") or not host:
        return "网址须以 https:// 开头，写明主机"
    if address.scheme == "http" and host not in LOCAL_HOSTS:
        return "网址须是 https://；http:// 只用于本机"
    if address.username is not None:
        return "网址里不能写账号和密码，密钥请写在密钥一项"
    return ""


def host_of(url: str) -> str:
    """Return host and port as they stand in an address; "" without any."""
    return _split(url).netloc.lower()


def origin_of(url: str) -> str:
    """Return an address without its path; "" if there is no host in it."""
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc.lower()}" if parts.netloc else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")
