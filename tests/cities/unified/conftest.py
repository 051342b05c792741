import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import requests

from cities.models import Role
from tests.cities.unified.person import Person
from tests.factories import make_account


@pytest.fixture(scope="session")
def provider():
    """A server of OpenID Connect on this machine; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    node = shutil.which("node")
    assert node, "script/test brings Node.js"
    program = [node, str(Path(__file__).with_name("provider.js")), str(port)]
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(program, **told) as process:
        try:
            assert process.stdout.readline() == "listening\n", "npm ci brings oidc-provider"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture
def sign_on(settings, provider):
    """The site with the settings for that server."""
    settings.OIDC = settings.OIDC | {
        "ISSUER": provider,
        "CLIENT_ID": "site",
        "CLIENT_SECRET": "provider-and-site-share-this",
    }
    return settings


@pytest.fixture
def account(db):
    return make_account("zhang", role=Role.AUDITOR, full_name="张三", unified_number="430000-17")


@pytest.fixture
def person(client, account, sign_on):
    return Person(client)


@pytest.fixture
def odd(provider):
    """Return how the server's next identity token is made another than it should be."""

    def make(**told):
        requests.post(f"{provider}/odd", json=told, timeout=10)

    return make
