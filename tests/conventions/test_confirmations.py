"""What cannot be taken back is confirmed as the page showed it (docs/rules/forms.md section 2)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.trees import tree_of
from tests.conventions.wording import read_whole

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
VIEWS = [
    path for path in (ROOT / "pbplatform").rglob("*.py") if path.parent.name in ("pages", "front")
]
FINAL_WORDS = re.compile(
    r"cannot be (?:undone|taken back|changed|edited)|neither can be taken back|it is final"
    r"|decision is final|never changed"
)
# Pages with such words that make something new, so that there is nothing older to compare.
MAKES = {
    "review/interests.html",
    "voting/object.html",
    "voting/parts/box_lot.html",  # what was rolled is typed, not shown
    "intake/calls.html",  # counts a call; nothing older is shown
    "intake/call_back.html",  # a note never changes: its number is all that it is
}
# Services that do what nobody undoes, or that write over what somebody else may have written.
FINAL = {
    *("publish_point", "refuse_point", "change_kind", "join_points", "take_more_time"),
    *("ask_the_asker", "write_note", "pass_on", "send_back", "take"),
    *("move_promise", "keep_promise", "give_up_promise", "publish_answer"),
    *("take_promise_back",),
    *(
        "cancel_meeting",
        "change_meeting",
        "restore_meeting",
        "write_minutes",
        "publish_idea",
        "refuse_idea",
        "leave_idea",
    ),
    *(
        "end_role",
        "move_dates",
        "publish_round",
        "freeze_and_open",
        "ask_costing",
        "confirm_decision",
    ),
    *("confirm_leaving", "give_line", "set_step", "stop_project", "take_step_back"),
    *("set_next_step", "move_next_date", "post_update", "change_place", "freeze_calendar"),
}


def _calls(path: Path) -> list[tuple[str, set[str | None]]]:
    """What a module calls, by its last name, with the names of its arguments."""
    return [
        (
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id,
            {word.arg for word in node.keywords},
        )
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    ]


def _has_final_form(path: Path) -> bool:
    text = read_whole(path)
    return bool(FINAL_WORDS.search(text)) and "form_page(" in text


FINAL_PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if _has_final_form(path)
)


def test_there_are_final_pages() -> None:
    assert {"points/deed.html", "points/preview.html", "voting/freeze.html"} <= set(FINAL_PAGES)


def test_lists_name_pages_and_services_that_exist() -> None:
    """A service that got another name would no longer be looked at."""
    called = {name for path in VIEWS for name, _words in _calls(path)}
    assert called >= FINAL
    assert set(FINAL_PAGES) >= MAKES


@pytest.mark.parametrize("page", sorted(set(FINAL_PAGES) - MAKES))
def test_page_of_a_final_act_carries_what_it_shows(page: str) -> None:
    stem = page.removesuffix(".html").rpartition("/")[2]
    modules = [
        path
        for path in (ROOT / "pbplatform").rglob("*.py")
        if page in (text := path.read_text())
        or (f'"{stem}"' in text and page.rpartition("/")[0] + "/{" in text)
    ]
    assert modules, f"nobody shows {page}"
    for path in modules:
        names = {name for name, _words in _calls(path)}
        assert names & {"show", "carry"} or "act_page(" in path.read_text(), path


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_view_of_a_final_service_compares_what_was_seen(path: Path) -> None:
    calls = _calls(path)
    compares = "require_same" in path.read_text()
    bare = [name for name, words in calls if name in FINAL and "seen" not in words and not compares]
    assert not bare
