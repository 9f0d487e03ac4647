"""What one vote costs of a processor, beside the floor: `make bench-cast`.

Both applications of `bench_vote.py` in one process, without a web server: blocks of whole forms go
to the floor and to the cast in turn, and the least of all blocks is told, in processor time of this
process. On PostgreSQL the server's own time is not in it. `--profile` prints where a cast spends
it, by functions; a profile makes Python slower, so its sum is none of these figures.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from vote_floor import ROW, make_table
from vote_floor import make_app as make_floor
from vote_place import cast_requests, make_vote_place, post_request

from pbplatform.cli.database import upgrade
from tests.databases import PostgresqlDatabases


def environ_of(request: bytes) -> dict[str, Any]:
    """What a web server makes of the bytes of a request."""
    head, _end, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split(" ")
    told: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8118",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for line in lines:
        name, value = line.split(": ", 1)
        key = name.upper().replace("-", "_")
        told[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return told


def send(app: Flask, environ: dict[str, Any]) -> bytes:
    """The answer's body; a vote that was not taken ends the run."""
    said: list[str] = []
    parts = app.wsgi_app(environ, lambda status, *_more: said.append(status))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    if not said[0].startswith("200") or b"in the box" not in body:
        raise SystemExit(f"not taken: {said[0]} {body[:300]!r}")
    return body


def block(app: Flask, environs: list[dict[str, Any]]) -> float:
    """Processor milliseconds of one request of these."""
    begun = time.process_time()
    for environ in environs:
        send(app, environ)
    return (time.process_time() - begun) / len(environs) * 1000


def measure(name: str, url: str, folder: Path, asked: argparse.Namespace) -> None:
    """Print floor and cast, and where a cast spends its time."""
    many = (asked.turns + 1) * asked.block + asked.sample
    place = make_vote_place(url, folder, port=8118, voters=many)
    requests = cast_requests(place, iter(range(1, many + 1)), many)
    make_table(url)
    os.environ["DATABASE_URL"] = url
    floor, cast = make_floor(), place.app()
    row = post_request(8118, "/cast", {"row": "x" * ROW})
    votes = iter([environ_of(each) for each in requests])
    found: dict[str, list[float]] = {"floor": [], "cast": []}
    for _turn in range(asked.turns + 1):
        found["floor"].append(block(floor, [environ_of(row) for _vote in range(asked.block)]))
        found["cast"].append(block(cast, [next(votes) for _vote in range(asked.block)]))
    least = {what: min(blocks[1:]) for what, blocks in found.items()}  # the first one warms up
    share = least["floor"] / least["cast"]
    print(f"{name}: floor {least['floor']:.2f} ms, cast {least['cast']:.2f} ms: {share:.0%}")
    if asked.sample:
        _sampled(cast, list(votes), asked.lines)


def _sampled(app: Flask, votes: list[dict[str, Any]], lines: int) -> None:
    """Print the functions in or below which most samples were taken, as milliseconds of a cast."""
    within: Counter[str] = Counter()
    taken = 0

    def note(_number: int, frame: FrameType | None) -> None:
        nonlocal taken
        taken += 1
        names = set()
        while frame is not None:
            code = frame.f_code
            names.add(f"{'/'.join(code.co_filename.split('/')[-2:])}:{code.co_qualname}")
            frame = frame.f_back
        within.update(names)

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, 0.0005, 0.0005)
    took = block(app, votes)
    signal.setitimer(signal.ITIMER_PROF, 0)
    print(f"  {taken:,} samples of {len(votes):,} casts, {took:.2f} ms each")
    for name, many in within.most_common(lines):
        print(f"  {took * many / taken:6.3f} ms  {many / taken:4.0%}  {name}")


@contextmanager
def _databases(asked: argparse.Namespace, top: Path) -> Iterator[list[tuple[str, str, Path]]]:
    names = ("SQLite", "PostgreSQL") if asked.db == "both" else (asked.db,)
    server = None
    found = []
    for name in names:
        folder = top / name
        folder.mkdir()
        if name == "SQLite":
            url = f"sqlite:///{folder / 'vote.db'}"
            upgrade(url)
        else:
            server = PostgresqlDatabases(folder, upgrade)
            url = server.fresh()
        found.append((name, url, folder))
    try:
        yield found
    finally:
        if server is not None:
            server.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--block", type=int, default=50, help="requests in a row")
    parser.add_argument("--turns", type=int, default=12, help="blocks of each; the least is told")
    parser.add_argument("--sample", type=int, default=0, help="casts to look into")
    parser.add_argument("--lines", type=int, default=60, help="functions told")
    parser.add_argument("--db", choices=("SQLite", "PostgreSQL", "both"), default="both")
    asked = parser.parse_args()
    top = Path(tempfile.mkdtemp(prefix="pb-cost-"))
    try:
        with _databases(asked, top) as databases:
            for name, url, folder in databases:
                measure(name, url, folder, asked)
    finally:
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
