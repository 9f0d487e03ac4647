"""What every mail is made of. Source: docs/rules/notices.md section 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mail:
    """One mail, ready for any mail server.

    Attributes:
        key16: the outbox row it comes from; the same mail sent twice has the same Message-ID.
        one_click: address at which a mail program stops it by itself (RFC 8058); empty for none.
    """

    key16: bytes
    to: str
    subject: str
    body: str
    one_click: str = ""


@dataclass(frozen=True)
class Letterhead:
    """What every mail says of its place.

    Attributes:
        languages: those of the place, its first one first.
    """

    place: str
    public_url: str
    help_line: str = ""
    languages: tuple[str, ...] = ("en",)

    def link(self, path: str) -> str:
        """The whole address of a path of this site."""
        return f"{self.public_url}/{path.lstrip('/')}"


class NoSuchMail(Exception):
    """There are no words for this kind, or nobody to send them to."""
