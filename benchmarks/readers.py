"""Readers beside casts, from one thread: each reader on a connection of their own.

A reader's pages are due at instants that are fixed beforehand, whatever the server does, and what
they wait is counted from then: a server that stands still for a second makes everybody wait who
would have asked in that second. With no time between pages the next is due with the answer.
"""

from __future__ import annotations

import gzip
import math
import random
import selectors
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from load import Line
from reading_place import OWN, Page

GIVE_UP_SECONDS = 10.0  # a reader whose page has not come by then goes away
_PATIENCE_SECONDS = 60.0  # after the end of a run, for what was due before it
_LOOK_AT = 50  # of so many good pages one is unpacked and its words looked for
_CAST_LINES = 96


@dataclass
class Told:
    """What requests of one kind were answered.

    Attributes:
        waits: seconds of each good answer, from when it was due.
        unchanged: how many of these said that the reader has the page already.
        errors: how many of each other kind.
        looked_at: pages that were unpacked and had the words that they must have.
    """

    waits: list[float] = field(default_factory=list)
    unchanged: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    looked_at: int = 0

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the good answers came; 0 where none came."""
        if len(self.waits) < 2:
            return max(self.waits, default=0.0)
        return statistics.quantiles(self.waits, n=1000, method="inclusive")[int(share * 1000) - 1]


@dataclass
class Run:
    """A run of load: what readers and casts were told in so many seconds."""

    seconds: float = 0.0
    pages: Told = field(default_factory=Told)
    casts: Told = field(default_factory=Told)


class Caster:
    """A connection on which votes are sent."""

    def __init__(self, line: Line, told: Told) -> None:
        self.line, self.told, self.due = line, told, 0.0

    def judge(self, answer: bytes, waited: float) -> None:
        if answer.startswith(b"HTTP/1.1 200") and b"in the box" in answer:
            self.told.waits.append(waited)
        else:
            self.told.errors[_status(answer)] += 1


class Reader:
    """Somebody who reads page after page.

    Args:
        tags: of the pages that they have from before; None for who never comes back.
        cookie: of who is signed in; one page in five is then their own.
    """

    def __init__(
        self,
        line: Line,
        told: Told,
        pages: Sequence[Page],
        drawn: random.Random,
        *,
        tags: dict[str, bytes] | None = None,
        cookie: str = "",
    ) -> None:
        self.line, self.told, self.due = line, told, 0.0
        self._pages, self._drawn, self._cookie = pages, drawn, cookie
        self._often = [each.often for each in pages]
        self._tags = None if tags is None else dict(tags)
        self._page = pages[0]

    def forget(self) -> None:
        """Be somebody who never comes back."""
        self._tags = None

    def next(self, port: int) -> bytes:
        """The request for the page that is read next."""
        own = self._cookie and self._drawn.random() < 0.2
        self._page = OWN if own else self._drawn.choices(self._pages, self._often)[0]
        tag = (self._tags or {}).get(self._page.path, b"")
        return get_request(port, self._page.path, cookie=self._cookie, tag=tag)

    def judge(self, answer: bytes, waited: float) -> None:
        """Count the answer; what is wrong with it is an error of its own kind."""
        if answer.startswith(b"HTTP/1.1 304") and self._tags is not None:
            self.told.unchanged += 1
        elif not answer.startswith(b"HTTP/1.1 200"):
            self.told.errors[_status(answer)] += 1
            return
        elif len(self.told.waits) % _LOOK_AT == 0:
            if self._page.words not in _unpacked(answer):
                self.told.errors[f"without its words: {self._page.path}"] += 1
                return
            self.told.looked_at += 1
        self.told.waits.append(waited)
        if self._tags is not None and (tag := header(answer, b"etag")):
            self._tags[self._page.path] = tag


def get_request(port: int, path: str, *, cookie: str = "", tag: bytes = b"") -> bytes:
    """The bytes with which a browser asks for a page."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-GB,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br, zstd",
        *([f"Cookie: {cookie}"] if cookie else []),
        *([f"If-None-Match: {tag.decode()}"] if tag else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def header(answer: bytes, name: bytes) -> bytes:
    """A header of an answer; empty where it has none."""
    head = answer.split(b"\r\n\r\n", 1)[0]
    for line in head.split(b"\r\n")[1:]:
        said, value = line.split(b":", 1)
        if said.lower() == name:
            return value.strip()
    return b""


def _status(answer: bytes) -> str:
    return answer.split(b"\r\n", 1)[0].decode().removeprefix("HTTP/1.1 ")


def _unpacked(answer: bytes) -> bytes:
    body = answer.split(b"\r\n\r\n", 1)[1]
    return gzip.decompress(body) if header(answer, b"content-encoding") == b"gzip" else body


def make_readers(
    port: int, run: Run, many: int, pages: Sequence[Page], cookies: Sequence[str]
) -> list[Reader]:
    """So many readers: six of ten are new, three come back, one is signed in."""
    drawn = random.Random(7)
    tags = _tags(port, pages)
    readers = []
    for number in range(many):
        kind = number % 10
        told: dict[str, object] = {}
        if kind in (6, 7, 8):
            told["tags"] = tags
        elif kind == 9 and cookies:
            told["cookie"] = cookies[number % len(cookies)]
        line = Line(("127.0.0.1", port))
        reader = Reader(line, run.pages, pages, random.Random(drawn.random()), **told)  # type: ignore[arg-type]
        readers.append(reader)
    return readers


def _tags(port: int, pages: Sequence[Page]) -> dict[str, bytes]:
    """What readers of before have; each page is read once, and must be there.

    Raises:
        RuntimeError: a page is not there, or does not have its words.
    """
    line, tags = Line(("127.0.0.1", port)), {}
    for page in pages:
        line.send(get_request(port, page.path), 0.0)
        answer = None
        while answer is None:
            answer = line.read()
        if not answer.startswith(b"HTTP/1.1 200") or page.words not in _unpacked(answer):
            raise RuntimeError(f"{page.path} answers {_status(answer)}, or without its words")
        tags[page.path] = header(answer, b"etag")
    line.socket.close()
    return {path: tag for path, tag in tags.items() if tag}


class Load:
    """Sends what is due, and hears what is answered, until the time is over."""

    def __init__(
        self, port: int, run: Run, readers: list[Reader], casts: Iterator[bytes], cast_rate: float
    ) -> None:
        self.port, self.run, self.casts, self.cast_rate = port, run, casts, cast_rate
        self._idle = readers
        lines = _CAST_LINES if cast_rate else 0
        address = ("127.0.0.1", port)
        self._free = [Caster(Line(address), run.casts) for _line in range(lines)]
        self._heard = selectors.DefaultSelector()
        self._busy: dict[int, Reader | Caster] = {}
        self._sent_casts = 0

    def go(self, seconds: float, think: float) -> None:
        """Run for so long.

        Args:
            think: seconds from one page of a reader to their next; 0 asks again at once.
        """
        self._begun = self._looked = time.perf_counter()
        for place, reader in enumerate(self._idle):
            reader.due = self._begun + think * place / max(1, len(self._idle))
        self._ends = self._begun + seconds
        while self._busy or self._is_due_at() < self._ends:
            now = time.perf_counter()
            if now > self._ends + _PATIENCE_SECONDS:
                self._leave_the_rest(think)
                break
            self._send_what_is_due(now)
            self._hear(self._pause(time.perf_counter()), think)
            self._give_up(time.perf_counter())
        self.run.seconds = max(seconds, time.perf_counter() - self._begun)
        for each in [*self._idle, *self._free]:
            each.line.socket.close()
        self._heard.close()

    def _next_cast(self) -> float:
        """When the next vote is due."""
        if not self.cast_rate:
            return self._ends
        return self._begun + self._sent_casts / self.cast_rate

    def _is_due_at(self) -> float:
        """When the next page or vote is due; what is due before the end is asked for, also late."""
        return min([self._next_cast(), *(reader.due for reader in self._idle)])

    def _send_what_is_due(self, now: float) -> None:
        until = min(now, self._ends)
        waiting = []
        for reader in self._idle:
            if reader.due < until:
                self._send(reader, reader.next(self.port))
            else:
                waiting.append(reader)
        self._idle = waiting
        while self._free and (due := self._next_cast()) < until:
            caster = self._free.pop()
            caster.due = due
            self._send(caster, next(self.casts))
            self._sent_casts += 1

    def _send(self, who: Reader | Caster, request: bytes) -> None:
        who.line.send(request, who.due)
        self._busy[id(who)] = who
        self._heard.register(who.line.socket, selectors.EVENT_READ, who)

    def _pause(self, now: float) -> float:
        """Seconds to listen until something is due; while all lines are busy, a quarter of one."""
        due = [reader.due for reader in self._idle]
        if self._free:
            due.append(self._next_cast())
        soon = min((each for each in due if each < self._ends), default=now + 0.25)
        return min(0.25, max(0.0, soon - now))

    def _leave_the_rest(self, think: float) -> None:
        """What the server was too slow for is an error, not something that was never due."""
        for who in self._busy.values():
            self._heard.unregister(who.line.socket)
            who.line.socket.close()
            who.told.errors["no answer before the end"] += 1
            if isinstance(who, Reader) and think:
                later = math.ceil((self._ends - who.due) / think) - 1
                who.told.errors["never asked for"] += max(0, later)
        if (due := self._next_cast()) < self._ends:
            self.run.casts.errors["never sent"] += math.ceil((self._ends - due) * self.cast_rate)

    def _hear(self, pause: float, think: float) -> None:
        for key, _events in self._heard.select(pause):
            who: Reader | Caster = key.data
            self._heard.unregister(key.fileobj)
            try:
                answer = who.line.read()
            except ConnectionError:
                who.told.errors["the server hung up"] += 1
                who.line.anew()
                self._done(who, think)
                continue
            if answer is None:
                self._heard.register(who.line.socket, selectors.EVENT_READ, who)
                continue
            who.judge(answer, time.perf_counter() - who.due)
            self._done(who, think)

    def _done(self, who: Reader | Caster, think: float) -> None:
        del self._busy[id(who)]
        if isinstance(who, Caster):
            self._free.append(who)
        else:
            who.due = who.due + think if think else time.perf_counter()
            self._idle.append(who)

    def _give_up(self, now: float) -> None:
        if now - self._looked < 0.5:
            return
        self._looked = now
        for who in list(self._busy.values()):
            if now - who.line.sent_at > GIVE_UP_SECONDS:
                self._heard.unregister(who.line.socket)
                who.told.errors[f"no answer in {GIVE_UP_SECONDS:.0f} s"] += 1
                who.line.anew()
                self._done(who, GIVE_UP_SECONDS)
