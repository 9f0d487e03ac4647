"""Envelopes: one length, bound to their round, damage shows. docs/rules/voting.md section 2."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.voting.sealing import (
    CannotOpen,
    PlainBallot,
    SealingKey,
    binding,
    box_code,
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
KEY = SealingKey(PUBLIC, binding("fund", b"\x01" * 32), padded_size(NUMBERS, 5))


@settings(max_examples=40)
@given(st.sets(st.sampled_from(NUMBERS), max_size=5))
def test_ballot_comes_out_as_it_went_in_and_every_envelope_has_one_length(
    choices: set[int],
) -> None:
    ballot = PlainBallot(tuple(sorted(choices)), new_tracker())
    envelope = seal(KEY, ballot)
    assert len(envelope) == 1 + 65 + KEY.size + 16
    assert open_envelope(PRIVATE, KEY.info, envelope) == ballot


def test_longest_ballot_fits_and_a_longer_one_is_refused() -> None:
    seal(KEY, PlainBallot((116, 117, 118, 119, 120), new_tracker()))
    with pytest.raises(ValueError, match="longer"):
        seal(KEY, PlainBallot((115, 116, 117, 118, 119, 120), new_tracker()))


def test_envelope_of_another_round_or_other_rules_does_not_open() -> None:
    envelope = seal(KEY, PlainBallot((4,), new_tracker()))
    for info in (binding("other", b"\x01" * 32), binding("fund", b"\x02" * 32)):
        with pytest.raises(CannotOpen, match="damaged"):
            open_envelope(PRIVATE, info, envelope)


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_shows(data: st.DataObject) -> None:
    envelope = bytearray(seal(KEY, PlainBallot((4,), new_tracker())))
    place = data.draw(st.integers(0, len(envelope) - 1))
    envelope[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_envelope(PRIVATE, KEY.info, bytes(envelope))


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_junk_never_opens_and_never_breaks_us(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_envelope(PRIVATE, KEY.info, junk)


def test_sealed_words_that_are_no_ballot_are_named_so() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    from pbplatform.voting import sealing

    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), PUBLIC)
    for body in (b"[]", b'{"c":["4"],"r":"0000000000000000","v":1}', b"\xff", b'{"c":[4],"v":1}'):
        plain = (len(body).to_bytes(2) + body).ljust(KEY.size, b"\x00")
        envelope = b"\x01" + sealing._SUITE.encrypt(plain, public, info=KEY.info)
        with pytest.raises(CannotOpen, match="not-a-ballot"):
            open_envelope(PRIVATE, KEY.info, envelope)


def test_trackers_are_sixteen_letters_and_do_not_repeat() -> None:
    trackers = {new_tracker() for _ in range(1000)}
    assert len(trackers) == 1000
    assert all(is_tracker(tracker) for tracker in trackers)


def test_box_code_is_made_of_the_hash_alone() -> None:
    assert box_code(envelope_hash(b"x")) == box_code(envelope_hash(b"x"))
    assert len(box_code(envelope_hash(b"x"))) == 16
