"""A key cut into shares. Source: docs/rules/trustees.md section 2."""

from __future__ import annotations

import importlib
import itertools
import json
import secrets
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.trustees.domain.curve import ORDER, add, decode, encode, times, weights
from pbplatform.trustees.domain.public_file import (
    NotAPublicFile,
    fingerprint,
    read_public_file,
    write_public_file,
)
from pbplatform.trustees.domain.shares import (
    Dealt,
    Share,
    WrongShare,
    check_share,
    combine,
    deal,
    fits,
    may_be_cut,
    read_share,
)
from pbplatform.voting.domain.sealing import public_point

pytestmark = pytest.mark.pure

NAMES = ("Ada", "Ben", "Cy", "Dora", "Ed", "Fay", "Gus", "Hal", "Ivy")
CUTS = [(need, of) for of in range(2, 10) for need in range(2, of + 1) if 2 * need > of]


@pytest.fixture(scope="module")
def cut() -> tuple[Dealt, list[Share]]:
    return deal(2, NAMES[:3])


@pytest.mark.parametrize(("need", "of"), CUTS)
def test_any_of_the_shares_that_are_needed_make_the_same_key(need: int, of: int) -> None:
    dealt, shares = deal(need, NAMES[:of])
    for chosen in itertools.islice(itertools.combinations(shares, need), 12):
        assert public_point(combine(dealt, chosen).public_key()) == dealt.key
    assert public_point(combine(dealt, shares).public_key()) == dealt.key


# A second implementation, by others: pyseltongue
OTHERS: Any = importlib.import_module("pyseltongue.sharing")


@pytest.mark.parametrize(("need", "of"), CUTS)
def test_another_program_makes_the_key_of_our_shares(need: int, of: int) -> None:
    dealt, shares = deal(need, NAMES[:of])
    for chosen in itertools.islice(itertools.combinations(shares, need), 12):
        points = [(share.number, share.value) for share in chosen]
        found = OTHERS.points_to_secret_int(points, prime=ORDER)
        assert found == combine(dealt, chosen).private_numbers().private_value
        fewer = OTHERS.points_to_secret_int(points[1:], prime=ORDER)
        assert fewer != found


@pytest.mark.parametrize(("need", "of"), CUTS)
def test_we_make_the_key_of_shares_that_another_program_cut(need: int, of: int) -> None:
    secret = 1 + secrets.randbelow(ORDER - 1)
    points = OTHERS.secret_int_to_points(secret, need, of, prime=ORDER)
    shares = [Share(number, value) for number, value in points]
    key = ec.derive_private_key(secret, ec.SECP256R1()).public_key()
    names = NAMES[:of]
    dealt = Dealt(need, public_point(key), tuple(share.point for share in shares), names)
    assert fits(dealt)
    assert combine(dealt, shares[-need:]).private_numbers().private_value == secret


@pytest.mark.parametrize(("need", "of"), [(1, 1), (1, 2), (2, 4), (3, 2), (0, 3), (5, 10)])
def test_cuts_that_leave_one_alone_or_a_minority_are_not_made(need: int, of: int) -> None:
    assert not may_be_cut(need, of)
    with pytest.raises(ValueError, match="not a cut"):
        deal(need, [f"P{n}" for n in range(of)])


def test_fewer_shares_say_nothing_of_the_key(cut: tuple[Dealt, list[Share]]) -> None:
    """With one share of two, each key is as likely as any other: for each there is a second."""
    dealt, (first, *_rest) = cut
    for key in (1, 7, ORDER - 2):
        second = (key + 2 * (first.value - key)) % ORDER
        told = weights([1, 2], 0)
        assert (told[0] * first.value + told[1] * second) % ORDER == key
    with pytest.raises(WrongShare) as refused:
        combine(dealt, [first])
    assert refused.value.reason == "too-few"


def test_each_wrong_share_is_told_apart(cut: tuple[Dealt, list[Share]]) -> None:
    dealt, (one, two, three) = cut
    other = deal(2, NAMES[:3])[1][0]

    def reason(*shares: Share) -> tuple[str, dict[str, object]]:
        with pytest.raises(WrongShare) as refused:
            combine(dealt, shares)
        return refused.value.reason, refused.value.told

    assert reason(one, other) == ("other-key", {})
    assert reason(one, replace(three, number=2)) == ("other-number", {"number": 3})
    assert reason(two, two) == ("twice", {})
    assert reason(two) == ("too-few", {"need": 2, "found": 1})
    assert reason(one, replace(two, number=9))[0] == "other-number"
    assert reason(one, replace(two, value=0))[0] == "other-key"
    assert reason(one, replace(two, value=ORDER + 1))[0] == "other-key"


