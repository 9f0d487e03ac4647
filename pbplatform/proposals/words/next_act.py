"""Who acts next on an idea. Source: docs/rules/proposals.md section 6."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.next_act import NextAct
from pbplatform.proposals.kinds import WAITING_STATES, IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries.joins import Joins
from pbplatform.rounds.models import Committee, Round
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def next_act(
    idea: Idea, round_: Round, committee: Committee | None, *, now: datetime, today: date
) -> NextAct | None:
    """Who acts next on an idea, by when, and what happens otherwise; None in final states.

    Source: docs/rules/proposals.md section 6.
    """
    if round_.called_off_at is not None:
        return None
    if idea.state in WAITING_STATES:
        return NextAct(
            who=_("A facilitator"),
            what=_("They read it and publish it, unless it breaks a rule."),
            by=idea.read_by,
            otherwise=_(
                "If not, this page says that it is late, and it stands first on their desk."
            ),
            late=today > idea.read_by,
        )
    if idea.state == IdeaState.REFUSED:
        return _next_after_refusal(idea, today)
    if idea.state == IdeaState.NOT_TAKEN:
        return (
            None
            if round_.frozen_at and idea.plea_answer_by is None
            else _next_after_no(idea, today)
        )
    if idea.state == IdeaState.PUBLISHED:
        late = idea.look_by is not None and today > idea.look_by
        if idea.is_unread and not late:
            return _read_afterwards(idea, today)
        return NextAct(
            who=_("A delegate"),
            what=_("They take a first look and claim it for a committee."),
            by=idea.look_by,
            otherwise=_("The facilitator of the round can give it to a committee now.")
            if late
            else _("If not, the facilitator gives it to a committee."),
            late=late,
        )
    if idea.state == IdeaState.CLAIMED:
        return _next_for_committee(round_, committee, now)
    return None


def _next_for_committee(round_: Round, committee: Committee | None, now: datetime) -> NextAct:
    late = round_.review_is_over(now)
    return NextAct(
        who=committee.name if committee else _("The committee"),
        what=_("They make it part of a proposal, or tell the author why not."),
        by=round_.review_close_at,
        otherwise=_("The facilitator of the round can answer in their place now.")
        if late
        else _("If not, the facilitator answers in their place."),
        late=late,
    )


def _read_afterwards(idea: Idea, today: date) -> NextAct:
    """Source: docs/rules/proposals.md section 2.7."""
    return NextAct(
        who=_("A facilitator"),
        what=_("They read it. It is public meanwhile."),
        by=idea.read_by,
        otherwise=_(
            "If not, this page says that it is late, and it stands first on their desk. "
            "A delegate can take it up meanwhile."
        ),
        late=today > idea.read_by,
    )


def next_act_of_joins(joins: Joins, now: datetime) -> NextAct | None:
    """Authors may object to being joined for 7 days; None once the join stands.

    Source: docs/rules/proposals.md section 8.
    """
    if joins.ends_at is None:
        return None
    return NextAct(
        who=ngettext("%(num)s author", "%(num)s authors", joins.waiting),
        what=_("They agree that their ideas are joined, or take theirs out."),
        by=joins.ends_at,
        otherwise=_("If not, the join stands. Until then the committee cannot decide."),
        late=now >= joins.ends_at,
    )


def is_final(idea: Idea, today: date) -> bool:
    """Whether nobody will act on the idea any more."""
    if idea.state == IdeaState.REFUSED:
        return _next_after_refusal(idea, today) is None
    if idea.state == IdeaState.NOT_TAKEN:
        return _next_after_no(idea, today) is None
    return idea.state in (IdeaState.BECAME, IdeaState.WITHDRAWN)


def _next_after_no(idea: Idea, today: date) -> NextAct | None:
    """The facilitator whom the author asked to look again; else the author, who may ask."""
    if idea.plea_answer_by is not None:
        return NextAct(
            who=_("A facilitator"),
            what=_("They look again, because the author asked."),
            by=idea.plea_answer_by,
            otherwise=_(
                "If not, this page says that it is late, and it stands first on their desk."
            ),
            late=today > idea.plea_answer_by,
        )
    # Of an idea that was typed in for somebody without an account nobody can ask.
    if idea.entered or idea.plea_at is not None or idea.plead_by is None or today > idea.plead_by:
        return None
    return NextAct(
        who=_("The author"),
        what=_("They may ask a facilitator to look again, once."),
        by=idea.plead_by,
        otherwise=_("If not, the answer stands, unless the committee takes the idea up again."),
    )


def _next_after_refusal(idea: Idea, today: date) -> NextAct | None:
    spent = idea.entered or idea.second_look_at is not None
    if spent or idea.ask_again_by is None or today > idea.ask_again_by:
        return None
    return NextAct(
        who=_("The author"),
        what=_("They may ask for a second look, once."),
        by=idea.ask_again_by,
        otherwise=_("If not, it stays unpublished."),
    )
