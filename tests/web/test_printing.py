"""Printed pages: tagged, in any script, and no word of theirs is a command.

Source: docs/rules/printing.md sections 1 and 2.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import segno

from pbplatform.core.secrets import group_code, random_code
from pbplatform.core.slow_work import writing
from pbplatform.web.printing import (
    CannotPrint,
    Exact,
    QrSeries,
    Sheet,
    as_pdf,
    qr,
    render,
    rendering,
)
from pbplatform.web.printing.glyphs import INSTEAD, letters_of, printable
from pbplatform.web.printing.press import compile_order
from tests.web.printed import Printed

DAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
HOSTILE = [
    '#set page(paper: "a6")',
    "*bold* _lean_ `code`",
    "$x^2$ @rosa <label>",
    "= Heading",
    "\\ #import",
    '#read("/etc/passwd")',
    '"quoted" \\"',
    "// nothing",
    "#panic()",
]


def letter(*texts: str, **more: Any) -> dict[str, Any]:
    parts = [{"is": "text", "text": text} for text in texts]
    told = {"sender": "Hackford", "to": ["Rosa Lopez", "1 High Street"], "date": "4 March 2027"}
    return {"letters": [{**told, "heading": "Your vote", "footer": "1", "parts": parts, **more}]}


def printed(data: dict[str, Any], language: str = "en") -> Printed:
    return Printed(compile_order(Sheet("letter", data, language, "A letter", DAY).order()))


def test_printed_page_is_tagged_and_says_its_language_and_title() -> None:
    page = printed(letter("Words."))
    assert page.is_tagged
    assert page.language == "en"
    assert {"H1", "P"} <= page.tags
    assert b"A letter" in page.made


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_are_shown_and_never_obeyed(words: str) -> None:
    page = printed(letter(words, heading=words, to=[words]))
    assert page.text.replace(" ", "").count(words.replace(" ", "")) == 3
    assert len(page.pages) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "مرحبا بكم"), ("he", "שלום לכם"), ("bn", "আপনার ভোট"),
        ("hi", "आपका मत"), ("uk", "Ваш голос"),
    ],
)  # fmt: skip
def test_each_script_of_our_fonts_is_printed_whole(language: str, words: str) -> None:
    page = printed(letter(words), language)
    assert page.language == language
    assert INSTEAD not in page.text


def test_letter_that_no_font_has_is_shown_as_such_and_the_page_is_made() -> None:
    page = printed(letter("Chinese: 中文, a tail 👩‍👩‍👧, a heart ❤️, marks \u202e\u2066 gone"))
    assert page.text.count(INSTEAD) == 2
    assert "gone" in page.text


def test_pseudo_language_of_tests_runs_from_right_to_left() -> None:
    assert Sheet("letter", {}, "en-x-qpr", "", DAY).order()["told"].count("rtl") == 1
    assert printed(letter("Words."), "en-x-qpr").language == "en"


def test_same_order_gives_the_same_bytes() -> None:
    assert printed(letter("Words.")).made == printed(letter("Words.")).made


def test_long_word_may_break_and_an_address_to_type_never_changes() -> None:
    letters = letters_of(rendering.FONTS)
    long, address = "x" * 200, Exact("https://hackford.example/" + "r" * 80)
    assert printable(long, letters).replace("\u200b", "") == long
    assert "\u200b" in printable(long, letters)
    told = json.loads(Sheet("letter", {"a": address, "b": long}, "en", "", DAY).order()["data"])
    assert told["a"] == address
    assert told["b"] != long


def test_qr_code_is_lines_and_refuses_what_no_telephone_reads() -> None:
    assert qr("https://hackford.example/a").startswith("<svg")
    with pytest.raises(ValueError, match="too long"):
        qr("x" * 301)


def test_pictures_of_a_series_are_those_that_each_address_has_alone() -> None:
    beginning = "https://hackford.example/rounds/fund-2027/vote#code="
    series = QrSeries(beginning, "0000-0000-0000-00")
    plain = segno.make_qr(
        beginning + "0000-0000-0000-00", error="q", mode="byte", boost_error=False
    )
    for _any in range(20):
        code = group_code(random_code(14))
        alone = segno.make_qr(
            beginning + code,
            error="q",
            mode="byte",
            boost_error=False,
            version=plain.version,
            mask=plain.mask,
        )
        assert dark_modules(series.picture(code)) == {
            (x, y)
            for y, row in enumerate(alone.matrix_iter(border=4))
            for x, module in enumerate(row)
            if module
        }


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Columns and rows that the lines of a picture make dark."""
    found: set[tuple[int, int]] = set()
    x = y = 0
    for right, down, length in re.findall(r"m(-?\d+) (-?\d+)h(\d+)", svg):
        x, y = x + int(right), y + int(down)
        found |= {(x + step, y) for step in range(int(length))}
        x += int(length)
    return found


@pytest.mark.parametrize("end", ["123", "12345", "12é4"])
def test_series_takes_no_other_end_than_it_was_made_for(end: str) -> None:
    with pytest.raises(ValueError, match=r"series|ascii"):
        QrSeries("https://hackford.example/a", "0000").picture(end)


def test_nothing_is_printed_inside_a_transaction() -> None:
    with writing(), pytest.raises(RuntimeError, match="slow work"):
        render("letter", letter("Words."), language="en", title="A", at=DAY)


@pytest.fixture
def emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_kept", rendering._Kept())


def test_what_all_may_read_is_made_once_and_what_names_a_person_is_never_kept(
    emptied: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def run(order: bytes) -> bytes:
        made.append(order)
        return b"%PDF"

    monkeypatch.setattr(rendering, "_run", run)
    for public in (True, True, False, False):
        render("letter", letter("x"), language="en", title="A", at=DAY, public=public)
    assert len(made) == 3


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("MOST_BYTES", 10, "print.too_long"),
        ("PATIENCE_SECONDS", 0.01, "print.failed"),
        ("MEMORY_BYTES", 1_000_000, "print.failed"),
    ],
)
def test_page_that_asks_for_too_much_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float, code: str
) -> None:
    monkeypatch.setattr(rendering, name, value)
    with pytest.raises(CannotPrint) as refused:
        render("letter", letter("x"), language="en", title="A", at=DAY)
    assert refused.value.code == code


def test_page_is_refused_while_too_many_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "WAIT_SECONDS", 0.01)
    for _n in range(rendering.MOST_AT_ONCE):
        rendering._line.acquire()
    try:
        with pytest.raises(CannotPrint) as refused:
            render("letter", letter("x"), language="en", title="A", at=DAY)
    finally:
        rendering._line.release(rendering.MOST_AT_ONCE)
    assert refused.value.code == "print.busy"


def test_without_fonts_the_refusal_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(rendering, "FONTS", tmp_path)
    with pytest.raises(CannotPrint) as refused:
        Sheet("letter", {}, "en", "", DAY).order()
    assert refused.value.code == "print.no_fonts"


def test_answer_is_a_download_that_nobody_keeps() -> None:
    answer = as_pdf(b"%PDF", "Votes – Żółty płot")
    assert answer.headers["Content-Disposition"] == "attachment; filename=votes-zolty-plot.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_process_of_its_own_makes_the_same_page() -> None:
    made = render("letter", letter("Words."), language="en", title="A letter", at=DAY)
    assert made == printed(letter("Words.")).made
