"""The sentences that translators are given, and those that the program asks for while tests run."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from config import ROOT
from pbplatform.web.spoken import SpokenDomain
from tests.once import once

# A sentence, or its two English forms, after what it is about where that is told.
Asked = tuple[str, ...]
_FOLDERS = ("pbplatform", "templates")


def extract() -> Catalog:
    """What `make messages` collects, by the same command."""
    makefile = (ROOT / "Makefile").read_text()
    found = re.search(r"\$\(BIN\)/pybabel (.* extract .*) --output-file \S+ \.$", makefile, re.M)
    assert found is not None, "`make messages` does not extract"
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "messages.pot"
        pybabel = "from babel.messages.frontend import main; main()"
        words = [*shlex.split(found[1]), "--output-file", str(made), "."]
        subprocess.run([sys.executable, "-c", pybabel, *words], cwd=ROOT, check=True)
        with made.open("rb") as file:
            return read_po(file)


def sentences_of(catalogue: Catalog) -> set[Asked]:
    """Every sentence as the program asks for it; one with two forms may be asked for either way."""
    found: set[Asked] = set()
    for message in catalogue:
        about = (message.context,) if message.context else ()
        if isinstance(message.id, str):
            found.add((*about, message.id))
        else:
            found |= {(*about, *message.id), (*about, message.id[0])}
    return found - {("",)}


def known_sentences(cache: Any) -> set[Asked]:
    """The sentences of `make messages`, collected again when a source is another.

    `cache` is pytest's own, which is kept between runs. Sources stay as they are in a run, so they
    are looked at once for all its processes.
    """

    def look(folder: Path) -> None:
        (folder / "sentences").write_text(json.dumps(_collected(cache)))

    found = json.loads((once("sentences", look) / "sentences").read_text())
    return {tuple(each) for each in found}


def _collected(cache: Any) -> Any:
    files = [file for name in _FOLDERS for file in (ROOT / name).rglob("*.*") if file.is_file()]
    kept_for = [len(files), max(file.stat().st_mtime_ns for file in files)]
    kept = cache.get("pbplatform/sentences", {})
    if kept.get("for") != kept_for:
        kept = {"for": kept_for, "sentences": sorted(sentences_of(extract()))}
        cache.set("pbplatform/sentences", kept)
    return kept["sentences"]


class Listening:
    """Words of a language that remember which sentences were asked for."""

    asked: set[Asked] = set()

    def __init__(self, words: Any) -> None:
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._words, name)

    def ugettext(self, sentence: str) -> str:
        self.asked.add((sentence,))
        return str(self._words.ugettext(sentence))

    def ungettext(self, one: str, many: str, number: int) -> str:
        self.asked.add((one, many))
        return str(self._words.ungettext(one, many, number))

    def upgettext(self, about: str, sentence: str) -> str:
        self.asked.add((about, sentence))
        return str(self._words.upgettext(about, sentence))

    def unpgettext(self, about: str, one: str, many: str, number: int) -> str:
        self.asked.add((about, one, many))
        return str(self._words.unpgettext(about, one, many, number))


def listen() -> None:
    """From now on every sentence that the program asks for in this process is remembered."""
    looked_up = SpokenDomain.look_up

    def heard(self: SpokenDomain, code: str) -> Any:
        return Listening(looked_up(self, code))

    SpokenDomain.look_up = heard  # type: ignore[method-assign]
