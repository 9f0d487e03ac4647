"""pbplatform: participatory budgeting and citizen forums."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, has_request_context
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import Settings
from pbplatform.core.clock import Clock, clock_of
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import DatabaseClock, DecidingClock, RowClock
from pbplatform.core.engines import configure, engine_options
from pbplatform.core.files import FolderStore
from pbplatform.core.reading_waits import bound_reading
from pbplatform.core.sealed_words import engine_keys
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import wait_for_turns
from pbplatform.core.watch import listen
from pbplatform.core.write_turns import PATIENCE_SECONDS
from pbplatform.slices import SLICES
from pbplatform.web import app as web_app
from pbplatform.web import (
    assets,
    cards,
    database_away,
    feeds,
    form_params,
    kept_pages,
    kiosk,
    languages,
    navigation,
    phones,
    presentation,
    reading,
    shared_pages,
    signing,
    thread,
)
from pbplatform.web import sent_once as sent_once_web
from pbplatform.web.clock import fix_instant
from pbplatform.web.converters import DecorationConverter, WholeConverter, without_decoration
from pbplatform.web.frame import current_frame
from pbplatform.web.slices import register_slices

LOOPBACK = ("127.0.0.1", "::1", "localhost")
ROOT = Path(__file__).resolve().parent.parent


def create_app(
    settings: Settings, *, clock: Clock | None = None, deciding: DecidingClock | None = None
) -> Flask:
    """The application: extensions, blueprints, error pages, nothing else.

    Args:
        clock: tells the instant of a request; the database's time by default.
        deciding: tells the instant on which a cast stands; the database's own time by default.
    """
    app = web_app.App("pbplatform", root_path=str(ROOT))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    app.extensions["deciding_clock"] = deciding or (
        RowClock() if settings.row_clock else DatabaseClock()
    )
    app.extensions["clock"] = clock or clock_of(settings.database_url, row_clock=settings.row_clock)
    app.extensions["files"] = FolderStore(settings.files_dir)
    db.init_app(app)
    with app.app_context():
        configure(db.engine)
        listen(db.engine)
        wait_for_turns(lambda: PATIENCE_SECONDS if has_request_context() else None)
    bound_reading(has_request_context)
    app.url_map.converters["int"] = WholeConverter
    app.url_map.converters["decoration"] = DecorationConverter
    app.url_value_preprocessor(without_decoration)
    app.before_request(fix_instant)  # before anything that may answer with a page
    kiosk.register(app)  # at a kiosk a form of the last voter is no error: it leads to the start
    signing.register(app)
    CSRFProtect(app)
    languages.register(app)
    _templates(app)
    presentation.register(app)
    phones.register(app)
    thread.register(app)
    feeds.register(app)
    cards.register(app)
    web_app.register(app)
    reading.register(app)
    shared_pages.register(app)
    kept_pages.register(app)
    sent_once_web.register(app)
    database_away.register(app)
    register_slices(app, SLICES)
    _serve_static(app, settings)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "TESTING": settings.mode == "test",
        "SECRET_KEY": derive_key(settings.secret_key, "session"),
        "SECRET_KEY_FALLBACKS": (
            [derive_key(settings.secret_key_previous, "session")]
            if settings.secret_key_previous
            else []
        ),
        "WTF_CSRF_SECRET_KEY": derive_key(settings.secret_key, "csrf"),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: nobody loses a long form
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            **engine_options(settings.database_url),
            "execution_options": engine_keys(settings.secret_key, settings.secret_key_previous),
        },
        "TRUSTED_HOSTS": trusted_hosts(settings),
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "pb",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(hours=1),
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "pbplatform" / "translations"),
    }


def trusted_hosts(settings: Settings) -> list[str] | None:
    """Names this installation answers to; None where it is only tried out and named by nobody.

    The machine's own names are for checks of its health; mails and letters use the public one.
    """
    if not settings.is_production and settings.host not in LOOPBACK:
        return None
    public = urlsplit(settings.public_url).hostname or ""
    own = {public, settings.host, "localhost", "127.0.0.1", "[::1]"}
    return sorted(name for name in own if name and name not in ("0.0.0.0", "::"))  # noqa: S104


def _templates(app: Flask) -> None:
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), govuk])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    navigation.register(app)
    form_params.register(app)
    assets.register(app, ROOT / "static")
    app.context_processor(
        lambda: {
            "frame": current_frame(),
            "settings": app.extensions["settings"],
        }
    )


def _serve_static(app: Flask, settings: Settings) -> None:
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix="static/",
        max_age=3600,
        add_headers_function=web_app.add_static_headers,
    )
    if settings.trust_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
