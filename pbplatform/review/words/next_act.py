"""Where a proposal is and who acts next. Source: docs/rules/review.md section 6."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.next_act import NextAct
from pbplatform.places.words.tables import telling_of_table
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import Stage
from pbplatform.review.models import Costing
from pbplatform.review.queries import CostingRow, ProposalOverview
from pbplatform.review.queries.rechecks import RecheckRow, running
from pbplatform.review.queries.records import RecordRow
from pbplatform.review.queries.strength import Strength
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.next_act import next_act as next_act_of_round
from pbplatform.web.presentation import listed
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def next_act_of_costing(row: CostingRow) -> NextAct | None:
    """Who acts next on a costing; None once answered or the proposal is decided."""
    if row.round.called_off_at is not None:
        return None
    act = _of_costing(row.costing, row.team.name, row.proposal, row.today)
    return telling_of_table(act, row.counted_to)


def _of_costing(
    costing: Costing, team_name: str, proposal: Proposal, today: date
) -> NextAct | None:
    again = costing.replaces is not None and proposal.state == ProposalState.ON_BALLOT
    if not costing.is_open or (proposal.state != ProposalState.WRITING and not again):
        return None
    otherwise = _(
        "If not, this page says that it is late. Without it there is no place on the ballot."
    )
    if proposal.state == ProposalState.ON_BALLOT:
        otherwise = _(
            "If not, this page says that it is late. The ballot cannot be frozen with it until "
            "then."
        )
    return NextAct(
        who=team_name,
        what=_("They price it again.")
        if costing.replaces is not None
        else _("They say whether it can be done and what it costs."),
        by=costing.due_on,
        otherwise=otherwise,
        late=costing.is_late(today),
    )


def next_act_of_proposal(shown: ProposalOverview, now: datetime, today: date) -> NextAct | None:
    """Who acts next on a proposal; None where review has nothing open any more.

    Source: docs/rules/review.md section 6.
    """
    proposal, round_, committee = shown.row.proposal, shown.round, shown.row.committee
    over = (Stage.NOT_THIS_ROUND, Stage.WITHDRAWN)
    if shown.stage in over or round_.called_off_at is not None:
        return None
    if shown.stage is Stage.ON_BALLOT:
        if shown.waiting is not None and round_.frozen_at is None:
            return _of_costing(*shown.waiting, proposal, today)
        return _next_for_voters(round_, now)
    if shown.waiting is not None:
        costing, team_name = shown.waiting
        return _of_costing(costing, team_name, proposal, today)
    if round_.frozen_at is not None:
        return NextAct(
            who=committee.name,
            what=_("They say why it is not on the ballot."),
            by=round_.review_close_at,
            otherwise=_("If not, the committee’s page names it as late."),
            late=round_.review_is_over(now),
        )
    if act := _of_team(shown, today):
        return act
    by = _decided_by(proposal, round_)
    return NextAct(
        who=committee.name,
        what=_what_committee_does(shown),
        by=by,
        otherwise=_(
            "If not, it does not go on the ballot, and the committee’s page names it as late."
        ),
        late=round_.review_is_over(now) if by == round_.review_close_at else now >= by,
    )


def _decided_by(proposal: Proposal, round_: Round) -> datetime:
    """The end of review; what was taken up again after it has until the vote opens."""
    again = proposal.reopened_at
    if again is not None and again >= round_.review_close_at:
        return round_.opens_at
    return round_.review_close_at


def _what_committee_does(shown: ProposalOverview) -> str:
    if shown.stage is Stage.READY:
        return str(_("They decide whether it goes on the ballot."))
    if shown.stage is Stage.TO_CHANGE:
        return str(_("They change it as the team asks, and say where each point is met."))
    if shown.stage is Stage.PRICE_ASKED:
        return str(_("They ask the team whether its price holds for the new text."))
    return str(_("They write it and ask a team what it costs."))


def _of_team(shown: ProposalOverview, today: date) -> NextAct | None:
    """What the team of the latest answer owes: its word on a later text, or on a condition."""
    held = shown.held
    if held is None or held.to_show:
        return None
    check = held.open_check
    waiting = [each.due_on for each in held.unmet if each.due_on is not None]
    if check is None and not waiting:
        return None
    by = min([*waiting, *([check.due_on] if check else [])])
    return NextAct(
        who=shown.team,
        what=_("They say whether what had to change is met.")
        if check is None
        else _("The text changed. They say whether their price holds for it."),
        by=by,
        otherwise=_(
            "If not, this page says that it is late. Without it there is no place on the ballot."
        ),
        late=today > by,
    )


def next_act_of_committee(told: Strength) -> NextAct | None:
    """Who acts when a committee has too few delegates to decide; None where it has enough.

    Source: docs/rules/review.md section 8.
    """
    over = told.round.counted_at is not None or told.round.called_off_at is not None
    if not told.lacking or over:
        return None
    return NextAct(
        who=_("A facilitator"),
        what=ngettext(
            "They appoint %(num)s more delegate.",
            "They appoint %(num)s more delegates.",
            told.lacking,
        ),
        by=told.by,
        otherwise=_(
            "Until then the committee decides nothing. It can hand ideas back to other committees."
        ),
        late=told.today > told.by,
    )


def next_act_of_recheck(row: RecheckRow, now: datetime) -> NextAct | None:
    """Who acts next on a project that is checked again while people vote; None where nobody.

    Source: docs/rules/review.md section 13.
    """
    if not running(row.round, now):
        return None
    if row.recheck is None:
        return NextAct(
            who=row.team.name,
            what=_("They check again that all of this is still true."),
            by=row.by,
            otherwise=_("If not, this page says that it is late. People vote on."),
            late=now >= row.by,
        )
    if row.recheck.waits:
        return NextAct(
            who=_("A facilitator"),
            what=_("They withdraw it, or say in public why it stays."),
            by=row.round.closes_at,
            otherwise=_("If not, this page says that nobody acted. The votes decide."),
        )
    return None


def next_act_of_record(row: RecordRow, today: date) -> NextAct:
    """Who acts next on a decision that was written down and does not stand yet.

    Source: docs/rules/review.md section 4.
    """
    by = row.record.object_by
    return NextAct(
        who=listed(row.waiting) if row.waiting else _("The committee"),
        what=_("They confirm how they voted, or object.")
        if row.waiting
        else _("They let it stand, or object."),
        by=by,
        otherwise=_("If not, it stands after that day, because a second delegate confirmed it.")
        if row.is_seconded
        else _("If no second delegate confirms it, it does not stand."),
        late=by is not None and today > by,
    )


def _next_for_voters(round_: Round, now: datetime) -> NextAct | None:
    if round_.state(now) is State.VOTING:
        return NextAct(
            who=_("You"),
            what=_("You can vote for it."),
            by=round_.closes_at,
            otherwise=_("If not, the votes of others decide."),
        )
    return next_act_of_round(round_, now)
