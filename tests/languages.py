"""A made-up catalogue of Polish, which has more plural forms than English, and an application that
speaks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.places.models import Place

# One, few (2 to 4, 22 to 24 …), many.
CHOSEN = ("{count} projekt.|Razem {total}.", "{count} projekty.|Razem {total}.",
          "{count} projektów.|Razem {total}.")  # fmt: skip
TOGETHER = ("{count} projekt", "{count} projekty", "{count} projektów")
LEFT = ("Został {count} znak", "Zostały {count} znaki", "Zostało {count} znaków")
WORDS: dict[str | tuple[str, str], str | tuple[str, ...]] = {
    ("{count} chosen.|Together {total}.", "{count} chosen.|Together {total}."): CHOSEN,
    ("{count} project", "{count} projects together"): TOGETHER,
    ("Characters left: {count}", "Characters left: {count}"): LEFT,
    ("%(num)s day", "%(num)s days"): ("%(num)s dzień", "%(num)s dni", "%(num)s dni"),
    "Nothing chosen yet.": "Nic jeszcze nie wybrano.",
    "Continue": "Dalej",
}


def write_catalogue(folder: Path, locale: str = "pl") -> None:
    """`<folder>/<locale>/LC_MESSAGES/messages.mo` of the words above."""
    made = Catalog(locale=locale)
    for sentence, words in WORDS.items():
        of_this = words if isinstance(words, str) else words[: made.num_plurals]
        made.add(sentence, of_this)
    place = folder / locale / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, made)


@contextmanager
def speaking(app: Flask, folder: Path) -> Iterator[None]:
    """The application finds its catalogues in this folder for as long as the block runs."""
    babel = app.extensions["babel"]
    before = list(babel.translation_directories)

    def look_in(*folders: str) -> None:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = folders[0]
        babel.translation_directories[:] = folders
        domain = babel.instance.domain_instance
        domain.cache.clear()
        domain._known.clear()  # an earlier test may have spoken the language without these words

    look_in(str(folder))
    yield
    look_in(*before)


def offer(session: Session, *languages: str) -> None:
    """The place offers these languages beside English."""
    session.query(Place).one().languages = ["en", *languages]
