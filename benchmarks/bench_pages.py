"""How long each public page takes to make: `make bench-pages`.

In one process and one run, on the demonstration's database (made once, kept in the folder of
temporary files): each page as readers get it, its bare page (the same statements sent by Core, the
same template rendered with what the page gave it: ruling 41), and a Flask application that answers
with a fixed string. Processor time, so that other work on the machine counts less. `--database`
names another SQLite file, made by `pbplatform demo`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, before_render_template, template_rendered
from sqlalchemy import event

from config import Settings
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.demo.seed import FIRST_START, seed

PAGES = (
    *("/", "/about", "/rounds", "/rounds/neighbour-fund-2027"),
    *("/rounds/green-streets-fund-2028/ideas", "/rounds/neighbour-fund-2027/proposals"),
    *("/rounds/neighbour-fund-2026/results", "/rounds/neighbour-fund-2026/results/ballots"),
    *("/forums/town-forum", "/forums/town-forum/points", "/promises", "/promises/late"),
    *("/projects", "/changed", "/moderation", "/log", "/log?family=vote", "/data"),
)
SECRET = "a secret of a measurement, which keeps nothing safe"  # noqa: S105  # of no place


@dataclass(frozen=True)
class Took:
    """What one page took: processor milliseconds in the middle and at 99 of 100, seconds."""

    p50: float
    p99: float
    cpu: float
    rate: float


def application(database: Path) -> Flask:
    """A place as the public sees it, at the first instant of the demonstration."""
    url = f"sqlite:///{database}"
    settings = Settings(
        mode="test",
        database_url=url,
        database_direct_url=url,
        secret_key=SECRET,
        key_dir=database.parent / "keys",
        files_dir=database.parent / "files",
        public_url="http://127.0.0.1",
    )
    return create_app(settings, clock=lambda: FIRST_START)


def seeded() -> Path:
    """The demonstration's database, made once."""
    folder = Path(tempfile.gettempdir()) / "pbplatform-bench-pages"
    database = folder / "demo.db"
    if not database.exists():
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "keys").mkdir(parents=True)
        half = folder / "half.db"
        upgrade(f"sqlite:///{half}")
        app = application(half)
        seed(app)
        with app.app_context():
            db.engine.dispose()
        half.rename(database)
    upgrade(f"sqlite:///{database}")  # an older version made it
    return database


def measured(act: Callable[[], object], times: int) -> Took:
    """Do it so many times, warm."""
    for _ in range(5):
        act()
    cpu, wall = [], []
    for _ in range(times):
        begun, at = time.process_time(), time.perf_counter()
        act()
        cpu.append(1000 * (time.process_time() - begun))
        wall.append(1000 * (time.perf_counter() - at))
    cpu.sort()
    wall.sort()
    middle, late = times // 2, min(times - 1, times * 99 // 100)
    return Took(wall[middle], wall[late], cpu[middle], 1000 * times / sum(wall))


@dataclass
class Heard:
    """Statements with their values, and of each template how many were sent before it began."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    begun: dict[int, int] = field(default_factory=dict)
    ended: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def heard() -> Iterator[Heard]:
    """What a page sends and renders; the template that ends last is the page's own."""
    here = Heard()

    def statement(_c: object, _cursor: object, text: str, values: Any, *_rest: object) -> None:
        if not text.startswith("BEGIN"):
            here.sent.append((text, values))

    def begins(_app: object, template: Any, **_rest: object) -> None:
        here.begun[id(template)] = len(here.sent)

    def ends(_app: object, template: Any, context: dict[str, Any], **_rest: object) -> None:
        here.ended.append((template, dict(context)))

    event.listen(db.engine, "before_cursor_execute", statement)
    with before_render_template.connected_to(begins), template_rendered.connected_to(ends):
        try:
            yield here
        finally:
            event.remove(db.engine, "before_cursor_execute", statement)


def bare(app: Flask, url: str, times: int) -> tuple[Took, int]:
    """The bare page, and how many statements it sends.

    The template is rendered with what the page had made ready for it. What other slices show on it
    by slots, and read for that, is part of the template, so it is not bare.
    """
    with app.test_request_context(url):
        with heard() as told:
            app.preprocess_request()
            app.dispatch_request()
        page, context = told.ended[-1]
        before = told.sent[: told.begun[id(page)]]

        def made() -> str:
            with db.engine.connect() as connection:
                for text, values in before:
                    connection.exec_driver_sql(text, values).fetchall()
            return str(page.render(context))

        return measured(made, times), len(told.sent)


def kept(app: Flask, ask: Callable[[], object], times: int) -> str:
    """What a page takes that is given out again; empty where nothing keeps pages."""
    store = app.extensions.get("kept_pages")
    if store is None:
        return ""
    store.on = True
    try:
        return f"{measured(ask, times).cpu:.2f}"
    finally:
        store.on = False


def fixed_string() -> Took:
    """A Flask application that answers with two letters."""
    app = Flask("fixed")
    app.add_url_rule("/", view_func=lambda: "ok")
    client = app.test_client()
    return measured(lambda: client.get("/"), 300)


def main() -> None:
    """Print the table."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--database", type=Path)
    wanted.add_argument("--times", type=int, default=100)
    wanted.add_argument("--pages", nargs="*", default=PAGES)
    told = wanted.parse_args()
    app = application((told.database or seeded()).resolve())
    client = app.test_client()
    static = fixed_string()
    print(
        "| page | a second | p50 ms | p99 ms | CPU ms | bare CPU ms | of bare | statements "
        "| kept CPU ms |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    print(
        f"| a fixed string | {static.rate:.0f} | {static.p50:.2f} | {static.p99:.2f} "
        f"| {static.cpu:.2f} | | | 0 | |"
    )
    for url in told.pages:
        answer = client.get(url)
        if answer.status_code != 200:
            print(f"| `{url}` | answers {answer.status_code} | | | | | | | |")
            continue
        page = measured(lambda: client.get(url), told.times)  # noqa: B023  # called here
        again = kept(app, lambda: client.get(url), told.times)  # noqa: B023
        plain, statements = bare(app, url, told.times)
        print(
            f"| `{url}` | {page.rate:.0f} | {page.p50:.1f} | {page.p99:.1f} | {page.cpu:.1f} "
            f"| {plain.cpu:.1f} | {100 * plain.cpu / page.cpu:.0f} % | {statements} | {again} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
