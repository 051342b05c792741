"""The province's unified account: what the site says to its server, and what it believes of it.

OpenID Connect by Authlib: authorization code with PKCE, state and nonce; the identity token's
signature (RS256), issuer, audience and times. Nothing is asked before somebody signs in that
way, and nothing of another host than the settings name.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError
from requests import RequestException

from lib.web_addresses import fault_of, host_of

#: Seconds: for an answer, between two clocks, from setting out to coming back, of what the server
#: says of itself.
ANSWERS_WITHIN, CLOCKS_DIFFER, LONGEST_WAY, METADATA_HOLDS = 10, 60, 600, 3600
CLIENT_AUTHS = ("client_secret_basic", "client_secret_post")
ALGORITHMS = ["RS256"]
#: Of what the server says of itself: what must be there, and what may.
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("end_session_endpoint",)


class WrongProvider(Exception):
    """Settings that nobody can sign in by; str() is what, in words."""


class ProviderFailed(Exception):
    """The server is not to be had, or answers what it should not; str() is what, in words."""


class NotVouched(Exception):
    """The server vouches for nobody here; str() is why, in words."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """For whom the server vouches. again: asked of a person who is in already. goal: the page
    asked for. id_token: what signing out there wants to see."""

    number: str
    again: bool
    goal: str
    id_token: str


def is_on() -> bool:
    return bool(settings.OIDC["ISSUER"])


def check(told: Mapping[str, Any]) -> None:
    """Raise WrongProvider if nobody can sign in by these settings. No request."""
    if fault := fault_of(told["ISSUER"]):
        raise WrongProvider(f"OIDC_ISSUER 的{fault}")
    if missing := [name for name in ("CLIENT_ID", "CLIENT_SECRET") if not told[name]]:
        raise WrongProvider(f"没有 {'、'.join(f'OIDC_{name}' for name in missing)}")
    if told["CLIENT_AUTH"] not in CLIENT_AUTHS:
        raise WrongProvider(f"OIDC_CLIENT_AUTH 须是 {' 或 '.join(CLIENT_AUTHS)}")
    if "openid" not in told["SCOPE"].split():
        raise WrongProvider("OIDC_SCOPE 须含有 openid")
    if not told["NUMBER_CLAIM"]:
        raise WrongProvider("OIDC_NUMBER_CLAIM 是空的，须是编号所在的字段，如 sub")
    if odd := [host for host in told["HOSTS"] if host_of(f"https://{host}/") != host.lower()]:
        raise WrongProvider(f"OIDC_HOSTS 中的 {odd[0]} 不是主机名，例如 login.example.gov.cn:8443")


def way_out(request: HttpRequest, *, back: str, goal: str, again: bool) -> str:
    """Return where the person is to go, to prove there who he is.

    back: the address here to which the server sends him. again: he is to prove it anew though he
    is known there. Raises ProviderFailed.
    """
    more = {"prompt": "login", "max_age": "0"} if again else {}
    app = _app()
    with_url = _asking(app.create_authorization_url, back, **more)
    url = with_url.pop("url")
    kept = {"redirect_uri": back, "goal": goal, "again": again, "at": int(time.time())}
    app.framework.set_state_data(request.session, with_url["state"], with_url | kept)
    return url


def came_back(request: HttpRequest) -> Vouched:
    """Return for whom the server vouches as he comes back. Raises NotVouched, ProviderFailed.

    What was kept of his setting out is used up by it, whatever comes of it.
    """
    app, told = _app(), request.GET
    kept = app.framework.get_state_data(request.session, told.get("state", ""))
    if kept is None or time.time() - kept["at"] > LONGEST_WAY:
        raise NotVouched("这次登录不是从本系统的登录页开始的，或已用过、已过期")
    if "error" in told or told.get("iss", settings.OIDC["ISSUER"]) != settings.OIDC["ISSUER"]:
        app.framework.clear_state_data(request.session, told["state"])
        raise NotVouched("统一身份平台没有确认您的身份，或您在那里取消了登录")
    token = _asking(
        app.authorize_access_token,
        request,
        leeway=CLOCKS_DIFFER,
        claims_options={
            "iss": {"value": settings.OIDC["ISSUER"]},
            "aud": {"value": settings.OIDC["CLIENT_ID"]},
        },
    )
    claims = token.get("userinfo") or {}
    number = claims.get(settings.OIDC["NUMBER_CLAIM"])
    if not isinstance(number, str | int) or isinstance(number, bool) or number == "":
        raise NotVouched("统一身份平台没有给出您的编号")
    if kept["again"] and not _is_fresh(claims.get("auth_time"), kept["at"]):
        raise NotVouched("统一身份平台没有重新验证您的身份")
    return Vouched(str(number), kept["again"], kept["goal"], token["id_token"])


def way_out_for_good(*, id_token: str, back: str) -> str:
    """Return where a person signs out at the server too; "" if it offers that nowhere.

    Raises ProviderFailed.
    """
    app = _app()
    if "end_session_endpoint" not in _asking(app.load_server_metadata):
        return ""
    return app.create_logout_url(
        post_logout_redirect_uri=back, id_token_hint=id_token, client_id=app.client_id
    )["url"]


def _is_fresh(auth_time: object, since: int) -> bool:
    return isinstance(auth_time, int | float) and auth_time >= since - CLOCKS_DIFFER


def _asking(ask, *args, **kwargs):
    """Return what the server was asked for; its faults, and what it says no to, as ours."""
    try:
        return ask(*args, **kwargs)
    except RequestException as error:
        what = f"{ANSWERS_WITHIN} 秒内没有正常答复（{type(error).__name__}）"
        raise ProviderFailed(what) from error
    except (OAuthError, JoseError) as error:
        # its own words may hold what a person typed
        raise NotVouched("统一身份平台给出的凭证无效、已用过或已过期") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ProviderFailed("答复看不懂") from error


def _app() -> "_App":
    """Return the client for the settings as they are; what it learnt of the server grows old."""
    told = settings.OIDC
    return _made(**told, hour=int(time.time() // METADATA_HOLDS))


@lru_cache(maxsize=1)
def _made(*, hour: int, **told) -> "_App":
    return _App(
        _Kept("unified"),
        client_id=told["CLIENT_ID"],
        client_secret=told["CLIENT_SECRET"],
        client_kwargs={
            "scope": told["SCOPE"],
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": told["CLIENT_AUTH"],
        },
    )


class _Kept(DjangoIntegration):
    expires_in = LONGEST_WAY


class _Session(OAuth2Session):
    """Asks the hosts of the settings alone, follows nowhere, trusts whom the system trusts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.trust_env = False
        paths = ssl.get_default_verify_paths()
        self.verify = paths.cafile or paths.capath or True

    def request(self, method, url, *args, **kwargs):
        _check_ours(url)
        kwargs |= {"timeout": ANSWERS_WITHIN, "allow_redirects": False}
        answer = super().request(method, url, *args, **kwargs)
        if answer.is_redirect:
            raise ProviderFailed("答复要转到别的网址，没有跟去")
        return answer


