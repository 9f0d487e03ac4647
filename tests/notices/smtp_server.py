"""A mail server of tests: takes or refuses mails on this machine."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server  # type: ignore[assignment]
        self._say("220 mail.test ready")
        while line := self.rfile.readline():
            word = line.decode().split()[0].upper() if line.strip() else ""
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "RCPT" and (server.refuses or server.refuses_for_good):
                self._say("550 nobody here" if server.refuses_for_good else "451 not now")
            elif word == "EHLO":
                for line in server.extensions:
                    self._say(f"250-{line}")
                self._say("250 mail.test")
            elif word == "DATA":
                self._say("354 go on")
                time.sleep(server.seconds_a_mail)
                server.taken.append(self._data())
                self._say("250 taken")
            else:
                self._say("250 ok")

    def _data(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[str] = []
        self.refuses = self.refuses_for_good = False
        self.extensions: tuple[str, ...] = ()
        self.seconds_a_mail = 0.0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running mail server; `taken` holds what it took."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
