"""Names of steps, addresses and how a project's page is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from pbplatform.core.text_slug import numbered
from pbplatform.delivery.kinds import ORDER, News, Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import ProjectView, steps_taken
from pbplatform.web.presentation import short_date
from pbplatform.web.sentences import gettext as _


def step_name(step: Step | str) -> str:
    """A step as residents read it."""
    names = {
        Step.WON: _("Won"),
        Step.DESIGNING: _("Designing with residents"),
        Step.PERMISSIONS: _("Permissions"),
        Step.BUYING: _("Buying"),
        Step.BUILDING: _("Building"),
        Step.OPEN: _("Open"),
        Step.LOOKED_BACK: _("Looked back on"),
        Step.STOPPED: _("Stopped"),
    }
    return names[Step(step)]


def project_url(round_slug: str, number: int, title: str) -> str:
    """The public page of a winner."""
    return url_for("delivery.show", slug=round_slug, project=numbered(number, title))


@dataclass(frozen=True)
class StepShown:
    """One station of the timeline."""

    name: str
    state: str  # done, left, now, next
    text: str


def steps_shown(view: ProjectView, news: Sequence[ProjectNews]) -> list[StepShown]:
    """The seven steps, those that were left out said to be so; a stop ends the line."""
    days: dict[str, str] = {str(step): short_date(at) for step, at in steps_taken(news)}
    days[Step.WON] = short_date(view.won_on)
    steps = list(ORDER)
    here = view.step
    if here is Step.STOPPED:
        reached = [step for step in ORDER if step in days]
        steps = [*reached, Step.STOPPED]
        days[Step.STOPPED] = short_date(view.step_on)
    place = steps.index(here)
    return [
        StepShown(step_name(step), *_state(at, place, days.get(step)))
        for at, step in enumerate(steps)
    ]


def _state(at: int, place: int, day: str | None) -> tuple[str, str]:
    if at == place:
        return "now", _("Now, since %(day)s", day=day) if day else _("Now")
    if at > place:
        return "next", _("Later")
    # What was left out has not been done: no tick.
    return ("done", _("Done, %(day)s", day=day)) if day else ("left", _("Left out"))


@dataclass(frozen=True)
class NewsShown:
    """One line of the history: what happened, in our words and in theirs."""

    at: Any
    title: str
    words: str
    by: str


def news_shown(news: Sequence[ProjectNews], money: Any) -> list[NewsShown]:
    """The history of a project; `money` turns minor units into words."""
    return [NewsShown(told.at, _headline(told, money), told.words, told.by_name) for told in news]


def _headline(told: ProjectNews, money: Any) -> str:
    kind = News(told.kind)
    if kind is News.LINE:
        return _("Budget line of %(amount)s", amount=money(told.amount_minor))
    if kind is News.STEP and told.amount_minor is not None:
        spent = money(told.amount_minor)
        return _(
            "Step: %(step)s. Spent so far: %(amount)s", step=step_name(told.step), amount=spent
        )
    if kind is News.STEP:
        return _("Step: %(step)s", step=step_name(told.step))
    if kind is News.TAKEN_BACK:
        return _("Recorded by mistake and taken back: %(step)s", step=step_name(told.step))
    if kind is News.NEXT_STEP and told.day:
        return _("Next step, by %(day)s", day=short_date(told.day))
    if kind is News.DATE and told.day and told.day_before:
        return _(
            "Moved from %(before)s to %(day)s",
            before=short_date(told.day_before),
            day=short_date(told.day),
        )
    if kind is News.STOP:
        return _("Stopped")
    if told.amount_minor is not None:
        return _("Update. Spent so far: %(amount)s", amount=money(told.amount_minor))
    return _("Update")
