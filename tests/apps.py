"""Applications for tests: made once for each kind of settings, and as good as new for each test.

Making one takes as long as three requests. What a test changes of an application is put back;
one that was given more routes or hooks is not used again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from config import Settings
from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.files import FolderStore
from tests.once import run_folder

Clock = Callable[..., Any]
_compiled: dict[str, Any] = {}
MOST_FREE = 4
_HEARD = ("before_cursor_execute", "after_cursor_execute", "begin", "commit")


class ReadingClient(FlaskClient):
    """Reads each answer to its end: a stream left half-read would keep its connection open."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **options)


def share_compiled(app: Flask) -> None:
    """Let this application use the templates and statements that others of this run compiled."""
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(run_folder()), "%s.template")
    with app.app_context():
        engine = db.engine
        engine._compiled_cache = _compiled.setdefault(engine.dialect.name, engine._compiled_cache)


def let_go(app: Flask) -> None:
    """Close the connections of an application; it can be used again."""
    forget_pages(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def forget_pages(app: Flask) -> None:
    """Let no page that was kept be given out, nor any be kept from now on."""
    kept = app.extensions["kept_pages"]
    kept.on = False
    kept.store.clear()
    kept.versions.close()


def _state(app: Flask) -> dict[str, dict[Any, Any]]:
    """What a test may change, and what is put back."""
    return {
        "config": app.config,
        "extensions": app.extensions,
        "view_functions": app.view_functions,
        "globals": app.jinja_env.globals,
        "filters": app.jinja_env.filters,
    }


def _shape(app: Flask) -> tuple[int, ...]:
    """What no test can take back: routes, hooks, handlers."""
    hooks = (
        *(app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs),
        *(app.template_context_processors, app.url_default_functions),
    )
    return (
        len(list(app.url_map.iter_rules())),
        len(app.blueprints),
        len(app.teardown_appcontext_funcs),
        *(len(functions) for kind in hooks for functions in kind.values()),
        sum(len(each) for kind in app.error_handler_spec.values() for each in kind.values()),
        *_listeners(app),
    )


def _listeners(app: Flask) -> tuple[int, ...]:
    with app.app_context():
        heard = db.engine.dispatch
        return tuple(len(list(getattr(heard, name))) for name in _HEARD)


@dataclass(frozen=True)
class _Kept:
    """An application, and how it was when it was made."""

    app: Flask
    kind: Settings
    state: dict[str, dict[Any, Any]]
    shape: tuple[int, ...]
    wsgi: Any


class Apps:
    """The applications of one process of tests."""

    def __init__(self) -> None:
        self._free: dict[Settings, _Kept] = {}
        self._taken: dict[Flask, _Kept] = {}

    def make(self, settings: Settings, clock: Clock) -> Flask:
        """A new application."""
        made = create_app(settings, clock=clock, deciding=clock)
        made.test_client_class = ReadingClient
        share_compiled(made)
        return made

    def take(self, settings: Settings, clock: Clock) -> Flask:
        """An application as it is when it is made, until `give_back`."""
        kind = _kind(settings)
        kept = self._free.pop(kind, None) or self._kept(self.make(settings, clock), kind)
        for name, held in _state(kept.app).items():
            held.clear()
            held.update(kept.state[name])
        kept.app.wsgi_app = kept.wsgi  # type: ignore[method-assign]
        kept.app.extensions["settings"] = settings
        kept.app.extensions["clock"] = kept.app.extensions["deciding_clock"] = clock
        kept.app.extensions["files"] = FolderStore(settings.files_dir)
        self._taken[kept.app] = kept
        return kept.app

    def give_back(self, app: Flask) -> None:
        """Let the next test have it, if it is still of the same shape."""
        kept = self._taken.pop(app)
        if _shape(app) == kept.shape:
            self._free[kept.kind] = kept
        while len(self._free) > MOST_FREE:
            self._free.pop(next(iter(self._free)))
        let_go(app)

    @staticmethod
    def _kept(app: Flask, kind: Settings) -> _Kept:
        state = {name: dict(held) for name, held in _state(app).items()}
        return _Kept(app, kind, state, _shape(app), app.wsgi_app)


def _kind(settings: Settings) -> Settings:
    """Settings without the folders of each test, of which no application keeps anything."""
    return replace(settings, key_dir=Path(), files_dir=Path())
