"""Whatever windows do with one draft, no text is overwritten that its overwriter never saw.

Source: docs/rules/forms.md section 7.7.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from pbplatform.core import drafts
from pbplatform.core.db import db
from pbplatform.core.drafts import LARGEST, Saved, Seen
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.points.models import PointDraft
from tests.conftest import NOON
from tests.factories import make_forum, make_place

NAME = "n" * 22


def keep(forum: int, text: str, seen: Seen, *, name: str = NAME, now: datetime = NOON) -> Saved:
    with transaction() as session:
        return drafts.save_draft(
            session,
            PointDraft,
            about=forum,
            name=name,
            typed={"title": text},
            seen=seen,
            account_id=None,
            now=now,
        )


@pytest.fixture
def forum(app: Flask) -> int:
    with app.app_context(), transaction() as session:
        make_place(session)
        return make_forum(session).id


@dataclass
class Window:
    """A page that somebody types in, and every text that it showed."""

    seen: Seen
    saw: set[str] = field(default_factory=set)


@pytest.mark.one_database
def test_no_order_of_windows_loses_a_text_that_the_last_writer_had_not_seen(
    app: Flask, forum: int
) -> None:
    steps = st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["save", "open", "back"])), max_size=12
    )

    @given(steps)
    def walk(acts: list[tuple[int, str]]) -> None:
        with transaction() as session:
            session.execute(delete(PointDraft))
        windows = [Window(Seen(f"{number:08x}")) for number in range(3)]
        stands, by, number = "", -1, 0
        for who, act in acts:
            window = windows[who]
            row = db.session().scalar(select(PointDraft))
            if act == "open" and row is not None:
                window.seen = Seen(window.seen.window, row.version)
                window.saw.add(stands)
            elif act == "back":  # an older page of the same window
                window.seen = Seen(window.seen.window, max(window.seen.version - 1, 0))
            elif act == "save":
                number += 1
                kept = keep(forum, f"text {number}", window.seen)
                if kept.newer is not None:
                    assert kept.newer == {"title": stands}
                    window.saw.add(stands)
                else:
                    assert not stands or stands in window.saw or by == who
                    stands, by = f"text {number}", who
                    window.saw.add(stands)
                window.seen = kept.seen
        row = db.session().scalar(select(PointDraft))
        assert (row.typed["title"] if row else "") == stands
        db.session.remove()

    with app.app_context():
        walk()


def test_two_first_presses_at_one_moment_make_one_draft(app: Flask, forum: int) -> None:
    failed: list[BaseException] = []
    ready = threading.Barrier(2)

    def press() -> None:
        with app.app_context():
            ready.wait()
            try:
                keep(forum, "same", Seen("0000000a"))
            except BaseException as error:
                failed.append(error)

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    with app.app_context():
        assert failed == []
        assert db.session().scalar(select(func.count()).select_from(PointDraft)) == 1


def test_draft_that_waits_for_a_mail_is_not_written_by_its_name(app: Flask, forum: int) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(
                PointDraft(
                    token_hash=drafts.key_of(NAME),
                    forum_id=forum,
                    typed={"title": "Bins", "email": "ola@example.org"},
                    expires_at=NOON + timedelta(days=7),
                )
            )
        kept = keep(forum, "Other", Seen("0000000a", 1))
        assert kept.name != NAME
        with transaction() as session:
            assert session.get_one(PointDraft, drafts.key_of(NAME)).typed["title"] == "Bins"


def test_a_draft_holds_so_much_and_no_more(app: Flask, forum: int) -> None:
    with app.app_context():
        keep(forum, "x" * (LARGEST - 13), Seen("0000000a"))
        with pytest.raises(Conflict, match="too_large"):
            keep(forum, "x" * (LARGEST - 12), Seen("0000000a"))


@pytest.mark.parametrize("text", ["", ".", "x.1", "0000000a.-1", "0000000a.9999999", "0000000a"])
def test_what_a_page_says_it_saw_is_believed_only_in_our_own_shape(text: str) -> None:
    assert Seen.of(text).version == 0
    assert Seen.of("0000000a.3") == Seen("0000000a", 3)


def test_draft_that_came_between_two_looks_is_the_same_draft(
    app: Flask, forum: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other press committed after the first look and before the row was begun."""
    with app.app_context():
        keep(forum, "one", Seen("0000000a"))
        real, looks = drafts.find_draft, []

        def blind_at_first(*args: Any, **named: Any) -> Any:
            looks.append(named)
            return None if len(looks) == 1 else real(*args, **named)

        monkeypatch.setattr(drafts, "find_draft", blind_at_first)
        keep(forum, "two", Seen("0000000a"))
        assert db.session().scalar(select(func.count()).select_from(PointDraft)) == 1
        assert db.session().scalars(select(PointDraft)).one().typed == {"title": "two"}
