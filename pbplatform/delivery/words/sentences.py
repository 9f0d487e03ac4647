"""Names of steps, addresses and how a project's page is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import lazy_gettext as _l

from pbplatform.core.text_slug import numbered
from pbplatform.delivery.kinds import ORDER, LookBack, Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import ProjectView, steps_taken
from pbplatform.web.presentation import short_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import word_of

_STEPS = {
    Step.WON: _l("Won"),
    Step.DESIGNING: _l("Designing with residents"),
    Step.PERMISSIONS: _l("Permissions"),
    Step.BUYING: _l("Buying"),
    Step.BUILDING: _l("Building"),
    Step.OPEN: _l("Open"),
    Step.LOOKED_BACK: _l("Looked back on"),
    Step.STOPPED: _l("Stopped"),
}


def step_name(step: Step | str) -> str:
    """A step as residents read it."""
    return word_of("steps of projects", _STEPS, Step(step))


def question_words(question: LookBack | str) -> str:
    """What a team is asked when it looks back."""
    names = {
        LookBack.BETTER: _("What got better, and for whom?"),
        LookBack.CLOSER: _("Did it bring people closer?"),
        LookBack.LEARNT: _("What got in the way, and what would you do again?"),
    }
    return names[LookBack(question)]


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
