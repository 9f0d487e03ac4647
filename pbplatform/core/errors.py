"""Refusals: a code, never prose. `words/refusals.py` of each slice turns codes into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class DomainError(Exception):
    """A rule of the process was not met.

    Attributes:
        code: names the message shown to the person, `<slice>.<what>`.
        field: the form field the message stands beside; None for the whole form.
        params: values the sentence needs.
    """

    status = 400

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params


class NotAllowed(DomainError):
    """The actor may never do this (HTTP 403)."""

    status = 403


class Conflict(DomainError):
    """Allowed in principle, not in the present state or with these values (HTTP 409)."""

    status = 409


class Conflicts(Conflict):
    """Several conflicts of one form, said together; alone it reads as the first of them.

    Attributes:
        all: each with its field, in the order of the page.
    """

    def __init__(self, found: Sequence[Conflict]) -> None:
        first = found[0]
        super().__init__(first.code, field=first.field, **first.params)
        self.all = tuple(found)


def raise_all(found: Iterable[Conflict]) -> None:
    """Refuse for all that is wrong at once, so that one mending is enough.

    Raises:
        Conflict: the one that was found.
        Conflicts: several were.
    """
    known = list(found)
    if known:
        raise Conflicts(known) if len(known) > 1 else known[0]


class TooMany(DomainError):
    """Too often within a short time; later it is taken (HTTP 429)."""

    status = 429


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it (HTTP 404)."""

    status = 404


def required(text: str, code: str, field: str) -> str:
    """The text without blanks around it.

    Raises:
        Conflict: there is none.
    """
    if not text.strip():
        raise Conflict(code, field=field)
    return text.strip()
