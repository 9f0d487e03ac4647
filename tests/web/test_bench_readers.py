"""The load of `make bench-load` at a small size, in this process: docs/benchmarks.md, “Readers
beside casts”. Nothing here is about how fast anything is."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks import fixed_page
from tests.apps import let_go, share_compiled

SMALL = (
    "--readers",
    "10",
    "--think",
    "0.2",
    "--casts",
    "10",
    "--seconds",
    "1.5",
    "--quick",
    "0.2",
    "--news",
    "0",
)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benchmarks are programs: they find each other in their folder."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))


class KeptOpen(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_told: object) -> None:
        """Nobody reads it."""


@contextmanager
def threads_serve(app: Flask, port: int) -> Iterator[SimpleNamespace]:
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=KeptOpen)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield SimpleNamespace(pid=os.getpid())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def place(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A small place with an open vote, served by threads of this process."""
    import bench_load
    import readers
    from reading_place import Amounts

    monkeypatch.setattr(readers, "GIVE_UP_SECONDS", 120.0)  # machines are busy
    asked = bench_load.arguments([*SMALL, "--voters", "80", "--port", str(free_port())])
    asked.amounts = Amounts(ideas=30, proposals=2, points=60, ballots=5, people=2)
    made = bench_load.make("small", database_url, tmp_path / "place", asked)

    @contextmanager
    def serving(bench: Any, app: str) -> Iterator[SimpleNamespace]:
        served = fixed_page.make_app() if app == bench_load.FIXED else bench.place.app()
        if app == bench_load.PRODUCT:
            share_compiled(served)
        with threads_serve(served, bench.port) as told:
            yield told
        if app == bench_load.PRODUCT:
            let_go(served)

    monkeypatch.setattr(bench_load, "serving", serving)
    return made


def test_every_load_is_answered_and_every_vote_is_found_in_the_box(
    place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    import bench_load

    rows = bench_load.measure(place)
    said = capsys.readouterr().out
    assert [len(row.run.pages.waits) > 0 for row in rows] == [True] * 7
    assert [dict(row.run.pages.errors + row.run.casts.errors) for row in rows] == [{}] * 7
    kept, mixed, alone = rows[2].run.pages, rows[5].run, rows[4].run
    assert kept.unchanged == 0
    assert 0 < mixed.pages.unchanged < len(mixed.pages.waits)
    assert mixed.pages.looked_at > 0
    assert len(mixed.casts.waits) == 15  # ten a second for a second and a half
    assert not alone.casts.waits
    assert f"{place.confirmed:,} votes confirmed; all there" in said
    assert place.confirmed >= 15
    table = [line for line in said.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in table} == {15}
    assert len(table) == 2 + len(rows)


@pytest.mark.parametrize(
    ("urn", "roll", "word"),
    [(3, 3, "; all"), (2, 3, "NOT ALL"), (3, 2, "NOT ALL"), (4, 4, "NOT ALL")],
)
def test_vote_that_is_not_in_the_box_is_told(urn: int, roll: int, word: str) -> None:
    from bench_load import verdict

    before = {"urn": 10, "roll": 20, "log_pending": 0}
    after = {"urn": 10 + urn, "roll": 20 + roll, "log_pending": 3}
    assert word in verdict(3, before, after)


def test_what_is_said_meanwhile_stands_on_the_next_page(place: Any) -> None:
    from datetime import UTC, datetime

    from reading_place import IDEAS, say_something

    app = place.bench.place.app()
    share_compiled(app)
    client, url = app.test_client(), f"/rounds/{IDEAS}/ideas"
    told = {"base_url": place.bench.place.settings.public_url}
    assert "said now 7" not in client.get(url, **told).text
    with app.app_context():
        say_something(7, datetime.now(UTC))
    assert "said now 7" in client.get(url, **told).text
    let_go(app)


def told_reader(**given: Any) -> Any:
    from readers import Reader, Told
    from reading_place import Page

    line: Any = SimpleNamespace(due=0.0)
    return Reader(line, Told(), [Page("/", 1, b"Hackford")], random.Random(1), **given)


def test_reader_who_has_the_page_says_so_and_is_told_that_nothing_changed() -> None:
    reader = told_reader(tags={"/": b'"old"'})
    assert b'If-None-Match: "old"' in reader.next(1)
    reader.judge(b"HTTP/1.1 304 NOT MODIFIED\r\n\r\n", 0.1)
    assert (reader.told.unchanged, len(reader.told.waits)) == (1, 1)
    reader.judge(b'HTTP/1.1 200 OK\r\nETag: "new"\r\n\r\nHackford', 0.1)
    assert b'If-None-Match: "new"' in reader.next(1)
    assert not reader.told.errors


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 503 SERVICE UNAVAILABLE\r\n\r\n", "503 SERVICE UNAVAILABLE"),
        (b"HTTP/1.1 304 NOT MODIFIED\r\n\r\n", "304 NOT MODIFIED"),
        (b"HTTP/1.1 302 FOUND\r\n\r\n", "302 FOUND"),
        (b"HTTP/1.1 200 OK\r\n\r\nsomething else", "without its words: /"),
    ],
)
def test_answer_that_a_new_reader_cannot_read_is_an_error_of_its_kind(
    answer: bytes, error: str
) -> None:
    reader = told_reader()
    reader.next(1)
    reader.judge(answer, 0.1)
    assert dict(reader.told.errors) == {error: 1}
    assert reader.told.waits == []


