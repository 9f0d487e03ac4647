"""Envelopes: one length, bound to their round, damage shows. docs/rules/voting.md section 2."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.rounds.domain.ballots import Approval, Terms
from pbplatform.voting.domain.sealing import (
    CannotOpen,
    PlainBallot,
    SealingKey,
    binding,
    box_code,
    decode_ballot,
    encode_ballot,
    envelope_hash,
    is_tracker,
    load_private,
    new_key_pair,
    new_tracker,
    open_envelope,
    padded_size,
    seal,
)

PEM, PUBLIC = new_key_pair()
PRIVATE = load_private(PEM)
NUMBERS = tuple(range(1, 121))
TERMS = Terms(dict.fromkeys(NUMBERS, 0), 0, 5)
KEY = SealingKey(PUBLIC, binding("fund", b"\x01" * 32), padded_size(Approval, TERMS), Approval)


@settings(max_examples=40)
@given(st.sets(st.sampled_from(NUMBERS), max_size=5))
def test_ballot_comes_out_as_it_went_in_and_every_envelope_has_one_length(
    choices: set[int],
) -> None:
    ballot = PlainBallot(Approval(tuple(choices)), new_tracker())
    envelope = seal(KEY, ballot)
    assert len(envelope) == 1 + 65 + KEY.size + 16
    assert open_envelope(PRIVATE, KEY, envelope) == ballot


def test_longest_ballot_fits_and_a_longer_one_is_refused() -> None:
    seal(KEY, PlainBallot(Approval((116, 117, 118, 119, 120)), new_tracker()))
    with pytest.raises(ValueError, match="longer"):
        seal(KEY, PlainBallot(Approval((115, 116, 117, 118, 119, 120)), new_tracker()))


def test_envelope_of_another_round_or_other_rules_does_not_open() -> None:
    envelope = seal(KEY, PlainBallot(Approval((4,)), new_tracker()))
    for info in (binding("other", b"\x01" * 32), binding("fund", b"\x02" * 32)):
        with pytest.raises(CannotOpen, match="damaged"):
            open_envelope(PRIVATE, replace(KEY, info=info), envelope)


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_shows(data: st.DataObject) -> None:
    envelope = bytearray(seal(KEY, PlainBallot(Approval((4,)), new_tracker())))
    place = data.draw(st.integers(0, len(envelope) - 1))
    envelope[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_envelope(PRIVATE, KEY, bytes(envelope))


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_junk_never_opens_and_never_breaks_us(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_envelope(PRIVATE, KEY, junk)


def test_sealed_words_that_are_no_ballot_are_named_so() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    from pbplatform.voting.domain import sealing

    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), PUBLIC)
    for body in (b"[]", b'{"c":["4"],"r":"0000000000000000","v":1}', b"\xff", b'{"c":[4],"v":1}'):
        plain = (len(body).to_bytes(2) + body).ljust(KEY.size, b"\x00")
        envelope = b"\x01" + sealing._SUITE.encrypt(plain, public, info=KEY.info)
        with pytest.raises(CannotOpen, match="not-a-ballot"):
            open_envelope(PRIVATE, KEY, envelope)


def test_trackers_are_sixteen_letters_and_do_not_repeat() -> None:
    trackers = {new_tracker() for _ in range(1000)}
    assert len(trackers) == 1000
    assert all(is_tracker(tracker) for tracker in trackers)


def test_box_code_is_made_of_the_hash_alone() -> None:
    assert box_code(envelope_hash(b"x")) == box_code(envelope_hash(b"x"))
    assert len(box_code(envelope_hash(b"x"))) == 16


TRACKER = "7Q4K9XMD2HTBWC3R"
OTHER_WAYS = (
    b'{"c":[4,7],"c":[9],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":true}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":1.0}',
    b'{"c":[4.0,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[true,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4e0,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[7,4],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,7],"r":"7q4k9xmd2htbwc3r","v":1}',
    b'{"c":[4,7],"r":"7Q4K-9XMD-2HTB-WC3R","v":1}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3O","v":1}',
    b'{"c":[4,7],"r":"\\u0037Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":1,"x":0}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R"}',
    b'{"r":"7Q4K9XMD2HTBWC3R","c":[4,7],"v":1}',
    b'{"c":[4, 7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[0,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[-4,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[-0,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,10000000000],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,[7]],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":{"4":7},"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":"47","r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[NaN],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'\xef\xbb\xbf{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":1}',
    b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":1}\n',
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"null",
    b"",
)


def padded(body: bytes, size: int = 80) -> bytes:
    return (len(body).to_bytes(2) + body).ljust(size, b"\x00")


def test_canonical_ballot_is_read_and_the_others_differ_from_it_in_writing_alone() -> None:
    body = b'{"c":[4,7],"r":"7Q4K9XMD2HTBWC3R","v":1}'
    assert decode_ballot(Approval, padded(body)) == PlainBallot(Approval((4, 7)), TRACKER)


@pytest.mark.parametrize("body", OTHER_WAYS)
def test_ballot_written_in_any_other_way_is_no_ballot(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"ballot"):
        decode_ballot(Approval, padded(body))


@settings(max_examples=60)
@given(st.lists(st.integers(1, 10**9), max_size=8))
def test_what_was_written_is_what_is_read(choices: list[int]) -> None:
    ballot = PlainBallot(Approval(tuple(choices)), TRACKER)
    assert decode_ballot(Approval, encode_ballot(ballot, 200)) == ballot


@settings(max_examples=400)
@given(st.data())
def test_bytes_that_are_read_are_the_only_ones_for_their_ballot(data: st.DataObject) -> None:
    """Whatever is done to a ballot's bytes, it is refused or is the canonical form of another."""
    choices = sorted(data.draw(st.sets(st.integers(1, 99), max_size=5)))
    plain = bytearray(encode_ballot(PlainBallot(Approval(tuple(choices)), TRACKER), 70))
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(plain) - 1))
        plain[at] = data.draw(st.sampled_from([*b'0123456789,[]{}":.eE-+tru \x00', 255]))
    try:
        ballot = decode_ballot(Approval, bytes(plain))
    except ValueError:
        return
    assert encode_ballot(ballot, len(plain)) == bytes(plain)
