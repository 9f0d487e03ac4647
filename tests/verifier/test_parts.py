"""A program for outsiders runs its part by its hash, and no other. docs/decisions/0076, 0082."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import SUMS, zipped
from pbplatform.forums.domain import programs as of_a_forum
from pbplatform.voting.domain import programs as of_a_vote
from tests.points.bundles import write_forum_bundle
from tests.points.people import CAME, make_world
from tests.results.bundles import Files, Told, check, files_of, listed, write_bundle
from tests.results.counted import count_it, opened_election

pytestmark = pytest.mark.one_database
OTHER = b"print('I RAN')\n"


@dataclass(frozen=True)
class HandedOut:
    """What an outsider gets.

    Attributes:
        says: what the part alone says.
        files: a true bundle with both.
    """

    program: Path
    part: Path
    says: str
    files: Files

    def with_part(self, text: bytes | None) -> Files:
        """The bundle with this as the part, or none; listed as whoever makes it would."""
        rest = {name: body for name, body in self.files.items() if name != self.part.name}
        return listed(rest if text is None else {**rest, self.part.name: text})

    def run(self, folder: Path, bundle: Path, beside: bytes | None) -> Told:
        """The program in a folder of its own, with this beside it."""
        folder.mkdir()
        alone = folder / self.program.name
        alone.write_bytes(self.program.read_bytes())
        if beside is not None:
            (folder / self.part.name).write_bytes(beside)
        return check(bundle, program=alone)


def of_a_vote_handed_out(session: Session, folder: Path) -> HandedOut:
    election = opened_election(session, folder / "keys", (15, 9), (15,), (7,))
    count_it(session, election)
    bundle = write_bundle(session, election.slug, folder, key=True)
    return HandedOut(of_a_vote.VERIFIER, of_a_vote.SIGNED, "entries, signed as", files_of(bundle))


def of_a_forum_handed_out(session: Session, folder: Path) -> HandedOut:
    world = make_world(session)
    world.answer(world.point())
    bundle = write_forum_bundle(session, folder, now=CAME + timedelta(days=60))
    says = "site.checkpoint: the first"
    return HandedOut(of_a_forum.VERIFIER, of_a_forum.PART, says, files_of(bundle))


MADE_BY = {"verify.py": of_a_vote_handed_out, "verify_forum.py": of_a_forum_handed_out}


@pytest.fixture(scope="module")
def kept() -> dict[str, HandedOut]:
    return {}


@pytest.fixture(params=MADE_BY)
def handed_out(
    request: pytest.FixtureRequest, session: Session, tmp_path: Path, kept: dict[str, HandedOut]
) -> HandedOut:
    name = request.param
    if name not in kept:
        kept[name] = MADE_BY[name](session, tmp_path)
    return kept[name]


def written(files: Files, folder: Path, shape: str) -> Path:
    """A bundle as the zip that is downloaded, or as the folder it was unpacked into."""
    packed = folder / "given.zip"
    parts = [(name, [body]) for name, body in files.items() if name != SUMS]
    packed.write_bytes(b"".join(zipped(parts)))
    if shape == "zip":
        return packed
    with zipfile.ZipFile(packed) as found:
        found.extractall(folder / "unpacked")
    return folder / "unpacked"


TRUE, CHANGED, NONE = "its part", "its part, one byte changed", "none"
ANOTHER = "another part"
# What lies beside the program, what in the bundle: how it ends, and what it says.
IN_THE_BUNDLE, NOT_HERE = "in the bundle is another", "CANNOT 1  {part} with the hash"
CASES = {
    (TRUE, TRUE): (0, ()),
    (NONE, TRUE): (0, ()),
    (TRUE, NONE): (0, ()),  # a bundle from before there were parts
    (NONE, NONE): (2, (NOT_HERE,)),
    (TRUE, ANOTHER): (1, (IN_THE_BUNDLE,)),
    (NONE, ANOTHER): (1, (IN_THE_BUNDLE, NOT_HERE)),
    (NONE, CHANGED): (1, (IN_THE_BUNDLE, NOT_HERE)),
    (ANOTHER, TRUE): (2, (NOT_HERE,)),
    (ANOTHER, NONE): (2, (NOT_HERE,)),
    (CHANGED, TRUE): (2, (NOT_HERE,)),
}


@pytest.mark.parametrize("shape", ["zip", "folder"])
@pytest.mark.parametrize(("beside", "within"), CASES)
def test_the_part_is_run_by_its_hash_or_not_at_all(
    handed_out: HandedOut, tmp_path: Path, beside: str, within: str, shape: str
) -> None:
    code, said = CASES[beside, within]
    own = handed_out.part.read_bytes()
    texts = {TRUE: own, CHANGED: own.replace(b"a", b"b", 1), ANOTHER: OTHER, NONE: None}
    bundle = written(handed_out.with_part(texts[within]), tmp_path, shape)
    told = handed_out.run(tmp_path / "own", bundle, texts[beside])
    assert told.code == code, told.text
    for words in said:
        assert words.format(part=handed_out.part.name) in told.text
    assert "I RAN" not in told.text
    assert ("RIGHT" in told.text) == (code == 0)
    assert (handed_out.says in told.text) == (NOT_HERE not in said)


def test_program_in_the_unpacked_folder_takes_its_part_there(
    handed_out: HandedOut, tmp_path: Path
) -> None:
    folder = written(handed_out.files, tmp_path, "folder")
    program, part = folder / handed_out.program.name, folder / handed_out.part.name
    told = check(folder, program=program)
    assert told.code == 0, told.text
    part.write_bytes(part.read_bytes() + b"\n")
    told = check(folder, program=program)
    assert told.code == 1
    assert any(line.startswith("WRONG  0") and part.name in line for line in told.wrong)
    assert NOT_HERE.format(part=part.name) in told.text
    part.unlink()
    told = check(folder, program=program)
    assert told.code == 1  # the list names it
    (folder / SUMS).write_bytes(handed_out.with_part(None)[SUMS])
    assert check(folder, program=program).code == 2


def test_forum_of_another_year_has_another_program_and_its_own_part(
    session: Session, tmp_path: Path
) -> None:
    """Forums go on for years: a program and a zip of different years are both true."""
    handed_out = of_a_forum_handed_out(session, tmp_path)
    newer = {handed_out.program.name: b"print('newer')\n", handed_out.part.name: OTHER}
    bundle = written(listed({**handed_out.files, **newer}), tmp_path, "zip")
    told = handed_out.run(tmp_path / "own", bundle, handed_out.part.read_bytes())
    assert told.code == 0, told.text
    assert "verify_forum.py in the bundle is another" in told.text
    told = handed_out.run(tmp_path / "alone", bundle, None)
    assert told.code == 2, told.text
    assert NOT_HERE.format(part=handed_out.part.name) in told.text
    assert "get it where you got this program" in told.text
    assert "I RAN" not in told.text
