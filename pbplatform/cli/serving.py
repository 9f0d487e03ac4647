"""`serve`: one web server and one worker, started and ended together (ruling 12)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping

from config import ROOT, Settings, SettingsError
from pbplatform.cli.installation import SERVE_PID

_GRACE_SECONDS = 30
_LOOK_SECONDS = 0.2


class Ended(Exception):
    """The web server or the worker ended by itself; the text says which and how."""


def commands() -> dict[str, list[str]]:
    """What runs, by name."""
    return {
        "web server": [
            *(sys.executable, "-m", "gunicorn"),
            *("-c", "python:pbplatform.cli.gunicorn_settings"),
            "pbplatform.cli.wsgi:make_app()",
        ],
        "worker": [sys.executable, "-m", "pbplatform", "worker", "--parent", str(os.getpid())],
    }


def serve(settings: Settings, environ: Mapping[str, str]) -> None:
    """Run both until told to stop; signals are passed on.

    Raises:
        SettingsError: the port is taken.
        Ended: one of the two ended by itself.
    """
    check_port(settings.host, settings.port)
    stopping = _Stop()
    stopping.listen()
    inherited = {**environ, SERVE_PID: str(os.getpid()), "PYTHONPATH": _python_path(environ)}
    running = {
        name: subprocess.Popen(command, env=inherited, start_new_session=True)
        for name, command in commands().items()
    }
    try:
        _wait(running, stopping)
    finally:
        _end(running)


class _Stop:
    """Whether SIGTERM, SIGINT or SIGHUP came."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        self.asked = True


def _wait(running: Mapping[str, subprocess.Popen[bytes]], stopping: _Stop) -> None:
    while not stopping.asked:
        for name, process in running.items():
            code = process.poll()
            if code is not None:
                raise Ended(f"the {name} ended by itself with code {code}; stopping the rest")
        time.sleep(_LOOK_SECONDS)


def _end(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def check_port(host: str, port: int) -> None:
    """Refuse a taken port before anything starts.

    Raises:
        SettingsError: another program listens there, or the address is not ours.
    """
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(address[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except OSError as error:
        raise SettingsError(
            f"{host}:{port} cannot be used ({error.strerror}). Stop the program that uses it, or "
            f"set PORT to another number"
        ) from error


def _python_path(environ: Mapping[str, str]) -> str:
    known = environ.get("PYTHONPATH", "")
    return f"{ROOT}{os.pathsep}{known}" if known else str(ROOT)
