"""The promise on a receipt, and the text of a receipt as one keeps it.

The promise is a signed note of six lines. It names an envelope and an instant, never a voter, a
choice or a tracker. Source: docs/rules/voting.md section 16.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pbplatform.audit.domain.notes import Checkpoint, NoteError, signers
from pbplatform.core.secrets import group_code, normalise_code
from pbplatform.voting.domain.sealing import box_code

LONGEST = 16_000  # letters of a receipt; ours have about 1,500
_FIRST_LINE = "vote promise v1"
_WITHIN, _STEP = timedelta(minutes=70), timedelta(minutes=10)
GRACE = _WITHIN + _STEP  # a promise is due so long after its signature, at the most
_HEX64 = "[0-9a-f]{64}"
_LINES = re.compile(
    rf"(?P<name>[^\s+]+)\n{_FIRST_LINE}\nround (?P<slug>[a-z0-9-]+)\n"
    rf"definition (?P<definition>{_HEX64})\nenvelope (?P<envelope>{_HEX64})\n"
    r"logged by (?P<by>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n"
)
_NOTE = re.compile(rf"^{_LINES.pattern}\n(?:\u2014 [^\n]+\n)+", re.M)
_CHECKPOINT = re.compile(
    r"^[^\s]+/log/[^\s]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:\u2014 [^\n]+\n)+", re.M
)
_TRACKER = re.compile(r"^[^\S\n]*tracker[^\S\n]*[:=][^\S\n]*\S[^\n]*\n?", re.M | re.I)
# Alone between blanks, so that no part of a signature is taken for one.
_CODE = re.compile(r"(?<!\S)[0-9A-Z]{4}(?:[\s-]?[0-9A-Z]{4}){3}(?!\S)", re.I)
_MOST_NOTES = 8


@dataclass(frozen=True)
class CastPromise:
    """What we promise of one envelope.

    Attributes:
        name: of the key that signs.
        slug: of the round.
        definition: SHA-256 of its frozen definition.
        envelope: SHA-256 of the closed vote.
        by: when it is in the public log at the latest (UTC).
    """

    name: str
    slug: str
    definition: bytes
    envelope: bytes
    by: datetime

    @property
    def lines(self) -> tuple[str, ...]:
        """The six lines that are signed."""
        return (
            self.name,
            _FIRST_LINE,
            f"round {self.slug}",
            f"definition {self.definition.hex()}",
            f"envelope {self.envelope.hex()}",
            f"logged by {instant(self.by)}",
        )

    @property
    def text(self) -> str:
        """The same as one text, each line ended."""
        return "".join(f"{line}\n" for line in self.lines)

    @classmethod
    def read(cls, text: str) -> CastPromise:
        """A promise from its signed lines.

        Raises:
            NoteError: it is none.
        """
        found = _LINES.fullmatch(text)
        if found is None:
            raise NoteError("no promise")
        try:
            by = datetime.fromisoformat(found["by"])
        except ValueError:
            raise NoteError("no instant") from None
        definition, envelope = (bytes.fromhex(found[each]) for each in ("definition", "envelope"))
        return cls(found["name"], found["slug"], definition, envelope, by)


def due(now: datetime) -> datetime:
    """When a vote of this instant is in the public log at the latest.

    70 minutes later, and then the next full ten minutes: a receipt has no finer time in it.
    Source: docs/rules/voting.md section 16.2, ruling 23.
    """
    least = now.astimezone(UTC) + _WITHIN
    begun = least.replace(minute=least.minute // 10 * 10, second=0, microsecond=0)
    return begun if begun == least else begun + _STEP


def instant(at: datetime) -> str:
    """An instant as receipts write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class NewReceipt:
    """All that stands in the file of a receipt.

    Attributes:
        note: the signed promise; empty where this place has no key for it.
        box_point, site_point: the newest checkpoints of both logs; empty while there are none.
        sealing: SHA-256 in hex of the programs that seal votes in a browser; empty where unknown.
    """

    place: str
    slug: str
    envelope: bytes
    by: datetime
    note: str
    box_point: str
    site_point: str
    sealing: str = ""

    @property
    def text(self) -> str:
        """The file, without a tracker."""
        head = [
            "Receipt of a vote",
            f"Place: {self.place}",
            f"Round: {self.slug}",
            f"Box code: {group_code(box_code(self.envelope))}",
            f"Envelope: {self.envelope.hex()}",
            f"In the public log by: {instant(self.by)}",
        ]
        if self.sealing:
            head.append(f"Sealing program: {self.sealing}")
        parts = ["".join(f"{line}\n" for line in head)]
        parts.append(f"Promise:\n\n{self.note}" if self.note else "Promise: not signed\n")
        if self.box_point:
            parts.append(f"Checkpoint of the box:\n\n{self.box_point}")
        if self.site_point:
            parts.append(f"Checkpoint of the public log:\n\n{self.site_point}")
        return "\n".join(parts)


