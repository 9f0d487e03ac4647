"""A step that was left out carries no tick: only what was done is shown as done."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask

from pbplatform.delivery.kinds import News, Step
from pbplatform.delivery.words.sentences import steps_shown

AT = datetime(2027, 3, 10, 12, tzinfo=UTC)


def test_step_that_was_left_out_is_not_shown_as_done(app: Flask) -> None:
    view: Any = SimpleNamespace(step=Step.BUILDING, won_on=AT.date(), step_on=AT.date())
    news: Any = [
        SimpleNamespace(kind=News.STEP, step=step, at=AT, seq=seq)
        for seq, step in ((2, Step.BUILDING), (1, Step.DESIGNING))
    ]
    with app.test_request_context("/"):
        shown = {step.name: (step.state, step.text) for step in steps_shown(view, news)}
    assert shown["Permissions"] == ("left", "Left out")
    assert shown["Designing with residents"] == ("done", "Done, 10 March 2027")
    assert {name for name, (state, _text) in shown.items() if state == "left"} == {
        "Permissions",
        "Buying",
    }
