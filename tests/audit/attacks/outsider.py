"""What people outside see by the program that everybody is given, with what they kept."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pbplatform.forums.domain.programs import VERIFIER as OF_A_FORUM
from pbplatform.voting.domain.programs import VERIFIER
from tests.audit.attacks.place import Kept

COLUMNS = ("nothing", "early pin", "pin before close", "0.1 % receipts", "receipt + pin")
_CODE = {path: compile(path.read_bytes(), str(path), "exec") for path in (VERIFIER, OF_A_FORUM)}


@dataclass(frozen=True)
class Told:
    """How the program ended, and the lines that say why."""

    code: int
    text: str

    @property
    def lines(self) -> list[str]:
        found = [line for line in self.text.splitlines() if line.startswith(("WRONG  ", "CANNOT"))]
        return found or self.text.splitlines()[-1:]


def run_program(bundle: Path, given: Sequence[str], program: Path = VERIFIER) -> Told:
    """The program in this process, from its first line to its exit, as a command starts it."""
    said, code = io.StringIO(), 0
    before, sys.argv = sys.argv, [str(program), str(bundle), *given]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            exec(_CODE[program], {"__name__": "__main__", "__file__": str(program)})  # noqa: S102
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before
    return Told(code, said.getvalue())


def given_of(pins: dict[str, str], receipts: dict[str, str], folder: Path) -> list[str]:
    """The words of the command with what was kept, written into files."""

    def written(kind: str, texts: dict[str, str]) -> list[str]:
        paths = []
        for name, text in texts.items():
            path = folder / f"{kind}-{name}.txt"
            path.write_text(text)
            paths.append(str(path))
        return paths

    words = ["--pin", *written("pin", pins)] if pins else []
    return words + (["--receipt", *written("receipt", receipts)] if receipts else [])


def judged_with(
    bundle: bytes, pins: dict[str, str], receipts: dict[str, str], program: Path = VERIFIER
) -> Told:
    """What the program says of a bundle to somebody who kept these."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bundle.zip"
        path.write_bytes(bundle)
        return run_program(path, given_of(pins, receipts, Path(name)), program)


def judged_forum(bundle: bytes, kept: Kept) -> dict[str, Told]:
    """The same of the bundle of a forum: a receipt of a vote has a checkpoint that says of it."""
    mine = {str(each): kept.receipts[each] for each in kept.together if each in kept.receipts}
    site = {name: text for name, text in mine.items() if "/log/site\n" in text}
    pins: tuple[dict[str, str], ...] = (
        *({}, _site(kept.early), _site(kept.late), site, {**_site(kept.late), **site}),
    )
    return {
        column: judged_with(bundle, held, {}, OF_A_FORUM)
        for column, held in zip(COLUMNS, pins, strict=True)
    }


def _site(pins: dict[str, str]) -> dict[str, str]:
    return {"site": pins["site"]} if pins else {}


def judged(bundle: bytes, kept: Kept) -> dict[str, Told]:
    """What the program says of a bundle to each of those who kept something."""
    mine = {str(each): kept.receipts[each] for each in kept.together if each in kept.receipts}
    nothing: dict[str, str] = {}
    held = ((nothing, nothing), (kept.early, nothing), (kept.late, nothing), (nothing, mine))
    return {
        column: judged_with(bundle, pins, receipts)
        for column, (pins, receipts) in zip(COLUMNS, [*held, (kept.late, mine)], strict=True)
    }
