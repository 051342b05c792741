"""Take the pictures of the documentation from the demo data; run by script/pictures.

The tables of the demo are the real ones and its results are the same on every machine,
so a picture changes only where the page does (and in its dates, where it shows any).
"""

import argparse
import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium-headless-shell"
SIZE = {"width": 1280, "height": 800}
COLOURS = 128  # text and flat areas: no difference to the eye, a quarter of the size
MOST_BYTES = 250_000
PATIENCE = 60  # seconds until the server answers


def overview(page: Page, site: str) -> None:
    """年度总览: the ranking, where points were lost, the map of losses."""
    page.goto(f"{site}/2017/")


def scorecard(page: Page, site: str) -> None:
    """湘潭市's card: a section that is rescaled, one deduction with its derivation."""
    page.goto(f"{site}/2017/scorecards/430300/")
    item = page.locator("details.card-item", has_text="移民维权维稳")
    item.locator("summary").click()
    page.evaluate("window.scrollTo(0, 0)")


def derivation(page: Page, site: str) -> None:
    """长沙市's 扶贫攻坚与新农村建设: from the phrase to the points lost."""
    page.goto(f"{site}/2017/scorecards/430100/")
    item = page.locator("details.card-item", has_text="扶贫攻坚与新农村建设")
    item.locator("summary").click()
    item.evaluate("item => item.scrollIntoView()")
    page.mouse.move(0, 0)


def table(page: Page, site: str) -> None:
    """岳阳市's official table beside the rules that were read from it."""
    page.goto(f"{site}/2017/tables/430600/")
    page.locator(".beside").evaluate("beside => beside.scrollIntoView()")


def grid(page: Page, site: str) -> None:
    """移民培训 over all cities, as its office records it."""
    page.goto(f"{site}/2017/collection/")
    page.get_by_role("link", name="移民培训", exact=True).click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="展开看为什么").first.click()
    page.locator(".cell-input:not([readonly])").first.click()
    page.wait_for_load_state("networkidle")


def filling(page: Page, site: str) -> None:
    """衡阳县's indicators as the county fills them in, with what the checks found."""
    page.goto(f"{site}/selfeval/")
    page.get_by_role("link", name="继续填报").click()
    page.get_by_role("link", name="附件1-2").click()
    page.wait_for_load_state("networkidle")
    page.locator("[data-tree]").evaluate("tree => tree.scrollIntoView()")
    page.mouse.move(0, 0)


#: Name of the picture: whose account of the demo sees it, and the way to it.
SHOTS: dict[str, tuple[str, Callable[[Page, str], None]]] = {
    "overview": ("kaohe", overview),
    "scorecard": ("kaohe", scorecard),
    "derivation": ("kaohe", derivation),
    "table": ("kaohe", table),
    "grid": ("pxzx", grid),
    "filling": ("hengyang", filling),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"{'、'.join(SHOTS)}; all of them by default")
    names = parser.parse_args().names or list(SHOTS)
    if unknown := set(names) - set(SHOTS):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        environment = _environment(Path(folder))
        passwords = _load_demo(environment)
        with _server(environment) as site:
            _shoot(site, passwords, names)


def _environment(folder: Path) -> dict[str, str]:
    """Return what makes the site a new one of its own, whatever the caller's is."""
    return os.environ | {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "INSECURE_LOCAL_HTTP": "1",
        "DEBUG": "0",
    }


def _load_demo(environment: dict[str, str]) -> dict[str, str]:
    """Fill the database; return the passwords by account, as the command prints them."""
    _manage(environment, "migrate", "--verbosity", "0")
    _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    lines = _manage(environment, "load_demo").splitlines()
    return dict(line.split()[:2] for line in lines if line.startswith("  "))


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[str]:
    """Serve on a free port; give the address, and stop the server afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", address]
    command += ["--threads", "4", "--log-level", "warning", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://{address}/sign-in/", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start; its reason stands above.")


def _shoot(site: str, passwords: dict[str, str], names: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for name in names:
            username, visit = SHOTS[name]
            context = browser.new_context(
                viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
            )
            page = context.new_page()
            _sign_in(page, site, username, passwords[username])
            visit(page, site)
            _keep(name, page.screenshot(animations="disabled", caret="hide"))
            context.close()
        browser.close()


def _sign_in(page: Page, site: str, username: str, password: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{site}/")


def _keep(name: str, png: bytes) -> None:
    """Write the picture with a palette; a few colours are enough for a page."""
    path = PICTURES / f"{name}.png"
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    kept = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    kept.save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {size} bytes, more than {MOST_BYTES}.")
    print(f"{path.relative_to(ROOT)}  {size // 1000} KB")


if __name__ == "__main__":
    main()
