"""How long pages take, made and kept: `make bench-pages`.

In one process and one run, on a copy of the demonstration's database (made once, kept in the
folder of temporary files) or of another SQLite file that `pbplatform demo` made (`--database`).
Each page is asked for through the whole of WSGI, without a browser or a web server:

- *made*: as the first reader gets it, where nothing keeps pages;
- *bare*: the same statements sent by Core, the same template rendered with what the page gave it
  (ruling 41);
- *kept*: out of the store, where making it again would be an error; beside it, what making it costs
  when it is to be kept, and a Flask application that answers two letters;
- desks, signed in, which nobody keeps.

Processor time, so that other work on the machine counts less.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from addresses import desks, largest, public_pages, sign_in, size_of
from fixed_page import make_app as fixed_page
from flask import Flask, before_render_template, template_rendered
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from config import Settings
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.demo.seed import FIRST_START, seed
from pbplatform.web.kept_pages import KeptPages

SECRET = "a secret of a measurement, which keeps nothing safe"  # noqa: S105  # of no place
MADE_HEAD = "| page | a second | p50 ms | p99 ms | CPU ms | bare CPU ms | of bare | statements |"
KEPT_HEAD = (
    "| page | kB, packed | CPU ms to be kept | a second kept | p50 ms | p99 ms | CPU ms "
    "| beside the string |"
)
_LINE = "|---" + "|---:" * 7 + "|"


@dataclass(frozen=True)
class Took:
    """What one page took: processor milliseconds in the middle and at 99 of 100, seconds."""

    p50: float
    p99: float
    cpu: float
    rate: float

    def __str__(self) -> str:
        return f"{self.rate:,.0f} | {self.p50:.2f} | {self.p99:.2f} | {self.cpu:.3f}"


@dataclass(frozen=True)
class Answer:
    """What an application answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Asking:
    """One address of an application, asked for as a server does."""

    def __init__(self, app: Flask, url: str, cookie: str = "", *, packed: bool = False) -> None:
        self.app = app
        told = {"Cookie": cookie} if cookie else {}
        if packed:
            told["Accept-Encoding"] = "gzip"
        builder = EnvironBuilder(path=url, base_url="http://127.0.0.1", headers=told)
        self._environ = builder.get_environ()
        builder.close()

    def __call__(self) -> Answer:
        told: list[Any] = []
        answer = self.app.wsgi_app(
            dict(self._environ), lambda status, headers, _info=None: told.extend((status, headers))
        )
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return Answer(int(told[0][:3]), {name.lower(): value for name, value in told[1]}, body)


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


def bare(app: Flask, url: str, cookie: str, times: int) -> tuple[Took, int]:
    """The bare page, and how many statements it sends.

    The template is rendered with what the page had made ready for it. What other slices show on it
    by slots, and read for that, is part of the template, so it is not bare.
    """
    with app.test_request_context(url, headers={"Cookie": cookie} if cookie else {}):
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


def made_row(app: Flask, url: str, cookie: str, times: int) -> str:
    """A line of the table of pages that are made."""
    ask = Asking(app, url, cookie)
    if (answer := ask()).status == 302 and cookie:  # a desk of one place of work leads there
        url = urlsplit(answer.headers["location"]).path
        ask = Asking(app, url, cookie)
        answer = ask()
    if answer.status != 200:
        return f"| `{url}` | answers {answer.status} | | | | | | |"
    page = measured(ask, times)
    plain, statements = bare(app, url, cookie, times)
    return f"| `{url}` | {page} | {plain.cpu:.2f} | {plain.cpu / page.cpu:.0%} | {statements} |"


@contextmanager
def keeping(app: Flask) -> Iterator[KeptPages]:
    """Inside, pages are kept, as those of a real place are."""
    kept: KeptPages = app.extensions["kept_pages"]
    kept.on = True
    try:
        yield kept
    finally:
        kept.on = False
        kept.store.clear()


def _made_again(_environ: object, _start: object) -> Any:
    raise RuntimeError("this page was to come out of the store")


def kept_row(app: Flask, url: str, times: int, static: Took) -> str:
    """A line of the table of pages that are given out again.

    Raises:
        RuntimeError: the page was made anew while it should have come out of the store.
    """
    ask = Asking(app, url, packed=True)
    with keeping(app) as kept:

        def anew() -> Answer:
            kept.store.clear()
            return ask()

        first = measured(anew, max(5, times // 10))
        answer = anew()
        if not len(kept.store):
            return f"| `{url}` | not kept | | | | | | |"
        inner, kept.inner = kept.inner, _made_again  # type: ignore[assignment]
        try:
            page = measured(ask, times * 10)
        finally:
            kept.inner = inner
    return (
        f"| `{url}` | {len(answer.body) / 1000:.1f} | {first.cpu:.2f} | {page} "
        f"| {static.cpu / page.cpu:.0%} |"
    )


def fixed_string(times: int) -> Took:
    """A Flask application that answers with two letters."""
    return measured(Asking(fixed_page(), "/"), times)


def copied(database: Path, folder: Path) -> Path:
    """A copy to sign in on; nothing of the original changes."""
    copy = folder / "copy.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as source:
        with sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
    source.close()
    for name in ("keys", "files"):
        if (database.parent / name).is_dir():
            (folder / name).symlink_to(database.parent / name)
    return copy


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--database", type=Path, help="an SQLite file of `pbplatform demo`")
    wanted.add_argument("--times", type=int, default=100)
    wanted.add_argument("--pages", nargs="*", help="public addresses; else those of the place")
    wanted.add_argument("--no-desks", action="store_true")
    return wanted.parse_args(given)


def tables(app: Flask, asked: argparse.Namespace) -> Iterator[str]:
    """The lines of all tables; call in no application context."""
    with app.app_context():
        found = largest(db.session(), FIRST_START)
        yield size_of(db.session())
        db.session.remove()
    pages = asked.pages if asked.pages is not None else public_pages(found)
    static = fixed_string(asked.times * 10)
    yield f"\nPublic pages, made\n\n{MADE_HEAD}\n{_LINE}"
    yield f"| a fixed string | {static} | | | 0 |"
    for url in pages:
        yield made_row(app, url, "", asked.times)
    if not asked.no_desks:
        yield f"\nDesks, made for one person\n\n{MADE_HEAD}\n{_LINE}"
        for role, url in desks(found):
            with app.app_context():
                token = sign_in(role, FIRST_START)
                db.session.remove()
            if token:
                yield made_row(app, url, token, asked.times)
            else:
                yield f"| `{url}` | nobody is {role} | | | | | | |"
    static = fixed_string(asked.times * 10)
    yield f"\nPublic pages, kept\n\n{KEPT_HEAD}\n{_LINE}"
    yield f"| a fixed string | | | {static} | 100 % |"
    for url in pages:
        yield kept_row(app, url, asked.times, static)


def main() -> None:
    """Print the tables."""
    asked = arguments()
    database = (asked.database or seeded()).resolve()
    with tempfile.TemporaryDirectory(prefix="pb-pages-") as folder:
        copy = copied(database, Path(folder))
        upgrade(f"sqlite:///{copy}")  # an older version made it
        for line in tables(application(copy), asked):
            print(line, flush=True)


if __name__ == "__main__":
    main()
