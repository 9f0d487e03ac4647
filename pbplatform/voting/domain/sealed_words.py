"""Words only we can read, kept by the voter's browser and never by us (ruling 20).

The draft cookie holds choices not yet cast; the slip is the check page's hidden field. Both are
encrypted with an application key and carry what they are for, so one can't stand for the other.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.core.secrets import derive_key
from pbplatform.rounds.domain.ballots import Ballot, Terms

PROOF_MINUTES = 60
SLIP_MINUTES = 120
LONGEST_COOKIE = 3500
_LABEL = "ballot-words"
# Bytes for all that is not a choice, with the longest numbers there can be.
_DRAFT_BESIDE, _SLIP_BESIDE = 200, 400
_MOST_IN_COOKIE = LONGEST_COOKIE // 4 * 3 - 28  # base 64, a nonce and a tag


def _told(words: Draft | Slip) -> dict[str, Any]:
    """What is written of them: the ballot by its choices, under the name they always had."""
    each = {field.name: getattr(words, field.name) for field in fields(words)}
    return {"choices": each.pop("ballot").listed(), **each}


@dataclass(frozen=True)
class Draft:
    """What a browser remembers of a vote that is not cast.

    Attributes:
        ballot: what is chosen so far; it may still be more than the round allows.
        voter_no: proved number on the roll, 0 before it is proved.
        letter: which of the voter's letters proved it; a newer one ends the proof.
        proved_at: POSIX seconds of the proof; it holds for an hour.
        here: the choices stay in the browser's own tab, which seals the vote itself.
    """

    ballot: Ballot
    voter_no: int = 0
    proved_at: int = 0
    here: bool = False
    letter: int = 0

    def has_proof(self, now: datetime) -> bool:
        age = now.timestamp() - self.proved_at
        return bool(self.voter_no) and 0 <= age < timedelta(minutes=PROOF_MINUTES).total_seconds()


@dataclass(frozen=True)
class Slip:
    """A vote ready to be cast, as the check page showed it.

    Attributes:
        ballot, tracker: both empty when the voter's browser seals; then it sends the envelope.
        nonce: hex; the same slip sent again is the same vote.
        expected: hex hash of the envelope it may replace; empty when the box held none.
        made_at: POSIX seconds.
        letter: which of the voter's letters proved the place on the roll.
        ticket: hex hash of what this browser needs to be shown the receipt once more.
    """

    voter_no: int
    ballot: Ballot
    tracker: str
    nonce: str
    expected: str
    made_at: int
    letter: int = 0
    ticket: str = ""

    @property
    def browser_seals(self) -> bool:
        return not self.tracker

    def is_fresh(self, now: datetime) -> bool:
        age = now.timestamp() - self.made_at
        return 0 <= age < timedelta(minutes=SLIP_MINUTES).total_seconds()


@lru_cache(maxsize=8)
def _box(secret: str) -> AESGCM:
    return AESGCM(derive_key(secret, _LABEL))


class SealedWords:
    """Encrypts and reads drafts and slips of one round, whose ballots are of one kind."""

    def __init__(self, secret_keys: tuple[str, ...], round_slug: str, kind: type[Ballot]) -> None:
        """The first key writes; every key reads, so that keys can be exchanged."""
        self._boxes = [_box(secret) for secret in secret_keys if secret]
        self._round = round_slug
        self._kind = kind

    def _room(self, terms: Terms) -> int:
        """Bytes that the longest choices take, of which there may be too many for a vote."""
        return self._kind.longest(terms.without_limit) + 1

    def _write(self, use: str, value: dict[str, Any], room: int) -> str:
        nonce = os.urandom(12)
        # Blanks behind it: what is encrypted has one length in a round, whatever was chosen.
        plain = json.dumps(value, separators=(",", ":")).encode().ljust(room)
        sealed = self._boxes[0].encrypt(nonce, plain, f"{use}:{self._round}".encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def _read(self, use: str, text: str) -> dict[str, Any] | None:
        try:
            data = base64.urlsafe_b64decode(text)
        except ValueError:
            return None
        for box in self._boxes:
            try:
                plain = box.decrypt(data[:12], data[12:], f"{use}:{self._round}".encode())
            except (InvalidTag, ValueError):
                continue
            told: dict[str, Any] = json.loads(plain)
            return {"ballot": self._kind.read(told.pop("choices")), **told}
        return None

    def write_draft(self, draft: Draft, terms: Terms) -> str:
        """The draft as the cookie holds it.

        Args:
            terms: those of the round; every draft is as long as one that chooses every project,
                or as a cookie can be.
        """
        room = min(self._room(terms) + _DRAFT_BESIDE, _MOST_IN_COOKIE)
        return self._write("draft", _told(draft), room)

    def read_draft(self, text: str) -> Draft:
        """The draft; an empty one when there is none, or it is not ours."""
        told = self._read("draft", text) if text else None
        return Draft(self._kind.blank()) if told is None else Draft(**told)

    def write_slip(self, slip: Slip, terms: Terms) -> str:
        """The slip as the check page holds it, of one length likewise."""
        return self._write("slip", _told(slip), self._room(terms) + _SLIP_BESIDE)

    def read_slip(self, text: str) -> Slip | None:
        """The slip, None when it is not ours."""
        told = self._read("slip", text)
        return Slip(**told) if told else None
