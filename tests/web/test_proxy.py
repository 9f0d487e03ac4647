"""The proxy of `deploy/nginx.conf`, a real one, before kept pages.

Source: docs/rules/shared-pages.md section 4.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from flask import Flask

from pbplatform.core.clock import system_now
from pbplatform.core.transaction import transaction
from pbplatform.venues.pages.kiosk_device import COOKIE as KIOSK
from tests.browser.conftest import serve
from tests.factories import make_forum, make_place, make_round
from tests.keeping import pages_kept

ROOT = Path(__file__).resolve().parents[2]
# What a proxy does with an answer does not depend on the database.
pytestmark = pytest.mark.one_database


def nginx() -> str:
    """Debian's nginx, installed if need be; without one the proxy cannot be tried."""
    for attempt in range(2):
        if found := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):
            return found
        if attempt == 0 and shutil.which("apt-get"):
            subprocess.run(["apt-get", "install", "-qq", "-y", "nginx-light"], check=False)
    pytest.fail("No nginx found, and it could not be installed (Debian: apt-get install nginx).")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings_for(folder: Path, port: int, behind: str) -> str:
    """`deploy/nginx.conf` with addresses and folders of this test, and without TLS."""
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    site = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", site, flags=re.DOTALL)
    for old, new in (
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("server 127.0.0.1:8000;", f"server {behind};"),
        ("/var/cache/nginx/pbplatform", str(folder / "kept")),
        ("/var/log/nginx/", f"{folder}/"),
        ("server_name together.example.org;", "server_name 127.0.0.1;"),
        ("proxy_set_header Host $host;", f"proxy_set_header Host {behind};"),
    ):
        assert old in site, old
        site = site.replace(old, new)
    site = re.sub(r"    ssl_.*\n|    add_header Strict.*\n", "", site)
    places = "\n".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if Path(folder).owner() == "root" else ""
    return (
        f"{user}\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/errors crit;\n"
        f"events {{ worker_connections 64; }}\nhttp {{\n{places}\n{site}\n}}\n"
    )


@dataclass
class Proxy:
    """The proxy, and which requests came through it to the application."""

    address: str
    came: list[str]
    app: Flask

    def ask(self, path: str, **headers: str) -> tuple[int, bytes, str]:
        """Status, bytes and what the answer says of keeping it."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own proxy
                return answer.status, answer.read(), answer.headers["Cache-Control"] or ""
        except HTTPError as error:
            return error.code, error.read(), error.headers["Cache-Control"] or ""

    def passed_on(self, ask: Callable[[], object]) -> int:
        """How many requests reached the application meanwhile."""
        before = len(self.came)
        ask()
        return len(self.came) - before


@pytest.fixture
def proxy(app: Flask, tmp_path: Path) -> Iterator[Proxy]:
    app.extensions["clock"] = system_now  # a proxy goes by its own
    with app.app_context(), transaction() as session:
        make_place(session)
        make_forum(session)
    came: list[str] = []
    inside = app.wsgi_app

    def noting(environ: dict[str, str], start: object) -> object:
        came.append(environ["PATH_INFO"])
        return inside(environ, start)  # type: ignore[arg-type]

    app.wsgi_app = noting  # type: ignore[assignment, method-assign]
    port = free_port()
    with pages_kept(app), serve(app) as address:
        config = tmp_path / "nginx.conf"
        config.write_text(settings_for(tmp_path, port, address.removeprefix("http://")))
        process = subprocess.Popen([nginx(), "-c", str(config), "-p", str(tmp_path)])
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until and process.poll() is None:
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield Proxy(f"http://127.0.0.1:{port}", came, app)
        finally:
            process.terminate()
            process.wait(20)
    app.wsgi_app = inside  # type: ignore[method-assign]


def test_proxy_keeps_what_all_share_and_asks_for_everything_else(proxy: Proxy) -> None:
    page = proxy.ask("/about")
    assert page[0] == 200
    assert "s-maxage" in page[2]
    readers = ("", "pb_session=one", "pb_session=another; pb=x")
    assert proxy.passed_on(lambda: [proxy.ask("/about", Cookie=each) for each in readers]) < 3
    assert {proxy.ask("/about", Cookie=each)[1] for each in readers} == {page[1]}
    for path in ("/sign-in", "/forums/town-forum/points", "/log", "/rounds/none"):
        assert proxy.passed_on(lambda path=path: [proxy.ask(path) for _ in range(2)]) == 2, path
    at_kiosk = {"Cookie": f"{KIOSK}=anything"}
    assert proxy.passed_on(lambda: [proxy.ask("/about", **at_kiosk) for _ in range(2)]) == 2


def test_each_language_and_packing_has_its_own_copy(proxy: Proxy) -> None:
    plain, accented = proxy.ask("/about"), proxy.ask("/about", Cookie="lang=qps")
    packed = proxy.ask("/about", Accept_Encoding="gzip")
    assert len({plain[1], accented[1], packed[1]}) == 3
    assert proxy.ask("/about")[1] == plain[1]
    assert proxy.ask("/about", Cookie="lang=qps")[1] == accented[1]
    assert proxy.ask("/about", Accept_Encoding="gzip")[1] == packed[1]


def test_what_was_committed_comes_through_the_proxy(proxy: Proxy) -> None:
    assert b"Lamps for All" not in proxy.ask("/rounds")[1]
    with proxy.app.app_context(), transaction() as session:
        make_round(session, name="Lamps for All")
    until = time.monotonic() + 30
    while b"Lamps for All" not in proxy.ask("/rounds")[1]:
        assert time.monotonic() < until
        time.sleep(0.2)
