"""Teams are asked and answer. Source: docs/rules/review.md sections 2 and 3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import holders
from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.numbers import next_number
from pbplatform.core.outbox import announce
from pbplatform.places import queries as places
from pbplatform.places.models import Team
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.paths import proposal_path
from pbplatform.review import queries
from pbplatform.review.kinds import CAN_BE_DONE, VERDICT_WORDS, Cannot, Sure, Verdict
from pbplatform.review.models import Costing
from pbplatform.review.policies import refuse_to_answer, refuse_to_ask
from pbplatform.rounds.models import Committee, Round


def _new_costing(
    session: Session,
    actor: ActorRef,
    proposal: Proposal,
    team: Team,
    questions: str,
    *,
    now: datetime,
) -> Costing:
    """The request, due in the place's working days for costings."""
    days = places.working_days(session)
    costing = Costing(
        round_id=proposal.round_id,
        number=next_number(session, f"costing:{proposal.round_id}"),
        proposal_id=proposal.id,
        version=proposal.version,
        team_id=team.id,
        questions=questions,
        asked_by=actor.account_id,
        asked_at=now,
        due_on=days.after(days.day_of(now), places.require_place(session).costing_days),
        calendar=days.version,
    )
    session.add(costing)
    session.flush()
    return costing


def ask_costing(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    team_id: int,
    questions: str,
    now: datetime,
) -> Costing:
    """Ask a team whether the proposal can be done and what it costs.

    Raises:
        NotAllowed: not a delegate of the committee, or interests not declared.
        Conflict: decided already, the team is asked already, or no question.
    """
    # The proposal's row is the lock that keeps a team from being asked twice at once.
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    committee = session.get_one(Committee, proposal.committee_id)
    round_ = session.get_one(Round, proposal.round_id)
    team = session.get(Team, team_id)
    if team is None:
        raise Conflict("team.not_found", field="team")
    if refusal := refuse_to_ask(
        actor,
        round_,
        committee,
        proposal,
        declared=queries.has_declared(session, committee.id, actor.account_id),
        asked_already=queries.is_asked(session, proposal_id, team_id),
    ):
        raise refusal
    if not questions.strip():
        raise Conflict("costing.questions_needed", field="questions")
    costing = _new_costing(session, actor, proposal, team, questions.strip(), now=now)
    audit.record(
        session,
        Kind.COSTING_ASKED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        costing=costing.number,
        team=team.slug,
        version=proposal.version,
        due=costing.due_on.isoformat(),
    )
    _tell_team(session, costing, team, round_, proposal, now=now)
    return costing


def _tell_team(
    session: Session,
    costing: Costing,
    team: Team,
    round_: Round,
    proposal: Proposal,
    *,
    now: datetime,
) -> None:
    text = queries.costing_by_number(session, round_.id, costing.number, now).text
    for holder in holders(session, now=now, scopes=[team.scope], role=Role.OFFICIAL):
        person = session.get_one(Account, holder.account_id)
        if person.email:
            announce(
                session,
                "review:costing_asked",
                now=now,
                to=person.email,
                subject_line=_("Proposal %(number)s: what does it cost?", number=proposal.number),
                body_line=_(
                    "Delegates ask %(team)s whether “%(title)s” can be done and what it costs. "
                    "The answer is due by %(due)s.",
                    team=team.name,
                    title=text.title,
                    due=format_date(costing.due_on, "d MMMM y"),
                ),
                path=f"/desk/official/costings/{round_.slug}/{costing.number}",
            )


@dataclass(frozen=True, kw_only=True)
class CostingAnswer:
    """What an official answers. Amounts are minor units of the round's currency."""

    verdict: str
    change_words: str = ""
    cannot: str = ""
    cannot_words: str = ""
    low_minor: int | None = None
    likely_minor: int | None = None
    high_minor: int | None = None
    price_minor: int | None = None
    yearly_minor: int = 0
    yearly_payer: str = ""
    months: int | None = None
    included: str = ""
    sure: str = ""


