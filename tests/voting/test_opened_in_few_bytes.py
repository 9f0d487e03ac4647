"""A box of a city is opened in some bytes a vote, and all comes out as from plain lists.

docs/rules/running.md section 8.
"""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.core.canonical import canonical_json, canonical_rows
from pbplatform.rounds.domain.ballots import Approval, Ballot, Knapsack, PackedGroups, Points
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.domain.opened_file import (
    OpenedFile,
    hash_of,
    list_pieces,
    opened_pieces,
    read_opened,
)
from pbplatform.voting.domain.opened_list import OpenedBallot, OpenedList
from pbplatform.voting.domain.sealing import TRACKER_LETTERS

pytestmark = pytest.mark.pure

# Few, and some that differ only in zeros at their end, which numpy leaves out of texts.
HASHES = [sha256(bytes([n])).digest() for n in range(12)] + [
    bytes(32),
    b"\x01" + bytes(31),
    b"\x01\x00\x01" + bytes(29),
    b"\xff" * 32,
    b"\xff" * 31 + b"\x00",
]
some_hashes = st.lists(st.sampled_from(HASHES), max_size=30)


@given(some_hashes, some_hashes, some_hashes)
def test_packed_hashes_are_a_set_in_ascending_order(first, second, third):
    one, other, more = Digests(first), Digests(second), Digests(third)
    assert list(one) == sorted(set(first))
    assert len(one) == len(set(first))
    assert one.twice == len(first) - len(set(first))
    assert one.sha256 == sha256(b"".join(sorted(set(first)))).digest()
    assert (one == other) == (set(first) == set(second))
    assert list(one.without(other, more)) == sorted(set(first) - set(second) - set(third))
    assert [each in one for each in HASHES] == [each in set(first) for each in HASHES]
    one.add(HASHES[0])
    assert list(one) == sorted({*first, HASHES[0]})


def test_what_is_no_hash_is_never_one_of_the_others():
    odd = Digests([b"", b"short", bytes(33)])
    assert len(odd) == 3
    assert not any(each in odd for each in (*HASHES, b"", b"short"))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.dictionaries(st.text(), plain, max_size=5))
def test_quick_writer_makes_the_bytes_of_rfc_8785(value):
    try:
        wanted: object = rfc8785.dumps(value)
    except ValueError:  # half a letter
        with pytest.raises(ValueError, match=r"."):
            canonical_json(value)
        return
    assert canonical_json(value) == wanted


@pytest.mark.parametrize("value", [2**53, -(2**53), 1.5, float("nan"), b"x", {1: 2}, "\ud800"])
@pytest.mark.parametrize("nested", [False, True])
def test_what_canonical_json_has_not_is_refused(value, nested):
    with pytest.raises((TypeError, ValueError)):
        canonical_json({"a": [value] if nested else value})
    with pytest.raises((TypeError, ValueError)):
        canonical_rows([[value] if nested else value])


def test_keys_beyond_ascii_are_ordered_by_their_utf_16():
    value = {"\U00010000": 1, "\uff00": 2, "a": 3}
    assert canonical_json(value) == rfc8785.dumps(value)
    assert list(json.loads(canonical_json(value))) == ["a", "\U00010000", "\uff00"]


LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
trackers = st.sampled_from([letter * TRACKER_LETTERS for letter in LETTERS[:6]])
kinds = st.sampled_from([Approval, Knapsack, Points])


def a_ballot(kind: type[Ballot], numbers: list[int]) -> Ballot:
    row = ",".join(f"{n}:1" if kind is Points else str(n) for n in numbers)
    return kind.from_row(row)


@settings(max_examples=150)
@given(
    kinds,
    st.lists(
        st.tuples(
            trackers,
            st.lists(st.integers(1, 30), unique=True, max_size=4).map(sorted),
            st.sampled_from(["", "too-many", "not-on-ballot"]),
        ),
        max_size=25,
    ),
)
def test_list_stands_as_sorted_objects_would(kind, cast):
    ballots = [OpenedBallot(tracker, a_ballot(kind, of), why) for tracker, of, why in cast]
    wanted = sorted(ballots, key=lambda one: (one.tracker, one.ballot.listed(), one.invalid))
    found = OpenedList(ballots)
    rows = [[one.tracker, one.ballot.listed(), one.invalid] for one in wanted]
    assert list(found) == wanted
    assert list(found.rows) == rows
    assert len(found) == len(found.rows) == len(ballots)
    assert [found[n] for n in range(len(found))] == wanted
    assert found[1:4] == wanted[1:4]
    assert found.invalid == sum(bool(why) for _tracker, _of, why in cast)
    texts = [(one.tracker, one.ballot.row(), one.invalid) for one in wanted]
    assert list(found.texts()) == texts
    assert OpenedList(wanted).came_in_order
    whole = canonical_json({"v": 1, "ballots": rows})
    assert b"".join(list_pieces(found.rows)) == whole
    assert hash_of(found.rows) == sha256(whole).digest()


def test_list_of_many_is_written_in_pieces_as_one():
    rows = [[f"{n:016}", [n % 7 + 1], ""] for n in range(2_500)]
    assert b"".join(list_pieces(rows)) == canonical_json({"v": 1, "ballots": rows})
    assert len(list(list_pieces(rows))) == 5
    assert b"".join(list_pieces([])) == canonical_json({"v": 1, "ballots": []})


@given(st.integers(0, 3), st.integers(0, 3))
def test_opened_file_is_the_canonical_one_and_is_read_back(votes, damaged):
    rows = [[f"{n:016}", [n + 1], ""] for n in range(votes)]
    file = OpenedFile(
        "a-round",
        HASHES[0],
        HASHES[1],
        rows,
        tuple(sorted(HASHES[2 : 2 + damaged])),
        {2: b"two", 11: b"eleven"},
    )
    raw = b"".join(opened_pieces(file))
    assert raw == canonical_json(json.loads(raw))
    back = read_opened(raw)
    assert (back.slug, back.definition_sha256, back.damaged) == (
        file.slug,
        file.definition_sha256,
        file.damaged,
    )
    assert [list(row) for row in back.rows] == rows


@given(
    kinds, st.lists(st.tuples(st.lists(st.integers(1, 30), unique=True), st.integers(1, 10**12)))
)
def test_packed_groups_are_the_ballots_that_were_cast(kind, cast):
    groups = [(a_ballot(kind, sorted(of)), times) for of, times in cast]
    packed = PackedGroups(kind, ((ballot.row(), times) for ballot, times in groups))
    assert list(packed) == groups
    assert len(packed) == len(groups)


def test_packed_groups_refuse_a_row_that_holds_no_ballot():
    with pytest.raises(ValueError, match=r"."):
        PackedGroups(Approval, [("1,x", 1)])
