"""Which language a page speaks, which way it is written, and how a reader changes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response as WsgiResponse

from pbplatform.core.local_paths import local_or
from pbplatform.web import pseudo, sentences, spoken
from pbplatform.web.frame import current_frame

COOKIE = "lang"
_A_YEAR = 365 * 86400


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language, named in that language.

    Attributes:
        url: the page in that language, for whoever is not signed in.
        choice: the language as the place has it, and `page` the page itself to go on with, when the
            choice is kept with the account.
    """

    code: str
    name: str
    direction: str
    url: str
    choice: str
    page: str


def translated() -> list[tuple[str, str]]:
    """Languages whose words we have, each named in itself: what a place can choose from."""
    folder = Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    codes = {"en"} | {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/*.mo")}
    return [(code, own_name(code)) for code in sorted(codes)]


def own_name(code: str) -> str:
    """`Português (Brasil)` of `pt_BR`: a language named in itself."""
    name = name_in(code, code)
    return name[:1].upper() + name[1:]


def name_in(code: str, language: str) -> str:
    """`Portuguese (Brazil)` of `pt_BR`: a language named in another; pseudo-languages have none."""
    if pseudo.code_of(code):
        return code
    return Locale.parse(code).get_display_name(language) or code


def language_tag(code: str) -> str:
    """`pt-BR` of `pt_BR`: catalogues have the one, pages and browsers the other."""
    return code.replace("_", "-")


def _asked() -> str:
    return request.args.get("lang") or request.cookies.get(COOKIE, "")


def select_locale() -> str:
    """The language asked for, else the browser's wish, else the first of the place."""
    offered = current_frame().languages
    if not has_request_context():  # the worker and commands speak the place's first language
        return offered[0]
    return _chosen(_asked(), request.accept_languages, offered)


def _chosen(asked: str, wished: LanguageAccept, offered: Sequence[str]) -> str:
    if asked in offered:
        return asked
    return wished.best_match(offered) or offered[0]


@lru_cache(maxsize=1024)
def asked_language(kept: str, wished: str, offered: tuple[str, ...]) -> str:
    """The language of the page for a browser, before any page is made.

    Args:
        kept: what its cookie says.
        wished: its `Accept-Language`.
        offered: the languages of the place; none while nobody knows them.
    """
    if kept in pseudo.CODES and kept not in offered:
        return pseudo.tag(kept)
    found = _chosen(kept, parse_accept_header(wished, LanguageAccept), offered or ("en",))
    return language_tag(found)


def select_timezone() -> str:
    return current_frame().timezone.key


def _direction(code: str) -> str:
    return str(Locale.parse(code).text_direction)


def page_language() -> str:
    """The `lang` of the page."""
    asked = pseudo.current()
    return pseudo.tag(asked) if asked else language_tag(str(get_locale() or "en"))


def page_direction() -> str:
    """The `dir` of the page."""
    if asked := pseudo.current():
        return pseudo.direction(asked)
    return _direction(str(get_locale() or "en"))


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Inside, every sentence, day and number is in this language, whatever a page's is.

    Args:
        language: a BCP 47 tag, also of a pseudo-language.
    """
    asked = pseudo.code_of(language)
    locale = "en" if asked else language.replace("-", "_")
    with pseudo.forced(asked), force_locale(locale):
        yield


def written_to(language: str | None, offered: Sequence[str]) -> str:
    """The language for something that somebody is to read later.

    Args:
        language: theirs, as a BCP 47 tag; None where we do not know it.
        offered: the languages of the place, its first one first.
    """
    if language and pseudo.code_of(language):
        is_real = current_app.extensions["settings"].is_production
        return offered[0] if is_real else language
    tags = {language_tag(code): code for code in offered}
    return tags.get(language_tag(language or ""), offered[0])


def language_links() -> list[LanguageLink]:
    """The other languages of the place, each leading to this same page."""
    present = page_language()
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    here = local_or(request.path, "/")
    return [
        LanguageLink(
            code=language_tag(code),
            name=own_name(code),
            direction=_direction(code),
            url=f"{here}?{urlencode([*kept, ('lang', code)])}",
            choice=code,
            page=f"{here}?{urlencode(kept)}" if kept else here,
        )
        for code in current_frame().languages
        if language_tag(code) != present
    ]


def remember(response: Response) -> Response:
    """Keep the language asked for by a link; an answer that does so is one reader's own."""
    asked = request.args.get("lang", "")
    if not asked or asked == request.cookies.get(COOKIE):
        return response
    if asked in (*current_frame().languages, pseudo.current()):
        keep(response, asked)
        response.headers["Cache-Control"] = "no-store"
    return response


def keep(response: WsgiResponse, code: str) -> None:
    """Let this browser's next pages be in this language of the place."""
    secure = current_app.extensions["settings"].secure_cookies
    response.set_cookie(COOKIE, code, max_age=_A_YEAR, secure=secure, samesite="Lax")


def register(app: Flask) -> None:
    """Babel with our choice of language, and the helpers of the layout."""
    babel = Babel(app, locale_selector=select_locale, timezone_selector=select_timezone)
    babel.domain_instance = spoken.SpokenDomain()
    app.after_request(remember)
    sentences.register(app)
    spoken.register(app)
    app.jinja_env.globals.update(
        page_language=page_language,
        page_direction=page_direction,
        language_links=language_links,
    )
