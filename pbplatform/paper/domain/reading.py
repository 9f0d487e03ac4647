"""What a clerk reads on a sheet, as one line of text. Source: docs/rules/paper.md section 3.

`3,7,12` (or `3:2,7:1` with points) is what stands on it, empty is a blank sheet, `u` a sheet that
nobody can read. The line is the same however it was typed, so that two of them can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pbplatform.rounds.domain.ballots import Ballot, Terms
from pbplatform.rounds.domain.ballots.ballot import Fault
from pbplatform.voting.domain.sealing import CANNOT_COUNT, PlainBallot, SealingKey, encode_ballot

UNREADABLE, BLANK = "u", "0"
LONGEST_TYPED = 400  # letters for one sheet


class NotTyped(ValueError):
    """What was typed is no line of a sheet; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_typed(kind: type[Ballot], typed: str) -> str | None:
    """The line of a sheet; None where nothing was typed.

    Args:
        typed: numbers as they stand on the sheet, with blanks or commas between them; with points
            each as `3=2`. `0` for a blank sheet, `u` for one that nobody can read.
    Raises:
        NotTyped: something in it is neither.
    """
    text = typed.strip().lower()
    if not text:
        return None
    if text in (UNREADABLE, BLANK):
        return "" if text == BLANK else UNREADABLE
    if len(text) > LONGEST_TYPED:
        raise NotTyped("paper.typed_too_long")
    return _points(kind, text) if kind.kind == "points" else _numbers(kind, text)


def _numbers(kind: type[Ballot], text: str) -> str:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    if not all(re.fullmatch(r"[0-9]{1,9}", part) and int(part) for part in parts):
        raise NotTyped("paper.only_numbers")
    return kind.read([int(part) for part in parts]).row()


def _points(kind: type[Ballot], text: str) -> str:
    parts = re.split(r"[\s,;]+", re.sub(r"\s*[=:]\s*", "=", text).strip(" ,;"))
    pairs = [re.fullmatch(r"([0-9]{1,9})=([0-9]{1,9})", part) for part in parts]
    if not all(pair and int(pair[1]) and int(pair[2]) for pair in pairs):
        raise NotTyped("paper.only_points")
    return kind.read([[int(pair[1]), int(pair[2])] for pair in pairs if pair]).row()


def ballot_of(kind: type[Ballot], line: str) -> Ballot:
    """The ballot of a sheet that can be read."""
    return kind.from_row(line)


def typed_again(line: str | None) -> str:
    """A line as a clerk would type it, for a form."""
    if line is None:
        return ""
    if line in ("", UNREADABLE):
        return line or BLANK
    return line.replace(",", " ").replace(":", "=")


def doubts(kind: type[Ballot], line: str | None, terms: Terms) -> Iterator[Fault]:
    """Why a sheet would not count: asked before it is kept, never put right (3.2)."""
    if line not in (None, UNREADABLE):
        yield from ballot_of(kind, line or "").faults(terms)


def to_seal(key: SealingKey, line: str, tracker: str) -> PlainBallot:
    """What is sealed of a sheet. One that has no room in an envelope names too many (3.2)."""
    if line == UNREADABLE:
        return PlainBallot(key.kind.blank(), tracker, CANNOT_COUNT["u"])
    whole = PlainBallot(ballot_of(key.kind, line), tracker)
    try:
        encode_ballot(whole, key.size)
    except ValueError:
        return PlainBallot(key.kind.blank(), tracker, CANNOT_COUNT["o"])
    return whole


def unlike(one: list[str | None], other: list[str | None]) -> list[int]:
    """Numbers of the sheets, from 1, that two entries read differently."""
    pairs = zip(one, other, strict=True)
    return [sheet for sheet, (left, right) in enumerate(pairs, 1) if left != right]


def to_look_at(one: list[str | None], other: list[str | None]) -> list[int]:
    """The sheets of a third look: from the first that was read differently, all of them.

    Two clerks who each skip a sheet read all that follows alike, and both wrong.
    """
    first = next(iter(unlike(one, other)), len(one) + 1)
    return list(range(first, len(one) + 1))


def shifted_from(one: list[str | None], other: list[str | None]) -> tuple[int, int] | None:
    """Where one entry seems to have lost a sheet or typed one twice, and in which entry.

    Returns:
        (sheet, 1 or 2): from this sheet on, the rest of this entry lies one sheet too early or too
        late; None where nothing speaks for it. At least three sheets must fit.
    """
    first = next(iter(unlike(one, other)), 0)
    if not first:
        return None
    at, rest = first - 1, len(one) - first
    for which, (left, right) in enumerate(((one, other), (other, one)), 1):
        if rest >= 3 and left[at:-1] == right[at + 1 :]:
            return first, which  # this one skipped the sheet
        if rest >= 3 and left[at + 1 :] == right[at:-1]:
            return first, which  # this one has a sheet twice
    return None
