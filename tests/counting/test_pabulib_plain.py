"""Plain VOTES sections are read in whole arrays with the careful reader's answer or refusal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting import pabulib_votes
from pbplatform.counting.election import BallotRows, PbError
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.pabulib_notes import Notes
from pbplatform.counting.pabulib_plain import LONGEST_NAME, _all_differ, read_plain_votes
from pbplatform.counting.pabulib_votes import read_votes
from tests.counting.elections import ELECTIONS, SMALL, written

KEYS = ("1", "2", "11", "BO.D1.7/21", "Ł3", "x" * (LONGEST_NAME - 1))
NAMES = st.one_of(st.sampled_from(KEYS), st.sampled_from(["", "9", "1" * 40, "B", "ł3", " 1"]))


@st.composite
def sections(draw):
    """Rows below VOTES: mostly sound, with everything that a spreadsheet may do to them."""
    header = draw(st.permutations(["voter_id", "vote", "age"]))
    voters = draw(st.lists(st.integers(1, 10**12), unique=True, max_size=12))
    sound = draw(st.booleans())
    lines = [";".join(header)]
    for voter in voters:
        names = NAMES if not sound else st.sampled_from(KEYS)
        vote = ",".join(draw(st.lists(names, max_size=4, unique=sound)))
        cells = {"voter_id": str(voter), "vote": vote, "age": draw(st.sampled_from(["", "a,b"]))}
        lines.append(";".join(cells[name] for name in header))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    if not sound and draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at] + draw(st.sampled_from([";", '"', "\n", "\0", "x", "\n1;1;1\n"])) + text[at:]
        )
    return text


def answer(text: str, longest: int | None) -> object:
    """What the reader says: all arrays, or the refusal."""
    try:
        rows = read_votes(
            text.encode(),
            first_line=7,
            notes=Notes("a.pb"),
            announced=text.rstrip("\n").count("\n"),
            keys=KEYS,
            longest=longest,
            needs_points=False,
        )
    except PbError as error:
        return str(error)
    return parts_of(rows)


def parts_of(rows: BallotRows) -> tuple[object, ...]:
    arrays = (rows.ballot_of, rows.offsets, rows.marks)
    return rows.voters, [(one.dtype, one.tolist()) for one in arrays], rows.points is None


def carefully(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pabulib_votes, "read_plain_votes", lambda *_, **__: None)


@settings(max_examples=400)
@given(sections(), st.sampled_from([None, 1, 3]))
def test_answer_is_the_careful_readers_when_the_section_is_read_in_arrays(text, longest):
    found = answer(text, longest)

    with pytest.MonkeyPatch.context() as patch:
        carefully(patch)
        assert answer(text, longest) == found


@pytest.mark.parametrize(
    "path",
    [path for path in ELECTIONS if path.stat().st_size < 500_000],
    ids=lambda path: path.stem,
)
def test_real_election_is_the_careful_readers_when_it_is_read_in_arrays(path, monkeypatch):
    found = parts_of(read_election(path, keep_withdrawn=True).rows)
    carefully(monkeypatch)

    assert parts_of(read_election(path, keep_withdrawn=True).rows) == found


@pytest.mark.parametrize("header", ['voter_id;vote;"age', '"voter_id";vote', '"voter_id;x";vote'])
def test_quoted_header_is_read_with_care(header):
    text = f"{header}\na;1;3\n"
    found = answer(text, None)

    with pytest.MonkeyPatch.context() as patch:
        carefully(patch)
        assert answer(text, None) == found


def plain(rows: str, keys: tuple[str, ...] = KEYS, longest: int | None = None) -> BallotRows | None:
    return read_plain_votes(
        f"\n{rows}".encode(), width=2, voter_at=0, vote_at=1, keys=keys, longest=longest
    )


def test_plain_rows_are_read_in_arrays():
    found = plain("a;1,2\nb;2,1\nc;1,2\nd;\ne;11,BO.D1.7/21,Ł3\n")

    assert found is not None
    assert found.ballot_of.tolist() == [0, 1, 0, 2, 3]
    assert found.offsets.tolist() == [0, 2, 4, 4, 7]
    assert found.marks.tolist() == [0, 1, 1, 0, 2, 3, 4]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "a;1\na;2",
        ";1",
        "a;9",
        "a;1,1",
        'a;"1"',
        "a;1,,2",
        "a;1;2",
        "a",
        "a;1\n\nb;2",
        "a;1,2,11",
    ],
)
def test_rows_are_left_to_the_careful_reader_when_something_is_unusual(rows):
    assert plain(rows, longest=2) is None


def test_project_named_twice_is_seen_when_there_are_more_projects_than_bits_of_a_word():
    keys = tuple(str(number) for number in range(200))
    ballot = list(keys[:150])

    assert plain("a;" + ",".join(ballot), keys) is not None
    for twice in (0, 63, 64, 149):
        assert plain("a;" + ",".join([*ballot, keys[twice]]), keys) is None


def test_choose_1_ballots_keep_the_order_of_their_first_rows():
    found = plain("a;11\nb;1\nc;\nd;11\ne;2\n")

    assert found is not None
    assert found.marks.tolist() == [2, 0, 1]
    assert found.ballot_of.tolist() == [0, 1, 2, 0, 3]


@settings(max_examples=200)
@given(st.lists(st.text("019azAZ", min_size=1, max_size=24), min_size=1, max_size=20))
def test_voters_are_told_apart_only_when_they_differ(voters):
    data = np.frombuffer(";".join(voters).encode(), dtype=np.uint8)
    ends = np.cumsum([len(voter) + 1 for voter in voters]) - 1
    starts = ends - np.array([len(voter) for voter in voters])

    assert _all_differ(data, starts, ends) is (len(set(voters)) == len(voters))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_are_read_the_same(tmp_path, ends):
    election = read_election(written(tmp_path, SMALL.replace("\n", ends)))

    assert election.profile.supporters == (3, 2, 1)


def test_heading_in_the_middle_of_a_row_is_no_heading(tmp_path):
    text = SMALL.replace("Trees", "VOTES").replace("Benches of Hackford", "META")

    assert read_election(written(tmp_path, text)).projects[2].name == "VOTES"