@dataclass(frozen=True)
class KeptReceipt:
    """A receipt that somebody brings back. Nothing in it is checked yet.

    Attributes:
        code: box code of its head, normalised; empty where it has none.
        envelope: hash of its head; None where it has none.
        note: the promise as it stands there; empty where it has none.
        promise: what that says; None with it.
        points: checkpoints, as (note, what it says).
    """

    code: str
    envelope: bytes | None
    note: str
    promise: CastPromise | None
    points: tuple[tuple[str, Checkpoint], ...]

    @property
    def is_empty(self) -> bool:
        """Nothing in it that could be looked up."""
        return not (self.code or self.envelope or self.promise or self.points)

    @property
    def agrees(self) -> bool:
        """Head and promise name the same envelope, as far as each names one."""
        named = [one for one in (self.promise and self.promise.envelope, self.envelope) if one]
        codes = {box_code(one) for one in named} | ({self.code} if self.code else set())
        return len(set(named)) <= 1 and len(codes) <= 1


def read_receipt(typed: str) -> KeptReceipt:
    """What stands in a pasted text, whatever a mail has made of the ends of its lines."""
    text = "\n".join(line.rstrip() for line in typed.splitlines()) + "\n"
    text = re.sub(r"^(?:>[^\S\n]?|[^\S\n]+)", "", text, flags=re.M)
    found = _NOTE.search(text)
    note, promise = "", None
    if found is not None:
        try:
            promise, note = CastPromise.read(_signed_part(found.group())), found.group()
        except NoteError:
            note = ""
    points = []
    for each in list(_CHECKPOINT.finditer(text))[:_MOST_NOTES]:
        try:
            points.append((each.group(), Checkpoint.read(_signed_part(each.group()))))
        except NoteError:
            continue
    envelope = _field(text, "envelope", _HEX64)
    code = normalise_code(_field(text, "box code", r"[^\n]{1,60}"))
    return KeptReceipt(
        code, bytes.fromhex(envelope) if envelope else None, note, promise, tuple(points)
    )


def without_tracker(typed: str) -> tuple[str, bool]:
    """The text without trackers, and whether there was one.

    A tracker is what a line calls so, and every other code that is not the box code: whoever
    copies a whole page copies its tracker without that word beside it.
    """
    kept, times = _TRACKER.subn("", typed)
    own = read_receipt(kept)
    named = [one for one in (own.envelope, own.promise and own.promise.envelope) if one]
    boxes = {box_code(one) for one in named} | {own.code}

    def taken(found: re.Match[str]) -> str:
        four_words = not any(letter.isdigit() for letter in found.group())
        return found.group() if four_words or normalise_code(found.group()) in boxes else ""

    without = _CODE.sub(taken, kept)
    return without, bool(times) or without != kept


def _signed_part(note: str) -> str:
    signers(note)  # raises where it is no note
    return note.rpartition("\n\n")[0] + "\n"


def _field(text: str, name: str, what: str) -> str:
    found = re.search(rf"^{name}[^\S\n]*[:=][^\S\n]*({what})$", text, re.M | re.I)
    return found.group(1).lower() if found else ""
