"""How gunicorn runs the application (ruling 12); read by gunicorn itself as `-c python:…`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any

from pbplatform.cli.gunicorn_logger import SafeLogger
from pbplatform.cli.installation import SERVE_PID, environment, settings

_settings = settings()

bind = f"{_settings.host}:{_settings.port}"
# As many as there are cores: each makes pages and takes votes on one.
workers = _settings.web_processes
# The application is made and made ready before the port is opened, once for all workers.
preload_app = True
worker_class = "pbplatform.cli.web_worker.PatientWorker"
# Of these, four never wait to write nor for a slow request (web_worker.py); each may hold one of
# the 15 connections of its process (pbplatform/core/engines.py).
threads = 12
worker_connections = 200
# Whoever holds SQLite's one turn lets go of Python at every statement, and gets it back when others
# have had theirs: at most so much later, a tenth of what is usual.
SWITCH_SECONDS = 0.0005
timeout = 60
graceful_timeout = 20
keepalive = 5
loglevel = "warning"
proc_name = "pbplatform"
control_socket_disable = True
umask = 0o077
# A longer address or header is nobody's; the proxy has its own limits (deploy/nginx.conf).
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
logger_class = SafeLogger


def when_ready(_server: Any) -> None:
    """Say where to look."""
    print(f"\n  Ready: {_settings.public_url}\n  Stop with Ctrl-C.\n", flush=True)


def post_worker_init(worker: Any) -> None:
    """Share Python in short turns; end with `serve`, even when it was killed without telling us."""
    sys.setswitchinterval(SWITCH_SECONDS)
    worker.app.callable.extensions.get("in_new_process", _nothing)(threads)
    serve = environment().get(SERVE_PID)
    if serve:
        threading.Thread(target=_watch, args=(int(serve),), daemon=True).start()


def child_exit(_server: Any, worker: Any) -> None:
    """Whoever has ended has no connections any more."""
    worker.seat.clear()


def _nothing(_threads: int) -> None:
    """For an application that asks for nothing when a process begins."""


def _watch(serve: int) -> None:
    arbiter = os.getppid()
    while os.getppid() == arbiter:
        time.sleep(1)
        try:
            os.kill(serve, 0)
        except ProcessLookupError:
            print("pbplatform serve is gone; stopping the web server.", file=sys.stderr, flush=True)
            os.kill(arbiter, signal.SIGTERM)
            return