def _check(answer: CostingAnswer) -> None:
    if answer.verdict not in set(Verdict):
        raise Conflict("costing.verdict_needed", field="verdict")
    if answer.verdict == Verdict.NO:
        if answer.cannot not in set(Cannot):
            raise Conflict("costing.cannot_needed", field="cannot")
        if not answer.cannot_words.strip():
            raise Conflict("costing.cannot_words_needed", field="cannot_words")
        return
    if answer.verdict == Verdict.IF_CHANGED and not answer.change_words.strip():
        raise Conflict("costing.change_needed", field="change_words")
    _check_money(answer)
    if answer.months is None or not 0 <= answer.months <= 240:
        raise Conflict("costing.months_needed", field="months")
    if not answer.included.strip():
        raise Conflict("costing.included_needed", field="included")
    if answer.sure not in set(Sure):
        raise Conflict("costing.sure_needed", field="sure")


def _check_money(answer: CostingAnswer) -> None:
    low, likely, high = answer.low_minor, answer.likely_minor, answer.high_minor
    for field, amount in (("low", low), ("likely", likely), ("high", high)):
        if amount is None or amount < 0:
            raise Conflict("costing.amount_needed", field=field)
    if low is not None and likely is not None and low > likely:
        raise Conflict("costing.likely_below_low", field="likely")
    if likely is not None and high is not None and likely > high:
        raise Conflict("costing.high_below_likely", field="high")
    if answer.price_minor is None or answer.price_minor <= 0:
        raise Conflict("costing.price_needed", field="price")
    if answer.yearly_minor < 0:
        raise Conflict("costing.amount_needed", field="yearly")
    if answer.yearly_minor and not answer.yearly_payer.strip():
        raise Conflict("costing.payer_needed", field="yearly_payer")


def answer_costing(
    session: Session, *, actor: ActorRef, costing_id: int, answer: CostingAnswer, now: datetime
) -> None:
    """Say whether a proposal can be done and what it costs; once, and public at once.

    Raises:
        NotAllowed: not an official of the team.
        Conflict: answered already, the proposal is decided, or something is missing.
    """
    costing = session.get(Costing, costing_id, with_for_update=True, populate_existing=True)
    if costing is None:
        raise NotFound("costing.not_found")
    team = session.get_one(Team, costing.team_id)
    proposal = session.get_one(Proposal, costing.proposal_id)
    round_ = session.get_one(Round, costing.round_id)
    if refusal := refuse_to_answer(actor, team, costing, proposal):
        raise refusal
    _check(answer)
    _write_answer(costing, answer)
    costing.answered_by = actor.account_id
    costing.answered_at = now
    session.flush()
    days = places.working_days(session, costing.calendar)
    audit.record(
        session,
        Kind.COSTING_GIVEN,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        costing=costing.number,
        team=team.slug,
        verdict=answer.verdict,
        price_minor=costing.price_minor if costing.price_minor is not None else "",
        days_late=days.days_late(costing.due_on, days.day_of(now)),
    )
    _tell_asker(session, costing, round_, proposal, now=now)


def _write_answer(costing: Costing, answer: CostingAnswer) -> None:
    """Only what belongs to the verdict is kept, so that a page cannot show a price beside a no."""
    costing.verdict = answer.verdict
    if answer.verdict not in CAN_BE_DONE:
        costing.cannot = answer.cannot
        costing.cannot_words = answer.cannot_words.strip()
        return
    if answer.verdict == Verdict.IF_CHANGED:
        costing.change_words = answer.change_words.strip()
    costing.low_minor = answer.low_minor
    costing.likely_minor = answer.likely_minor
    costing.high_minor = answer.high_minor
    costing.price_minor = answer.price_minor
    costing.yearly_minor = answer.yearly_minor
    costing.yearly_payer = answer.yearly_payer.strip() if answer.yearly_minor else ""
    costing.months = answer.months
    costing.included = answer.included.strip()
    costing.sure = answer.sure


def _tell_asker(
    session: Session, costing: Costing, round_: Round, proposal: Proposal, *, now: datetime
) -> None:
    asker = session.get(Account, costing.asked_by) if costing.asked_by else None
    if asker is not None and asker.email:
        announce(
            session,
            "review:costing_given",
            now=now,
            to=asker.email,
            subject_line=_("A team answered about proposal %(number)s", number=proposal.number),
            body_line=_(
                "The answer is: %(verdict)s. Next, your committee decides.",
                verdict=str(VERDICT_WORDS[costing.verdict]),
            ),
            path="/" + proposal_path(round_.slug, proposal.number),
        )
