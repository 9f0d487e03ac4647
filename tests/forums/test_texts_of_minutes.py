"""Transcripts, what changed, and a text with a correction in it: pure."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbplatform.forums.domain.changes import changes, near_changes
from pbplatform.forums.domain.correcting import corrected, paragraphs, stands_in
from pbplatform.forums.domain.transcripts import LARGEST, Unreadable, read_transcript

VTT = b"""\xef\xbb\xbfWEBVTT - Town Forum
Kind: captions

NOTE made by a machine

STYLE
::cue { color: white }

intro
00:00:01.000 --> 00:00:04.000 align:start
<v Bea Hall>Good evening, <i>everybody</i>.

00:04.000 --> 00:07.500
<v Bea Hall>We begin &amp; wait.

1:02:03.000 --> 1:02:05.000
<v.loud Rosa>The lamps are out.</v> <v Tom>We know.</v>
"""
SRT = (
    b"1\r\n00:00:01,000 --> 00:00:02,500\r\nBEA: {\\an8}Good evening.\r\nWelcome.\r\n\r\n"
    b"2\r\n00:00:03,000 --> 00:00:04,000\r\nROSA: The lamps\r\n\r\n"
    b"3\r\n00:00:04,500 --> 00:00:06,000\r\nare out.\r\n"
)


def test_captions_become_paragraphs_of_speakers_without_times() -> None:
    assert read_transcript(VTT, keep_times=False) == (
        "Bea Hall: Good evening, everybody. We begin & wait.\n\n"
        "Rosa: The lamps are out.\n\nTom: We know."
    )
    assert read_transcript(SRT, keep_times=False) == (
        "BEA: Good evening. Welcome.\n\nROSA: The lamps are out."
    )


def test_times_stand_before_each_paragraph_if_asked_for() -> None:
    kept = read_transcript(VTT, keep_times=True).split("\n\n")
    assert kept[0].startswith("[0:00:01] Bea Hall: ")
    assert kept[1] == "[1:02:03] Rosa: The lamps are out."


def test_plain_text_stays_as_it_is() -> None:
    assert read_transcript("Zoë came.\r\n\r\nShe said: no.".encode(), keep_times=False) == (
        "Zoë came.\n\nShe said: no."
    )
    assert read_transcript("Zoë".encode("cp1252"), keep_times=False) == "Zoë"
    assert read_transcript("Zoë".encode("utf-16"), keep_times=False) == "Zoë"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "transcript.empty"),
        (b" \n ", "transcript.empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "transcript.no_text"),
        (b"\xff\xfe\x00", "transcript.no_text"),
        (b"WEBVTT\n\nNOTE nothing\n", "transcript.nothing_said"),
        (b"x" * (LARGEST + 1), "transcript.too_large"),
        (b"x" * 200_001, "transcript.too_long"),
    ],
)
def test_file_that_cannot_be_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        read_transcript(content, keep_times=False)


@given(st.binary(max_size=300), st.booleans())
def test_no_file_breaks_the_reading(content: bytes, times: bool) -> None:
    with suppress(Unreadable):
        assert read_transcript(b"WEBVTT\n\n" + content, keep_times=times).strip()


def test_correction_takes_the_place_of_its_passage_however_lines_break() -> None:
    text = "Eleven people\ncame.\n\nThe lamps are out."
    assert corrected(text, "people came.", "came.") == "Eleven came.\n\nThe lamps are out."
    assert corrected(text, "The lamps are out.", "") == "Eleven people\ncame."
    assert corrected(text, "", "Tom was there.") == f"{text}\n\nTom was there."
    assert corrected(text, "e", "x") is None  # many places
    assert corrected(text, "Nobody", "x") is None


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_words_with_signs_of_patterns_are_words(text: str, passage: str, proposed: str) -> None:
    found = corrected(text, passage, proposed)
    if passage.split() and stands_in(text, passage) == 1:
        assert found is not None
    elif passage.split():
        assert found is None


MILL_LANE = ["lamps", "are", "out", "on", "Mill", "Lane"]
words = st.lists(st.sampled_from(MILL_LANE), max_size=6).map(" ".join)
texts = st.lists(words, max_size=6).map("\n\n".join)


@given(texts, texts)
def test_what_changed_holds_both_texts(before: str, now: str) -> None:
    found = changes(before, now)
    for kinds, text in ((("same", "removed"), before), (("same", "added"), now)):
        read = [
            " ".join(piece.text for piece in each.pieces if piece.kind in kinds) for each in found
        ]
        assert [each for each in read if each] == paragraphs(text)


def test_only_paragraphs_near_a_change_are_shown() -> None:
    before = "\n\n".join(f"Paragraph {n}" for n in range(9))
    found = near_changes(changes(before, before.replace("Paragraph 4", "Paragraph four")))
    texts_of = [each.pieces[0].text if each else None for each in found]
    assert texts_of == [None, "Paragraph 3", "Paragraph", "Paragraph 5", None]
