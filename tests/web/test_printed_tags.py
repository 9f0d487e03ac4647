"""Each kind of printed matter is tagged and readable. Source: docs/rules/printing.md section 1.1.

One case for each template; a template without a case fails.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from pbplatform.web.printing import Exact, Sheet, qr
from pbplatform.web.printing.press import compile_order
from pbplatform.web.printing.rendering import TEMPLATES
from tests.web.printed import Printed

DAY = datetime(2027, 3, 4, 12, tzinfo=UTC)
SHARED = ("base", "parts")
PAGES = {"page_of": "Page {page} of {pages}"}
QR = {"is": "qr", "text": "Scan:", "address": Exact("pb.example"), "alt": "Picture of the address"}
LETTER = {
    "language": "en",
    "direction": "ltr",
    "sender": "Hackford",
    "date": "4 March 2027",
    "heading": "Your vote",
    "parts": [
        {"is": "text", "text": "You help to decide."},
        {"is": "rows", "rows": [["Voting ends", "8pm"]]},
        {"is": "code", "text": "Your code"},
        QR,
    ],
}
HOW = {"language": "en", "direction": "ltr", "heading": "How", "lines": ["Mark a box.", "Fold it."]}
KINDS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "share": (
        {
            **{"heading": "Share 1 of 3", "lines": ["Keep it."], "after": ["Destroy it."], **PAGES},
            **{"words-heading": "The words", "qr-words": "The words as a code"},
            "words": [{"place": str(n), "word": "zebra"} for n in range(1, 25)],
            "qr": qr("1 zebra"),
        },
        {"H1", "H2", "Figure"},
    ),
    "agenda": (
        {
            **{"size": 13, "heading": "Agenda", "lines": ["Today"], "notice": "", **PAGES},
            "items": [{"title": "Bins", "lines": ["6.30pm"]}, {"title": "Paths", "lines": []}],
        },
        {"H1", "L", "LI"},
    ),
    "ballot": (
        {
            **{"size": 14, "heading": "Ballot", "footer": "abc", "specimen": "", "mark": "cross"},
            **{"specimen-word": "", "first": HOW, "columns": ["No", "Project", "Mark"], **PAGES},
            "projects": [{"number": 4, "title": "Benches", "cost": "£7", "gone": ""}],
            "others": [{**HOW, "language": "ar", "direction": "rtl", "heading": "كيف"}],
        },
        {"H1", "H2", "L", "Table", "TH", "TD"},
    ),
    "batch-slip": (
        {
            **{"heading": "Batch 7", "facts": [["Sheets", "25"]], "lines": ["Sign."], **PAGES},
            **{"signed": ["A"], "tracker-heading": "Codes", "tracker-words": "Each."},
            **{"tracker-columns": ["Sheet", "Code"], "trackers": [{"sheet": 1, "groups": ["7Q"]}]},
        },
        {"H1", "H2", "L", "Table", "TH"},
    ),
    "booklet": (
        {
            **{"size": 12, "heading": "All projects", "intro": ["You decide."], **PAGES},
            "projects": [
                {
                    **{"heading": "4 Benches", "gone": "", "facts": [["Cost", "£7"]]},
                    "parts": [{"heading": "Who benefits", "text": "All."}],
                }
            ],
        },
        {"H1", "H2", "H3", "L"},
    ),
    "guide": (
        {
            **{"size": 12, "heading": "How to vote", **PAGES},
            "parts": [
                {"is": "heading", "text": "Online"},
                {**QR, "picture": qr("https://pb.example")},
            ],
        },
        {"H1", "H2", "Figure"},
    ),
    "letter": (
        {
            "words": [LETTER, {**LETTER, "language": "ar", "direction": "rtl", "heading": "صوتك"}],
            "letters": [
                {
                    **{"to": ["Rosa"], "order": [0, 1], "footer": "Voter 1", "groups": ["7Q4K"]},
                    "picture": qr("https://pb.example/vote#code=7Q4K"),
                }
            ],
        },
        {"H1", "L", "Figure"},
    ),
    "points": (
        {
            **{"size": 13, "heading": "Points", "lines": ["Today"], "notice": "", **PAGES},
            **{"newest": "Today:", "address": Exact("https://pb.example/x")},
            "points": [
                {
                    **{"heading": "Point 1, Bins", "raised": "Rosa", "status": "Waiting."},
                    "facts": [["Who answers", "Environment"]],
                    "answers": [
                        {
                            **{"heading": "Answer", "text": "No.", "by": "Tom", "link": Exact("")},
                            "list": ["Why not: money."],
                        }
                    ],
                }
            ],
        },
        {"H1", "H2", "H3", "L"},
    ),
    "sign-in": (
        {
            **{"heading": "Sign-in", "lines": ["Nobody has to."], **PAGES},
            **{"columns": ["Name", "How many", "Here"], "rows": [{"name": "", "people": ""}]},
        },
        {"H1", "Table", "TH"},
    ),
}


def made(kind: str, language: str = "en") -> Printed:
    sheet = Sheet(kind, KINDS[kind][0], language, f"Title of {kind}", DAY)
    return Printed(compile_order(sheet.order()))


def test_every_template_is_among_these() -> None:
    found = {path.stem for path in TEMPLATES.glob("*.typ")} - set(SHARED)
    assert found == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_page_is_tagged_with_its_title_its_language_and_its_parts(kind: str) -> None:
    page = made(kind)
    assert page.is_tagged
    assert page.language == "en"
    assert page.title == f"Title of {kind}"
    assert KINDS[kind][1] <= page.tags


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_table_says_what_its_columns_are(kind: str) -> None:
    tags = made(kind).tags
    assert "Table" not in tags or "TH" in tags


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_picture_is_told_in_words(kind: str) -> None:
    page = made(kind)
    assert page.figures == len(page.alternatives)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_page_can_be_made_in_a_language_that_runs_from_the_right(kind: str) -> None:
    assert made(kind, "ar").language == "ar"


@pytest.mark.parametrize("kind", ["ballot", "letter"])
def test_what_stands_in_another_language_says_so(kind: str) -> None:
    assert re.search(rb"/Lang ?\(ar\)", made(kind).made)
