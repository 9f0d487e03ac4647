"""What is unusual in a step or an update, and asked about first. Rules: delivery.md section 2.7."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.delivery.kinds import Step, left_out
from pbplatform.delivery.models import Project


class Unusual(StrEnum):
    """Why a page asks whether what was typed is right."""

    LEFT_OUT = "left-out"
    SPENT_LITTLE = "spent-little"  # open, with less than half of the line
    SPENT_MORE = "spent-more"  # than the line has
    SPENT_LESS = "spent-less"  # than was told before


def unusual_of(project: Project, *, step: Step | None, spent_minor: int | None) -> list[Unusual]:
    """What is unusual in it, as the project stands.

    Args:
        step: where it goes; None for an update.
        spent_minor: money spent in all, minor units; None where nothing is said of it.
    """
    spent = project.spent_minor if spent_minor is None else spent_minor
    found = []
    if step is not None and left_out(Step(project.step), step):
        found.append(Unusual.LEFT_OUT)
    if step is Step.OPEN and 2 * spent < project.line_amount_minor:
        found.append(Unusual.SPENT_LITTLE)
    if spent_minor is not None and spent > project.line_amount_minor:
        found.append(Unusual.SPENT_MORE)
    if spent < project.spent_minor:
        found.append(Unusual.SPENT_LESS)
    return found
