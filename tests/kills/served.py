"""A served place, all of whose processes are killed at once while people vote over the network.

`pbplatform serve` starts again by its own command, and `pbplatform check` finds nothing.
Source: docs/rules/running.md section 7.
"""

from __future__ import annotations

import base64
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar, DefaultCookiePolicy

from config import ROOT, Settings
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ClockRow
from pbplatform.core.transaction import transaction
from tests.kills.acts import Vote, numbers, sealed_vote
from tests.kills.watch import VOTERS, Watch
from tests.pages import hidden_field
from tests.voting.by_page import HOME
from tests.voting.elections import OPENS, Election

_READY_SECONDS, _LONGEST_SECONDS = 400, 20  # also on a busy machine


def kill_while_serving(watch: Watch, kills: int) -> str:
    """Serve, let people vote, kill everything, serve again, and look; what the processes said.

    Returns:
        Everything that the web server, its workers and the worker wrote.
    """
    with watch.app.app_context():
        with transaction() as session:
            session.merge(ClockRow(id=1, frozen_at=OPENS, offset_us=0))
        db.session.remove()
    said = watch.folder / "said"
    place = Served(watch.settings, said)
    try:
        _kill_again_and_again(watch, place, kills)
    finally:
        place.kill()
    return said.read_text()


def _kill_again_and_again(watch: Watch, place: Served, kills: int) -> None:
    for turn in range(kills):
        place.start()
        chance = random.Random(watch.chance.random())
        voters = [Voter(watch.place.election, place.port, number) for number in range(4)]
        threads = [
            threading.Thread(target=voter.goes_on, args=(chance.random(),)) for voter in voters
        ]
        for thread in threads:
            thread.start()
        until = time.monotonic() + _LONGEST_SECONDS
        while not any(voter.given for voter in voters) and time.monotonic() < until:
            time.sleep(0.05)  # on a busy machine the first receipt takes long
        time.sleep(watch.chance.uniform(0, 2))
        place.kill()
        for thread in threads:
            thread.join(_LONGEST_SECONDS)
        watch.told.killed["served"] += 1
        for voter in voters:
            _note(watch, voter)
        watch._until_nobody_is_connected()
        watch.look(f"all processes were killed, time {turn + 1}")
    place.start()  # by itself, once more
    answer = place.check()
    if answer.returncode:
        watch.told.problems.append(answer.stderr.decode())


def _note(watch: Watch, voter: Voter) -> None:
    for vote in voter.given:
        watch.promised.setdefault(vote.voter, []).append(vote)
        watch.maybe.pop(vote.voter, None)
        watch.told.promised += 1
    if voter.on_its_way is not None:
        watch.maybe.setdefault(voter.on_its_way.voter, []).append(voter.on_its_way)


class Served:
    """`pbplatform serve` with settings of its own."""

    def __init__(self, settings: Settings, said: object) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.said = said
        self.environ = {
            **kept,
            "PBPLATFORM_MODE": "test",
            "PBPLATFORM_ROW_CLOCK": "1",
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key,
            "KEY_DIR": str(settings.key_dir),
            "FILES_DIR": str(settings.files_dir),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }

    def start(self) -> None:
        """Serve, until the place answers."""
        with open(str(self.said), "ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pbplatform", "serve"],
                env=self.environ,
                stdout=said,
                stderr=said,
            )
        until = time.monotonic() + _READY_SECONDS
        while not self._answers():
            assert self.process.poll() is None, "serve did not start again"
            assert time.monotonic() < until, "serve does not answer"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """Every process of it at once, as when the power fails."""
        for process in [*_below(self.process.pid), self.process.pid]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def check(self) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "pbplatform", "check"],
            env=self.environ,
            capture_output=True,
            check=False,
        )


def _below(parent: int) -> Iterator[int]:
    """Processes that come from this one, at any distance."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    for word in listed.stdout.split():
        yield from _below(int(word))
        yield int(word)


class Voter:
    """Votes and changes votes over the network, until the place is gone.

    Attributes:
        given: votes with a receipt.
        on_its_way: the vote that was sent and not answered.
    """

    def __init__(self, election: Election, port: int, number: int) -> None:
        self.election, self.number = election, number
        self.home = f"http://127.0.0.1:{port}{HOME}"
        self.given: list[Vote] = []
        self.on_its_way: Vote | None = None

    def goes_on(self, seed: float) -> None:
        chance = random.Random(seed)
        own = [voter for voter in range(1, VOTERS + 1) if voter % 4 == self.number]
        try:
            while True:
                self._votes(chance.choice(own), chance.choice(numbers()))
        except (OSError, HTTPException):  # the place is gone, also in the middle of an answer, or
            return  # says that there were too many votes

    def _votes(self, voter: int, number: int) -> None:
        jar = CookieJar(DefaultCookiePolicy())
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        page = self._read(self.home)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        token = unescape(found[1])
        self._read(self.home, csrf_token=token, here="1", action="next")
        code = self.election.codes[voter - 1]
        page = self._read(f"{self.home}/eligibility", csrf_token=token, code=code)
        vote, envelope = sealed_vote(self.election, voter, number)
        slip, text = hidden_field(page, "slip"), base64.b64encode(envelope).decode()
        self.on_its_way = vote
        page = self._read(f"{self.home}/cast", csrf_token=token, slip=slip, envelope=text)
        if 'id="box-code"' in page:
            self.given.append(vote)
            self.on_its_way = None

    def _read(self, url: str, **typed: str) -> str:
        sent = urllib.parse.urlencode(typed).encode() if typed else None
        origin = self.home.partition("/rounds")[0]
        request = urllib.request.Request(url, sent, {"Origin": origin})  # noqa: S310
        with self.open(request, timeout=_LONGEST_SECONDS) as page:
            return str(page.read().decode())