class _App(DjangoOAuth2App):
    client_cls = _Session

    def load_server_metadata(self) -> dict[str, Any]:
        """Return what the server says of itself, as far as it is believed. One request an hour."""
        if not self.server_metadata:
            issuer = settings.OIDC["ISSUER"]
            with self._get_session() as session:
                url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
                answer = session.get(url, withhold_token=True)
                answer.raise_for_status()
                self.server_metadata = _believed(answer.json(), issuer)
        return self.server_metadata


def _believed(said: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    if said["issuer"] != issuer:
        raise ProviderFailed("自称的 issuer 与 OIDC_ISSUER 不同")
    believed = {name: said[name] for name in (*NEEDED, *OPTIONAL) if name in said}
    if missing := [name for name in NEEDED if name not in believed]:
        raise ProviderFailed(f"没有说明 {missing[0]}")
    for url in believed.values():
        _check_ours(url)
    return believed | {
        "issuer": issuer, "id_token_signing_alg_values_supported": ALGORITHMS,
    }  # fmt: skip


def _check_ours(url: str) -> None:
    hosts = {host_of(settings.OIDC["ISSUER"]), *map(str.lower, settings.OIDC["HOSTS"])}
    if fault_of(url) or host_of(url) not in hosts:
        raise ProviderFailed("给出的网址不在 OIDC_ISSUER、OIDC_HOSTS 所列的主机上")
