"""Who said a thing, and where. Source: docs/rules/intake.md section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind

LETTERS = {"name": 80, "addressee": 80, "address": 300, "consent": 600}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whoever said it.

    Attributes:
        name_shown: as they want it beside their words; empty for none.
        contact: how they want to be told.
        email: for `email`; it is mailed a link to say yes before anything else.
        addressee: whom a letter is for; never shown.
        address: where it goes, in lines; never shown.
    """

    name_shown: str = ""
    contact: ContactBy = ContactBy.NONE
    email: str = ""
    addressee: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where it was said.

    Attributes:
        ref: path of the meeting (`forums/<slug>/meetings/<day>`); empty for none.
        slip: number of the paper slip, from 1; None for none.
    """

    kind: OriginKind
    ref: str = ""
    slip: int | None = None

    @property
    def told(self) -> dict[str, str | int]:
        """What the public log tells of it."""
        return {"origin": self.kind, **({} if self.slip is None else {"slip": self.slip})}


@dataclass(frozen=True, kw_only=True)
class Said:
    """The words.

    Attributes:
        text: as the person said them.
        sort: of a point: request, question or concern; of an idea nothing.
        language: BCP 47 tag of the words.
    """

    title: str
    text: str
    language: str = "en"
    sort: str = ""
    area_id: int | None = None
    spot: str = ""


@dataclass(frozen=True)
class Pen:
    """Who wrote it down, in their public role; they do not judge it."""

    account_id: int
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class TakenBefore:
    """A slip that the person has already.

    Attributes:
        code: claims the thing for an account.
        at: when it was written down.
    """

    code: str
    at: datetime


@dataclass(frozen=True)
class WrittenDown:
    """What came of it.

    Attributes:
        path: of the idea or point, as links name it.
        code: claims it for an account; shown now and never again.
    """

    kind: ThingKind
    path: str
    number: int
    code: str
