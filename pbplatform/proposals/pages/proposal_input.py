"""The text of a proposal as it is typed, and what fills its form at first."""

from __future__ import annotations

from typing import Any

from pbplatform.core.db import db
from pbplatform.places.queries import areas
from pbplatform.proposals.models import Idea, ProposalVersion
from pbplatform.proposals.pages.forms import ProposalForm
from pbplatform.proposals.services import ProposalFacts


def facts_of(form: ProposalForm) -> ProposalFacts:
    """What was typed, as the service takes it."""
    chosen = {area.slug: area.id for area in areas(db.session())}
    return ProposalFacts(
        title=form.title.data,
        text=form.text.data,
        summary=form.summary.data or "",
        area_id=chosen.get(form.area.data),
        spot=form.spot.data or "",
        who_benefits=form.who_benefits.data or "",
        breakers_answer=form.breakers_answer.data or "",
        makers_answer=form.makers_answer.data or "",
        drawing=form.drawing.data or "",
    )


def _area_slug(area_id: int | None) -> str:
    return next((area.slug for area in areas(db.session()) if area.id == area_id), "")


def from_idea(idea: Idea) -> dict[str, Any]:
    """The first text of a proposal: its lead idea's words."""
    return {
        "title": idea.title,
        "text": idea.text,
        "area": _area_slug(idea.area_id),
        "spot": idea.spot,
        "who_benefits": idea.who_benefits,
    }


def from_version(text: ProposalVersion, drawing: str) -> dict[str, Any]:
    """The form as a version of the text fills it."""
    names = ("title", "summary", "text", "spot", "who_benefits", "breakers_answer", "makers_answer")
    return {
        **{name: getattr(text, name) for name in names},
        "area": _area_slug(text.area_id),
        "drawing": drawing,
    }
