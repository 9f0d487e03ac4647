"""`serve` runs a web server and a worker, and ends with them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from config import ROOT, SettingsError
from pbplatform.cli.serving import check_port
from pbplatform.core.transaction import host_lock
from pbplatform.demo.seed import FIRST_START

PATIENCE_SECONDS = 60
MAKING_SECONDS = 180  # of the demonstration place, also on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, f"waited too long until {what}"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


class Installation:
    """A process of `pbplatform …` with its own instance folder and port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.running: list[subprocess.Popen[bytes]] = []
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environ = {
            **kept,
            "INSTANCE_DIR": str(folder),
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    def start(self, command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "pbplatform", command],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def serving(self, command: str, seconds: float = PATIENCE_SECONDS) -> subprocess.Popen[bytes]:
        process = self.start(command)
        until(
            lambda: answers(self.port) or process.poll() is not None, "the place answers", seconds
        )
        assert process.poll() is None
        return process

    def clock(self) -> tuple[datetime | None, datetime]:
        """When time stands still, and the instant noted last."""
        engine = create_engine(f"sqlite:///{self.folder / 'demo.db'}")
        with engine.connect() as connection:
            frozen, seen = connection.execute(text("SELECT frozen_at, seen_at FROM clock")).one()
        engine.dispose()
        return (instant(frozen) if frozen else None), instant(seen)


def instant(kept: str) -> datetime:
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)


def children(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """The web server's and the worker's process numbers."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = {}
    for line in listed.splitlines():
        number, _, words = line.strip().partition(" ")
        found["worker" if "worker" in words else "web"] = int(number)
    return found


def put_away(installation: Installation) -> None:
    for process in installation.running:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE_SECONDS)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "instance")
    yield made
    put_away(made)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A real place, made once; it is served by whoever wants it first after it ended."""
    made = Installation(tmp_path_factory.mktemp("place") / "instance")
    make_place(made)
    yield made
    put_away(made)


@pytest.fixture
def served(place: Installation) -> subprocess.Popen[bytes]:
    """The process that serves it."""
    if place.running and place.running[-1].poll() is None:
        return place.running[-1]
    return place.serving("serve")


def test_demonstration_keeps_its_data_and_its_time_when_stopped_and_when_killed(
    installation: Installation,
) -> None:
    first = installation.serving("demo", MAKING_SECONDS)
    first.send_signal(signal.SIGINT)
    assert first.wait(PATIENCE_SECONDS) == 0
    assert not answers(installation.port)
    frozen, _seen = installation.clock()
    assert frozen is not None
    assert FIRST_START < frozen < FIRST_START + timedelta(minutes=2)

    second = installation.serving("demo")
    began = installation.clock()[1]
    assert frozen <= began < frozen + timedelta(minutes=1)
    until(lambda: installation.clock()[1] > began, "the worker notes the time")
    noted = installation.clock()[1]
    second.kill()
    second.wait()
    until(lambda: not answers(installation.port), "the web server follows its parent")

    installation.serving("demo")
    assert noted <= installation.clock()[1] < noted + timedelta(minutes=1)


def test_taken_port_is_refused_in_words() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(SettingsError, match="set PORT to another number"):
            check_port("127.0.0.1", held.getsockname()[1])


def asked(port: int, path: str = "/sign-in", seconds: float = 5) -> float:
    """How long a page took, in seconds."""
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=seconds) as page:
        assert page.status == 200
    return time.monotonic() - began


class Visitor:
    """A browser that was given a form, and may send it many times."""

    def __init__(self, port: int) -> None:
        self.port = port
        jar = urllib.request.HTTPCookieProcessor()
        self.open = urllib.request.build_opener(jar).open
        page = self.open(f"http://127.0.0.1:{port}/sign-in").read().decode()
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        self.answers: list[tuple[int, str]] = []

    def send(self) -> None:
        """Ask for a link, which is a write."""
        data = urllib.parse.urlencode({"csrf_token": self.token, "email": "rosa@example.org"})
        try:
            with self.open(self.url, data.encode(), timeout=40) as page:
                self.answers.append((page.status, page.read().decode()))
        except urllib.error.HTTPError as error:
            self.answers.append((error.code, error.read().decode()))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sign-in"


def make_place(installation: Installation) -> None:
    words = ["init", "--name", "Hackford", "--facilitator", "bea@example.org"]
    subprocess.run(
        [sys.executable, "-m", "pbplatform", *words],
        env=installation.environ,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def slow_connections(port: int, begin: bytes, number: int) -> list[socket.socket]:
    """Connections that have begun to ask, and say nothing more."""
    held = [socket.create_connection(("127.0.0.1", port)) for _turn in range(number)]
    for connection in held:
        connection.sendall(begin)
    return held


@pytest.mark.usefixtures("served")
def test_pages_are_read_while_nobody_can_write_and_while_others_send_slowly(
    place: Installation,
) -> None:
    port = place.port
    visitors = [Visitor(port) for _turn in range(24)]
    with host_lock(place.folder / "pbplatform.db.lock"):
        threads = [threading.Thread(target=visitor.send) for visitor in visitors]
        for thread in threads:
            thread.start()
        time.sleep(1)
        times = [asked(port) for _turn in range(10)]
        assert max(times) < 3
        for thread in threads:
            thread.join()
    told = [answer for visitor in visitors for answer in visitor.answers]
    assert [status for status, _page in told] == [503] * 24
    assert all("Nothing was saved." in page and "rosa@example.org" in page for _s, page in told)
    visitors[0].send()
    assert visitors[0].answers[-1][0] == 200

    head = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    body = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n"
    body += b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
    silent = slow_connections(port, b"", 150)
    times = [asked(port) for _turn in range(5)]
    assert max(times) < 3
    for connection in silent:
        connection.close()
    held = slow_connections(port, head, 50) + slow_connections(port, body, 16)
    time.sleep(2)
    times = [asked(port, seconds=10) for _turn in range(5)]
    assert max(times) < 5
    for connection in held:
        connection.close()


@pytest.mark.usefixtures("served")
def test_connections_that_say_nothing_keep_nobody_waiting(place: Installation) -> None:
    """Browsers open some ahead. Each held a thread for up to five seconds."""
    held = slow_connections(place.port, b"", 120)
    times = [asked(place.port, seconds=20) for _turn in range(6)]
    assert max(times) < 2
    for connection in held:
        connection.close()


@pytest.mark.parametrize("victim", ["worker", "web"])
def test_serve_ends_with_a_code_when_one_of_the_two_dies(
    place: Installation, served: subprocess.Popen[bytes], victim: str
) -> None:
    os.kill(children(served)[victim], signal.SIGKILL)
    assert served.wait(PATIENCE_SECONDS) == 1
    until(lambda: not answers(place.port), "the web server is gone")
