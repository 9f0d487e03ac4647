"""HTTP load from one thread: as fast as answers come, or so many a second whatever they do."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Answers:
    """What a run of load was answered.

    Attributes:
        seconds: of the run.
        waits: seconds of each good answer, from when it was due to be sent.
        bad: the first line of each other one.
    """

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def note(self, due: float, answer: bytes) -> None:
        """Count an answer to what was due then."""
        if answer.startswith(b"HTTP/1.1 200") and b"in the box" in answer:
            self.waits.append(time.perf_counter() - due)
        else:
            self.bad.append(answer.split(b"\r\n", 1)[0].decode())

    @property
    def rate(self) -> float:
        """Good answers in a second."""
        return len(self.waits) / self.seconds

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        return statistics.quantiles(self.waits, n=1000)[min(998, int(share * 1000) - 1)]


class Line:
    """One connection that stays open, and what it waits for."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self.due = self.sent_at = 0.0
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(self._address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes, due: float) -> None:
        self.due, self._got, self._whole, self._request = due, b"", 0, request
        self.sent_at = time.perf_counter()
        try:
            self.socket.sendall(request)
        except ConnectionError:
            self._again()

    def anew(self) -> None:
        """Another connection in place of this one."""
        self.socket.close()
        self.connect()

    def _again(self) -> None:
        """As a browser does: a connection that was idle for too long is made anew."""
        self.anew()
        self.socket.sendall(self._request)

    def read(self) -> bytes | None:
        """The whole answer; None while some of it is missing.

        Raises:
            ConnectionError: the server ended the connection in the middle.
        """
        try:
            part = self.socket.recv(1 << 18)
        except ConnectionResetError:
            part = b""
        if not part and self._got:
            raise ConnectionError("the server hung up")
        if not part:
            self._again()
            return None
        self._got += part
        if not self._whole:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = self._got[:end].lower()
            self._whole = end + 4 + _length(head)
            self._ends = b"connection: close" in head
        if len(self._got) < self._whole:
            return None
        if self._ends:
            self.anew()
        return self._got


def _length(head: bytes) -> int:
    """Bytes of the body that this head announces; an answer that nothing changed has none."""
    start = head.find(b"content-length:")
    if start < 0 and head.startswith(b"http/1.1 304"):
        return 0
    if start < 0:
        raise ValueError("an answer of unknown length: pages of this load have one")
    return int(head[start + 15 : start + 27].split(b"\r\n")[0])


def run(
    port: int, requests: Iterator[bytes], *, lines: int, seconds: float, rate: float = 0.0
) -> Answers:
    """Send requests for so long.

    Args:
        lines: connections that are open at the same time.
        rate: how many are sent in a second; 0 sends the next one when an answer is there.
    """
    told = Answers()
    free = [Line(("127.0.0.1", port)) for _line in range(lines)]
    waiting = selectors.DefaultSelector()
    begun = time.perf_counter()
    sent, busy = 0, 0
    while True:
        now = time.perf_counter() - begun
        while free and now < seconds:
            due = sent / rate if rate else now
            request = next(requests, None) if due <= now else b""
            if request is None:
                seconds = now  # nothing more is to be sent
            if not request:
                break
            line = free.pop()
            line.send(request, begun + due)
            waiting.register(line.socket, selectors.EVENT_READ, line)
            sent, busy = sent + 1, busy + 1
        if not busy and now >= seconds:
            break
        pause = max(0.0, sent / rate - now) if rate and free and now < seconds else 0.5
        for key, _events in waiting.select(min(pause, 0.5)):
            line = key.data
            answer = line.read()
            waiting.unregister(key.fileobj)
            if answer is None:
                waiting.register(line.socket, selectors.EVENT_READ, line)  # perhaps a new one
                continue
            free.append(line)
            busy -= 1
            told.note(line.due, answer)
    told.seconds = time.perf_counter() - begun
    for line in free:
        line.socket.close()
    return told