@contextmanager
def answering(*answers: bytes, first_waits: float = 0.0) -> Iterator[int]:
    """A server that gives these answers, then the last of them again and again."""
    listening = socket.create_server(("127.0.0.1", 0))
    left = list(answers)

    def serve() -> None:
        pause = first_waits
        while True:
            try:
                line, _address = listening.accept()
            except OSError:
                return
            with line:
                while line.recv(4096):
                    time.sleep(pause)
                    pause = 0.0
                    answer = left.pop(0) if len(left) > 1 else left[0]
                    line.sendall(answer)
                    if not answer.endswith(b"Hackford"):
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def one_reads(port: int, *, seconds: float, think: float) -> Any:
    from load import Line
    from readers import Load, Reader, Run
    from reading_place import Page

    run = Run()
    page = Page("/", 1, b"Hackford")
    reader = Reader(Line(("127.0.0.1", port)), run.pages, [page], random.Random(1))
    Load(port, run, [reader], iter(()), 0).go(seconds, think)
    return run.pages


WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nHackford"


def test_server_that_hangs_up_in_the_middle_is_counted_and_the_reader_goes_on() -> None:
    with answering(WHOLE[:-4], WHOLE) as port:
        told = one_reads(port, seconds=0.3, think=0.05)
    assert dict(told.errors) == {"the server hung up": 1}
    assert told.waits


def test_who_had_to_wait_for_a_page_has_waited_for_the_next_one_too() -> None:
    """Pages are due at fixed instants; the second one was asked for late, and came at once."""
    with answering(WHOLE, first_waits=0.5) as port:
        told = one_reads(port, seconds=0.4, think=0.1)
    assert len(told.waits) >= 2
    assert told.waits[0] >= 0.5
    assert told.waits[1] >= 0.4


def test_page_that_never_comes_is_an_error_and_so_is_what_was_due_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import readers

    monkeypatch.setattr(readers, "_PATIENCE_SECONDS", 0.0)
    with answering(WHOLE, first_waits=3.0) as port:
        told = one_reads(port, seconds=0.35, think=0.1)
    assert dict(told.errors) == {"no answer before the end": 1, "never asked for": 3}
    assert told.waits == []


def test_quantile_is_of_all_good_answers() -> None:
    from readers import Told

    told = Told(waits=[0.1] * 98 + [0.9, 1.0])
    assert told.quantile(0.5) == 0.1
    assert 0.8 < told.quantile(0.99) <= 1.0
    assert Told().quantile(0.95) == 0.0


def test_arguments_are_those_of_the_table_in_the_documents() -> None:
    import bench_load

    asked = bench_load.arguments([])
    assert (asked.readers, asked.think, asked.casts, asked.seconds) == (200, 1.0, 50.0, 60.0)
