"""One byte of a copy is changed, and the program for outsiders says where.

The copy is made for this one look, in a folder that is gone afterwards; nothing of the place is
touched. Source: docs/rules/demo.md section 4, docs/rules/audit.md section 10.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pbplatform.audit.domain.bundle import SUMS, Part, zipped
from pbplatform.voting.domain.programs import VERIFIER

_SECONDS = 60
_SHOWN = 24


class Spot(StrEnum):
    """What somebody changes; the value stands in the address."""

    VOTE = "vote"
    BOX = "box"
    RESULT = "result"
    RULE = "rule"


# Where each byte lies: a file, and a digit that something depends on.
_LIES = {
    Spot.VOTE: ("ballots.csv", re.compile(rb"^[^,\r\n]+,[0-9: ]*([0-9])", re.M)),
    Spot.BOX: ("ballot-log.jsonl", re.compile(rb'"h":"[0-9a-f]{20}[a-f]*([0-9])')),
    Spot.RESULT: ("result.json", re.compile(rb'"votes":[0-9]*([0-9])')),
    Spot.RULE: ("definition.json", re.compile(rb'"cost_minor":([1-9])')),
}


@dataclass(frozen=True)
class OneByte:
    """What was changed, and what the program says of the true copy and of the changed one.

    Attributes:
        line: number of the line in the file, from 1.
        before, after: the byte with what stands around it, `[…]` about the byte itself.
    """

    file: str
    line: int
    before: str
    after: str
    of_true: str
    of_changed: str

    @property
    def wrong(self) -> list[str]:
        """What is wrong with the changed copy, a line each."""
        lines = self.of_changed.splitlines()
        return [line.removeprefix("WRONG").strip() for line in lines if line.startswith("WRONG ")]


def change_one_byte(parts: Iterable[Part], spot: Spot) -> OneByte:
    """Change one digit in a copy of a bundle, put its list of hashes right, and check both."""
    files = _unpacked(parts)
    name, pattern = _LIES[spot]
    found = list(pattern.finditer(files[name]))
    at = found[len(found) // 2].start(1)
    was = files[name]
    digit = b"%d" % ((int(was[at : at + 1]) + 1) % 10 or 1)
    changed = was[:at] + digit + was[at + 1 :]
    forged = {**files, name: changed}
    forged[SUMS] = _sums(forged)
    return OneByte(
        file=name,
        line=was.count(b"\n", 0, at) + 1,
        before=_around(was, at),
        after=_around(changed, at),
        of_true=_told(files),
        of_changed=_told(forged),
    )


def _unpacked(parts: Iterable[Part]) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(parts)))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _sums(files: dict[str, bytes]) -> bytes:
    told = (
        f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != SUMS
    )
    return "".join(told).encode()


def _around(text: bytes, at: int) -> str:
    start = max(text.rfind(b"\n", 0, at) + 1, at - _SHOWN)
    end = text.find(b"\n", at)
    end = min(len(text) if end < 0 else end, at + _SHOWN)
    before, after = (
        text[start:at].decode(errors="replace"),
        text[at + 1 : end].decode(errors="replace"),
    )
    return f"{before}[{text[at : at + 1].decode()}]{after}".strip()


def _told(files: dict[str, bytes]) -> str:
    """What the program prints of these files; a process of its own that knows nothing of ours."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        run = subprocess.run(  # noqa: S603 - our own file, by the Python that runs us
            [sys.executable, "-I", str(VERIFIER), folder],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    return run.stdout.strip()
