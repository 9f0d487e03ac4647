"""What people outside see by the program that everybody is given, with what they kept."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pbplatform.forums.domain.programs import VERIFIER as OF_A_FORUM
from pbplatform.voting.domain.programs import VERIFIER
from tests.audit.attacks.place import Kept
from tests.audit.attacks.receipts import site_point
from tests.results.bundles import module_of

COLUMNS = ("nothing", "early pin", "pin before close", "0.1 % receipts", "receipt + pin")
# What a program said once of a key, a text and a signature it says again: to ask anew is slow.
_SLOW = ("is_signature", "is_signed", "signed_by")
said_before: dict[tuple[Any, ...], bool] = {}


def _remembering(asked: Callable[..., bool]) -> Callable[..., bool]:
    def answer(*given: bytes) -> bool:
        key = asked.__code__.co_code, *given
        if key not in said_before:
            said_before[key] = asked(*given)
        return said_before[key]

    return answer


def _remember(names: dict[str, Any]) -> None:
    names |= {name: _remembering(names[name]) for name in _SLOW if name in names}


def _loaded(path: Path) -> ModuleType:
    module = module_of(path)

    def execute(text: bytes, names: dict[str, Any]) -> None:
        exec(text, names)  # noqa: S102 - a part of the program that it knows by hash
        _remember(names)

    vars(module)["exec"] = execute
    _remember(vars(module))
    return module


_PROGRAMS = {path: _loaded(path) for path in (VERIFIER, OF_A_FORUM)}


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
    """The program in this process, as its command runs it."""
    said = io.StringIO()
    before, sys.argv = sys.argv, [str(program), str(bundle), *given]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = int(_PROGRAMS[program].main())
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
    mine = {str(each): site_point(kept.receipts.get(each, "")) for each in kept.together}
    site = {name: note for name, note in mine.items() if note}
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
