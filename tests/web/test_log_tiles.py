"""The log's tree as files, which anybody checks. docs/rules/audit.md section 9."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.audit import queries, services
from pbplatform.audit.domain import tree
from pbplatform.audit.domain.notes import LogKey, verified
from pbplatform.audit.models import SITE, LogPending, LogWithheld
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.core.actor import SYSTEM
from pbplatform.core.canonical import canonical_json
from pbplatform.front import check_log
from pbplatform.front.log_tiles import Tile
from pbplatform.places.kinds import PlaceLog
from tests.conftest import NOON
from tests.factories import make_place
from tests.voting.elections import make_election
from tests.web.signed_log import KEY, happen, key_of, signed

YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def site(session: Session, tmp_path: Path) -> Path:
    """A site log of 300 entries, signed; the folder of its marks."""
    make_place(session)
    services.fold(session, services.ensure_log(session, SITE))
    happen(session, 300 - queries.size(session, log=SITE))
    signed(session, tmp_path)
    return tmp_path


def test_the_checkpoint_is_served_as_it_was_signed(
    client: FlaskClient, session: Session, site: Path
) -> None:
    answer = client.get("/log/site/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert verified(answer.text, LogKey.read(key_of(session))).size == 300


def test_tiles_have_the_hashes_and_bundles_the_entries(client: FlaskClient, site: Path) -> None:
    tiles = client.get("/log/site/tile/0/000").data + client.get("/log/site/tile/0/001.p/44").data
    packed = client.get("/log/site/tile/entries/000").data
    packed += client.get("/log/site/tile/entries/001.p/44").data
    leaves = []
    while packed:
        end = 2 + int.from_bytes(packed[:2])
        leaves.append(tree.leaf_hash(packed[2:end]))
        packed = packed[end:]
    assert len(leaves) == 300
    assert tiles == b"".join(leaves)
    above = client.get("/log/site/tile/1/000.p/1").data
    assert above == tree.tile_root(leaves[:256])


@pytest.mark.parametrize(
    ("where", "keep"),
    [
        ("tile/0/000", YEAR),
        ("tile/entries/000", YEAR),
        ("tile/0/001.p/44", "public, max-age=60"),
        ("tile/0/001.p/3", "public, max-age=60"),
        ("tile/entries/001.p/44", "public, max-age=60"),
        ("tile/1/000.p/1", "public, max-age=60"),
        ("consistency/3/9", "public, max-age=60"),
        ("proof/7", "public, max-age=5"),
    ],
)
def test_full_tiles_are_kept_for_a_year_and_others_a_moment(
    client: FlaskClient, site: Path, where: str, keep: str
) -> None:
    answer = client.get(f"/log/site/{where}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == keep
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "where",
    [
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/044",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/0/x001/000",
        "tile/0/999",
        "tile/0/x999/x999/999",
        "tile/0/x001/x001/x001/001",
        "tile/0/000/",
        "tile/0/000.p/4/4",
        "tile/1/000",
        "tile/1/000.p/2",
        "tile/2/000.p/1",
        "tile/64/000",
        "tile/00/000",
        "tile/entries/001",
        "tile/entries/002.p/1",
        "proof/300",
        "proof/x",
        "consistency/0/3",
        "consistency/4/3",
        "consistency/3/301",
    ],
)
def test_what_is_not_there_is_told_in_words(client: FlaskClient, site: Path, where: str) -> None:
    answer = client.get(f"/log/site/{where}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_nothing_is_served_before_it_is_signed(client: FlaskClient, session: Session) -> None:
    make_place(session)
    happen(session, 3)
    session.commit()
    for where in ("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3", "proof/0"):
        answer = client.get(f"/log/site/{where}")
        assert answer.status_code == 404
        assert "Nothing of this log is signed yet" in answer.text
    assert "None is signed yet." in client.get("/log").text
    assert "It is not signed yet." in client.get("/log/entries/0").text
    assert "Nothing is signed yet." in client.get("/log/expert").text


def test_entries_that_came_after_the_checkpoint_wait_for_the_next(
    client: FlaskClient, session: Session, site: Path
) -> None:
    happen(session, 5)
    session.commit()
    assert client.get("/log/site/tile/0/001.p/49").status_code == 404
    assert client.get("/log/site/proof/300").status_code == 404
    signed(session, site)
    assert client.get("/log/site/tile/0/001.p/49").status_code == 200
    assert client.get("/log/site/tile/0/001.p/44").status_code == 200  # of the last checkpoint


def test_the_proof_of_an_entry_holds(client: FlaskClient, session: Session, site: Path) -> None:
    lines = client.get("/log/site/proof/257").text
    head, _blank, note = lines.partition("\n\n")
    first, index, *hashes = head.split("\n")
    assert (first, index) == ("c2sp.org/tlog-proof@v1", "index 257")
    point = verified(note, LogKey.read(key_of(session)))
    body = client.get("/log/entries/257.json").data
    proof = [base64.b64decode(one) for one in hashes]
    assert tree.includes(tree.leaf_hash(body), 257, point.size, proof, point.root)
    page = client.get("/log/entries/257").text
    assert "It is one of 300 entries that are signed" in page
    assert '"/log/site/proof/257"' in page


def test_the_proof_of_consistency_holds(client: FlaskClient, session: Session, site: Path) -> None:
    before = newest_checkpoint(session, log=SITE)
    happen(session, 77)
    signed(session, site)
    after = newest_checkpoint(session, log=SITE)
    assert before is not None
    assert after is not None
    told = client.get("/log/site/consistency/300/377").text
    proof = [base64.b64decode(one) for one in told.splitlines()]
    assert tree.goes_on(300, before.root, 377, after.root, proof)
    assert client.get("/log/site/consistency/9/9").text == ""


def test_a_ballot_log_has_files_of_its_own(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path / "keys", voters=2)
    slug = f"rounds/{election.slug}"
    signed(session, tmp_path, slug)
    size = queries.size(session, log=slug)
    assert size > 0
    told = client.get(f"/log/{slug}/checkpoint").text
    assert verified(told, LogKey.read(key_of(session, slug))).size == size
    assert len(client.get(f"/log/{slug}/tile/0/000.p/{size}").data) == 32 * size
    bundle = client.get(f"/log/{slug}/tile/entries/000.p/{size}").data
    lines = client.get(f"/log/{slug}.jsonl").data.splitlines()
    assert bundle == b"".join(len(line).to_bytes(2) + line for line in lines)
    assert client.get(f"/log/{slug}/proof/0").status_code == 200
    assert client.get(f"/log/{slug}/consistency/1/{size}").status_code == 200
    assert client.get("/log/rounds/nothing/checkpoint").status_code == 404
    page = client.get("/log/expert").text
    assert key_of(session, slug) in page


def test_a_withheld_entry_is_served_by_its_leaf(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_place(session)
    old = {"v": 1, "kind": "place:changed", "subject": "place", "at": "2027-03-10T12:00:00.000000Z"}
    log_id, body = services.ensure_log(session, SITE), canonical_json(old)
    row = {"log_id": log_id, "key16": b"o" * 16, "body": body}
    session.execute(insert(LogPending).values(**row))
    services.fold(session, log_id)
    session.add(LogWithheld(key16=b"o" * 16, erased_by=b"d" * 16))
    signed(session, tmp_path)
    size = queries.size(session, log=SITE)
    answer = client.get(f"/log/site/tile/entries/000.p/{size}")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert body not in answer.data
    told = json.dumps(tree.leaf_hash(body).hex()).encode()
    assert b'{"withheld_leaf":' + told in answer.data
    assert said(client, session, tmp_path)[0] == 0


def test_an_entry_that_is_too_long_for_a_bundle_stands_there_by_its_leaf(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_place(session)
    services.record(
        session, PlaceLog.PLACE_CHANGED, actor=SYSTEM, subject="place", now=NOON, many="x" * 70_000
    )
    services.fold(session, services.ensure_log(session, SITE))
    signed(session, tmp_path)
    size = queries.size(session, log=SITE)
    answer = client.get(f"/log/site/tile/entries/000.p/{size}")
    assert len(answer.data) < 65_536
    assert b'"too_long":70' in answer.data
    assert said(client, session, tmp_path)[0] == 0


@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1234067, 999_999_999])
@pytest.mark.parametrize("width", [1, 112, 255, 256])
def test_an_address_of_a_tile_is_read_as_it_is_written(number: int, width: int) -> None:
    assert Tile.read(Tile(number, width).path) == Tile(number, width)
    assert check_log.tile_path(number, width) == Tile(number, width).path


def test_the_address_of_the_specification() -> None:
    assert Tile(1234067).path == "x001/x234/067"
    assert Tile(273, 112).path == "273.p/112"


def kept(client: FlaskClient, folder: Path, slug: str = SITE) -> Path:
    """All files of a log in a folder, as somebody would mirror them."""
    checkpoint = client.get(f"/log/{slug}/checkpoint").data
    size = int(checkpoint.split(b"\n")[1])
    wanted = ["checkpoint"]
    for start in range(0, size, 256):
        wanted.append(f"tile/entries/{Tile(start // 256, min(256, size - start)).path}")
    for where in wanted:
        path = folder / "mirror" / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(client.get(f"/log/{slug}/{where}").data)
    return folder / "mirror"


def said(
    client: FlaskClient,
    session: Session,
    folder: Path,
    *older: Path,
    spoil: Callable[[Path], None] = lambda _mirror: None,
) -> tuple[int, str]:
    """What the program that the site hands out says: its code, and its words."""
    script = folder / "check-log.py"
    script.write_bytes(client.get("/log/check-log.py").data)
    mirror = kept(client, folder)
    spoil(mirror)
    words = [str(script), f"file://{mirror}", key_of(session), *map(str, older)]
    told = subprocess.run(
        [sys.executable, "-I", *words], capture_output=True, text=True, cwd=folder, check=False
    )
    return told.returncode, told.stdout + told.stderr


def test_the_program_that_is_handed_out_finds_the_log_right(
    client: FlaskClient, session: Session, site: Path
) -> None:
    older = site / "older.checkpoint"
    older.write_bytes(client.get("/log/site/checkpoint").data)
    happen(session, 260)
    signed(session, site)
    code, words = said(client, session, site, older)
    assert code == 0, words
    assert "560 entries, 1 older checkpoints" in words


def _edit(mirror: Path) -> None:
    bundle = mirror / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b"rounds/x/7", b"rounds/x/8", 1))


def _resign(mirror: Path) -> None:
    path = mirror / "checkpoint"
    lines = path.read_text().split("\n")
    path.write_text("\n".join([lines[0], str(int(lines[1]) - 1), *lines[2:]]))


@pytest.mark.parametrize("spoil", [_edit, _resign])
def test_the_program_that_is_handed_out_sees_a_change(
    client: FlaskClient, session: Session, site: Path, spoil: Callable[[Path], None]
) -> None:
    code, words = said(client, session, site, spoil=spoil)
    assert code == 1
    assert "WRONG" in words


def test_the_program_that_is_handed_out_sees_another_log_with_the_same_key(
    client: FlaskClient, session: Session, site: Path
) -> None:
    point = verified(client.get("/log/site/checkpoint").text, LogKey.read(key_of(session)))
    from pbplatform.audit.domain.notes import Checkpoint
    from pbplatform.audit.domain.notes import signed as as_note

    older = site / "older.checkpoint"
    older.write_text(as_note(Checkpoint(point.origin, 200, b"\x01" * 32), KEY))
    code, words = said(client, session, site, older)
    assert code == 1
    assert "first 200 entries are not what was signed" in words
    older.write_text(as_note(Checkpoint(point.origin, 301, b"\x01" * 32), KEY))
    code, words = said(client, session, site, older)
    assert code == 1
    assert "has 301 entries, the log now only 300" in words


def test_the_page_for_experts_has_the_commands_that_work(
    client: FlaskClient, session: Session, site: Path
) -> None:
    page = client.get("/log/expert").text
    assert f"python3 check-log.py http://localhost/log/site &#39;{key_of(session)}&#39;" in (
        page.replace("'", "&#39;")
    )
    assert "No box is open yet." in page
    assert 'href="/log/expert"' in client.get("/log").text
    assert "300 are signed" in client.get("/log").text
