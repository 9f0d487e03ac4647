"""Refusals: a code, never prose. `words/refusals.py` of each slice turns codes into sentences."""

from __future__ import annotations


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
