"""What the program's own log may hold: where something failed, never what people sent.

A message of a database, of a mail server or of Python itself repeats values: addresses, voter
numbers, tokens. So a failure is told by its kind and its place in the code. No line holds a control
character, and no entry is longer than we say here. Source: docs/rules/running.md section 1.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

LONGEST_LINE = 300
MOST_LINES = 40
_FRAMES = 12
# A mailed link or a draft is a key until it is used.
_KEYS = re.compile(
    r"(/(?:sign-in|news|notices|coming)/|[?&](?:draft|instead_of|token|code)=)[^\s/?&<\"']+"
)
_MAIL_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


def one_line(text: str) -> str:
    """Text on one line of bounded length, without keys and addresses; the rest is written out."""
    text = _MAIL_ADDRESS.sub("…@…", _KEYS.sub(r"\1…", text[: 4 * LONGEST_LINE]))
    plain = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return plain if len(plain) <= LONGEST_LINE else plain[: LONGEST_LINE - 1] + "…"


def _said(error: BaseException) -> str:
    """What may be repeated of an error's own words: that the database is away, and system codes."""
    if isinstance(error, OperationalError | InterfaceError):
        words = str(error.orig or "").strip().splitlines()
        return f": {words[0]}" if words else ""
    if isinstance(error, DBAPIError):
        told = getattr(error.orig, "diag", None)
        facts = (getattr(error.orig, "sqlstate", None), getattr(told, "constraint_name", None))
        return "".join(f" {fact}" for fact in facts if fact)
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f": {error.strerror}"
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from, the last one first; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def told(error: BaseException) -> list[str]:
    """Lines about an error: kinds and places, without the values it was about."""
    lines = []
    for each in _chain(error):
        lines.append(one_line(f"{type(each).__module__}.{type(each).__name__}{_said(each)}"))
        frames = traceback.extract_tb(each.__traceback__)[-_FRAMES:]
        lines += [one_line(f"  {frame.filename}:{frame.lineno} {frame.name}") for frame in frames]
    return lines[:MOST_LINES]


class SafeFormatter(logging.Formatter):
    """Formats every record of every handler of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """One record; what another formatter made of its error before is not used again."""
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        if record.name == "py.warnings":  # a warning may quote values; its kind and place do not
            words = record.message.split(": ")
            record.message = ": ".join(words[:2])
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def formatException(  # noqa: N802  # logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "\n".join(told(ei[1])) if ei[1] is not None else ""

    def formatStack(self, _stack_info: str) -> str:  # noqa: N802  # logging's name
        return ""


def install(form: str = "%(levelname)s %(name)s: %(message)s", *, level: int | None = None) -> None:
    """One handler for everything this process says, warnings too; call once at its start."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter(form))
    root = logging.getLogger()
    root.handlers = [handler]
    if level is not None:
        root.setLevel(level)
    logging.captureWarnings(True)
