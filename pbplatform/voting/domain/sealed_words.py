"""Words only we can read, kept by the voter's browser and never by us (ruling 20).

The draft cookie holds choices not yet cast; the slip is the check page's hidden field. Both are
encrypted with an application key and carry what they are for, so one can't stand for the other.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.core.secrets import derive_key

PROOF_MINUTES = 60
SLIP_MINUTES = 120
LONGEST_COOKIE = 3500
_LABEL = "ballot-words"
# Bytes for all that is not a choice, with the longest numbers there can be.
_DRAFT_BESIDE, _SLIP_BESIDE = 200, 400
_MOST_IN_COOKIE = LONGEST_COOKIE // 4 * 3 - 28  # base 64, a nonce and a tag


def _room(numbers: Collection[int]) -> int:
    """Bytes that the longest list of choices takes."""
    return sum(len(str(number)) + 1 for number in numbers)


@dataclass(frozen=True)
class Draft:
    """What a browser remembers of a vote that is not cast.

    Attributes:
        choices: project numbers in the voter's order.
        voter_no: proved number on the roll, 0 before it is proved.
        letter: which of the voter's letters proved it; a newer one ends the proof.
        proved_at: POSIX seconds of the proof; it holds for an hour.
        here: the choices stay in the browser's own tab, which seals the vote itself.
    """

    choices: tuple[int, ...] = ()
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
        choices, tracker: both empty when the voter's browser seals; then it sends the envelope.
        nonce: hex; the same slip sent again is the same vote.
        expected: hex hash of the envelope it may replace; empty when the box held none.
        made_at: POSIX seconds.
        letter: which of the voter's letters proved the place on the roll.
        ticket: hex hash of what this browser needs to be shown the receipt once more.
    """

    voter_no: int
    choices: tuple[int, ...]
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


class SealedWords:
    """Encrypts and reads drafts and slips of one round."""

    def __init__(self, secret_keys: tuple[str, ...], round_slug: str) -> None:
        """The first key writes; every key reads, so that keys can be exchanged."""
        self._boxes = [AESGCM(derive_key(secret, _LABEL)) for secret in secret_keys if secret]
        self._round = round_slug

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
            return told
        return None

    def write_draft(self, draft: Draft, numbers: Collection[int]) -> str:
        """The draft as the cookie holds it.

        Args:
            numbers: all projects of the ballot; every draft is as long as one that chooses all,
                or as a cookie can be.
        """
        room = min(_room(numbers) + _DRAFT_BESIDE, _MOST_IN_COOKIE)
        return self._write("draft", asdict(draft), room)

    def read_draft(self, text: str) -> Draft:
        """The draft; an empty one when there is none, or it is not ours."""
        told = self._read("draft", text) if text else None
        if told is None:
            return Draft()
        return Draft(**{**told, "choices": tuple(told["choices"])})

    def write_slip(self, slip: Slip, numbers: Collection[int]) -> str:
        """The slip as the check page holds it, of one length likewise."""
        return self._write("slip", asdict(slip), _room(numbers) + _SLIP_BESIDE)

    def read_slip(self, text: str) -> Slip | None:
        """The slip, None when it is not ours."""
        told = self._read("slip", text)
        return Slip(**{**told, "choices": tuple(told["choices"])}) if told else None
