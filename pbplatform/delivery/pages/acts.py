"""What every act of a delivery desk shares: the winner, the role acted in, the form's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts
from pbplatform.core.db import db
from pbplatform.core.money import Currency
from pbplatform.delivery import queries
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words import sentences as wording
from pbplatform.rounds import queries as rounds
from pbplatform.web.base_form import ConfirmForm, Form, day_in_words
from pbplatform.web.clock import request_now
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.presentation import exact_time, money

ACTS = "/desk/rounds/<slug>/projects/<int:number>"


def the_view(slug: str, number: int) -> ProjectView:
    """The winner of an address; NotFound when it did not win."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    return queries.project_view(session, round_.id, number, now=request_now())


def _again(view: ProjectView) -> ProjectView:
    """The project as it stands after a refusal."""
    return queries.project_view(db.session(), view.round_id, view.number, now=request_now())


# What somebody may have changed after the page was opened, as people know it.
_NAMES = {
    "step": _l("The step"),
    "line_number": _l("The number of the budget line"),
    "line_year": _l("The budget year"),
    "amount": _l("The amount"),
    "post": _l("The post that answers for it"),
    "spent": _l("Spent so far"),
    "next_words": _l("What comes next"),
    "next_due": _l("The day of what comes next"),
    "words": _l("The words"),
    "heard_at": _l("The newest word of the team"),
}


def _say(currency: Currency, name: str, text: str) -> str:
    if name == "step":
        return wording.step_name(text)
    if name in ("amount", "spent"):
        return money(int(text), currency)
    if name == "heard_at":
        return exact_time(datetime.fromisoformat(text))
    return day_in_words(text) if name == "next_due" else text


Act = Callable[[Session, ProjectView], None]


def act_page(
    template: str,
    form: Form,
    view: ProjectView,
    act: Act,
    done: str,
    *,
    carries: Callable[[], Facts] | None = None,
    **more: Any,
) -> ResponseReturnValue:
    """One form, one act; a refusal goes back on the form with what was typed.

    What cannot be taken back carries what the page shows of line and step, and does nothing when
    somebody changed that meanwhile.

    Args:
        carries: what the page shows that the act takes, where that is not line and step.
    """
    in_words = None
    if isinstance(form, ConfirmForm):
        in_words = with_changes(form, lambda _changed: _NAMES, partial(_say, view.currency))
    answer = post(
        form,
        lambda session: act(session, view),
        Then(wording.project_url(view.round_slug, view.number, view.title), done),
        refuse=in_words,
    )
    if answer:
        return answer
    if form.refused:
        view = _again(view)
    if isinstance(form, ConfirmForm):
        facts = view.project.facts if view.project else {"line_number": ""}
        form.carry(carries() if carries else facts)
    return render_template(template, form=form, view=view, **more), form.status
