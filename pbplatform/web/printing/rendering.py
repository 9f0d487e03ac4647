"""From a template and data to a PDF that screen readers read (PDF/UA-1).

Source: docs/rules/printing.md sections 1 and 2.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from babel import Locale
from flask import current_app, has_app_context

from pbplatform.core.errors import DomainError
from pbplatform.core.slow_work import slow
from pbplatform.web import pseudo
from pbplatform.web.frame import current_frame
from pbplatform.web.printing import press
from pbplatform.web.printing.glyphs import Exact, letters_of, printable

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates" / "print"
FONTS = ROOT / "static" / "vendor" / "fonts"
MEMORY_BYTES = 1024 * 1024 * 1024
PATIENCE_SECONDS = 20
# Data of the largest booklet is a tenth of it.
MOST_BYTES = 4_000_000
MOST_AT_ONCE = 2
WAIT_SECONDS = 10.0
_MOST_KEPT_BYTES = 32_000_000
_line = threading.BoundedSemaphore(MOST_AT_ONCE)

Told = None | bool | int | str | list["Told"] | tuple["Told", ...] | Mapping[str, "Told"]


class CannotPrint(DomainError):
    """There is no PDF now: too many are being made, or this one could not be made (HTTP 503)."""

    status = 503


@dataclass(frozen=True)
class Sheet:
    """What is printed: a template with its data, not yet compiled.

    Attributes:
        template: name of a file in `templates/print/`, without its ending.
        data: what the template shows; words of people stand in it as they are, never as markup.
        language: a BCP 47 tag, in which the sentences of the data are.
        title: of the document, for screen readers and windows.
        at: day of the document; the same order gives the same bytes.
    """

    template: str
    data: Mapping[str, Told]
    language: str
    title: str
    at: datetime

    def order(self) -> dict[str, Any]:
        """The order for the press, as plain values.

        Raises:
            CannotPrint: the fonts of `make assets` are not there.
        """
        letters = letters_of(FONTS)
        if not letters:
            raise CannotPrint("print.no_fonts")
        day = self.at.astimezone(current_frame().timezone) if has_app_context() else self.at
        told = {
            "title": printable(self.title, letters),
            "language": self.language.split("-", maxsplit=1)[0],
            "direction": direction_of(self.language),
            "date": {"year": day.year, "month": day.month, "day": day.day},
        }
        return {
            "template": str(TEMPLATES / f"{self.template}.typ"),
            "root": str(TEMPLATES),
            "fonts": str(FONTS),
            "told": json.dumps(told, ensure_ascii=False),
            "data": json.dumps(_printable(self.data, letters), ensure_ascii=False),
            "at": int(self.at.timestamp()),
        }


def direction_of(language: str) -> str:
    """`rtl` where a language is written from right to left, else `ltr`."""
    if asked := pseudo.code_of(language):
        return pseudo.direction(asked)
    return str(Locale.parse(language.replace("-", "_")).text_direction)


def _printable(told: Told, letters: frozenset[int]) -> Told:
    if isinstance(told, Mapping):
        return {name: _printable(value, letters) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_printable(value, letters) for value in told]
    # Lazy sentences of gettext are no `str` yet, and there is nothing else that is not plain.
    if isinstance(told, bool | int | Exact) or told is None:
        return told
    return printable(str(told), letters)


@slow
def render(
    template: str,
    data: Mapping[str, Told],
    *,
    language: str,
    title: str,
    at: datetime,
    public: bool = False,
) -> bytes:
    """The PDF of a template with its data: tagged, with title, language and day.

    Takes about 0.2 s for a page, in a process of its own with limits of memory and time.

    Args:
        public: everybody may read it, so it is kept in memory for who asks next. What names or
            addresses a person is never kept.

    Raises:
        CannotPrint: others are being made and it took too long to wait, or it could not be made.
    """
    order = json.dumps(Sheet(template, data, language, title, at).order()).encode()
    if len(order) > MOST_BYTES:
        raise CannotPrint("print.too_long")
    if not public:
        return _run(order)
    asked = hashlib.sha256(order).digest()
    return _kept.get(asked) or _kept.put(asked, _run(order))


def _run(order: bytes) -> bytes:
    if not _line.acquire(timeout=WAIT_SECONDS):
        raise CannotPrint("print.busy")
    try:
        ran = subprocess.run(  # noqa: S603  # our own program; the data goes to its input only
            [
                *(sys.executable, "-I", press.__file__),
                *(str(MEMORY_BYTES), str(PATIENCE_SECONDS)),
            ],
            input=order,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotPrint("print.failed") from error
    finally:
        _line.release()
    if ran.returncode != press.OK or not ran.stdout:
        if has_app_context():  # without a word of the data, which may be anybody's
            current_app.logger.error("a printed page could not be made (%s)", ran.returncode)
        raise CannotPrint("print.failed")
    return ran.stdout


class _Kept:
    """PDFs that were made last, by the hash of their order, so that a link is not made anew."""

    def __init__(self) -> None:
        self._lock, self._made = threading.Lock(), OrderedDict[bytes, bytes]()

    def get(self, asked: bytes) -> bytes | None:
        with self._lock:
            if asked in self._made:
                self._made.move_to_end(asked)
            return self._made.get(asked)

    def put(self, asked: bytes, made: bytes) -> bytes:
        with self._lock:
            self._made[asked] = made
            while sum(map(len, self._made.values())) > _MOST_KEPT_BYTES:
                self._made.popitem(last=False)
        return made


_kept = _Kept()