def test_words_are_read_in_any_case_and_spacing(cut: tuple[Dealt, list[Share]]) -> None:
    _dealt, shares = cut
    for share in shares:
        assert len(share.words.split()) == 24
        assert read_share(share.number, f"  {share.words.upper()}\n") == share
        assert read_share(share.number, share.words.replace(" ", "\n\t ")) == share


def test_wrong_words_are_told_apart(cut: tuple[Dealt, list[Share]]) -> None:
    words = cut[1][0].words.split()

    def reason(typed: str) -> tuple[str, dict[str, object]]:
        with pytest.raises(WrongShare) as refused:
            read_share(1, typed)
        return refused.value.reason, refused.value.told

    assert reason("  ") == ("empty", {})
    assert reason(" ".join(words[:23])) == ("words", {"found": 23})
    misspelt = [*words[:4], "abandn", *words[5:]]
    assert reason(" ".join(misspelt)) == ("unknown-word", {"place": 5, "near": "abandon"})
    swapped = next(
        [*words[:n], words[n + 1], words[n], *words[n + 2 :]]
        for n in range(23)
        if words[n] != words[n + 1]
        and not _reads(" ".join([*words[:n], words[n + 1], words[n], *words[n + 2 :]]))
    )
    assert reason(" ".join(swapped)) == ("checksum", {})


def _reads(typed: str) -> bool:
    try:
        read_share(1, typed)
    except WrongShare:
        return False
    return True


def test_public_file_is_read_again_and_its_points_are_checked(
    cut: tuple[Dealt, list[Share]],
) -> None:
    dealt, _shares = cut
    raw = write_public_file(dealt)
    assert read_public_file(raw) == dealt
    assert len(fingerprint(dealt)) == 64
    other, _ = deal(2, NAMES[:3])
    for wrong in (
        replace(dealt, key=other.key),
        replace(dealt, points=(dealt.points[1], dealt.points[0], dealt.points[2])),
        replace(dealt, points=(*dealt.points[:2], other.points[2])),
        replace(dealt, points=dealt.points[:2]),
        replace(dealt, need=3),
        replace(dealt, names=("Ada", "Ada", "Cy")),
        replace(dealt, names=("Ada", "Ben")),
    ):
        assert wrong.names != dealt.names or not fits(wrong)
        with pytest.raises(NotAPublicFile):
            read_public_file(write_public_file(wrong))


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"need": True},
        {"need": "2"},
        {"key": "zz"},
        {"key": "04" + "00" * 64},
        {"names": ["Ada", "", "Cy"]},
        {"names": ["Ada", 7, "Cy"]},
        {"names": None},
        {"shares": "00"},
    ],
)
def test_what_is_no_public_file_is_refused(
    cut: tuple[Dealt, list[Share]], change: dict[str, object]
) -> None:
    told = {**json.loads(write_public_file(cut[0])), **change}
    with pytest.raises(NotAPublicFile):
        read_public_file(json.dumps(told).encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"7", b"[" * 9000])
def test_bytes_that_are_no_json_of_ours_are_refused(raw: bytes) -> None:
    with pytest.raises(NotAPublicFile):
        read_public_file(raw)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, ORDER - 1), st.integers(1, ORDER - 1))
def test_sums_of_points_are_those_of_the_library(a: int, b: int) -> None:
    """Against OpenSSL: a·G + b·G = (a + b)·G, and b·(a·G) = (ab)·G."""

    def of(value: int) -> bytes:
        return public_point(ec.derive_private_key(value, ec.SECP256R1()).public_key())

    if (a + b) % ORDER:
        assert encode(add(decode(of(a)), decode(of(b)))) == of((a + b) % ORDER)
    else:
        assert add(decode(of(a)), decode(of(b))) is None
    assert encode(times(b, decode(of(a)))) == of(a * b % ORDER)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_one_changed_bit_of_a_share_is_seen(data: st.DataObject) -> None:
    dealt, shares = deal(2, NAMES[:3])
    bit = data.draw(st.integers(0, 255))
    changed = replace(shares[0], value=shares[0].value ^ (1 << bit))
    with pytest.raises(WrongShare):
        check_share(dealt, changed)
