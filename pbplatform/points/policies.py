"""Who may act on a point and when. Pure; docs/rules/points.md, the section in each docstring.

`view` is the point as it stands at `now`: its due day and lateness are already worked out.
"""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.policies import refuse_to_facilitate
from pbplatform.places.models import Team
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.kinds import PointState, Stand, TurnKind
from pbplatform.points.models import AnswerDraft, Point
from pbplatform.points.queries import PointView
from pbplatform.promises.policies import refuse_to_act_for


def _refuse_to_act_on(actor: ActorRef, view: PointView) -> DomainError | None:
    """None for the team that must answer, and for the one that the point went up to (4.6)."""
    if refuse_to_act_for(actor, view.acts) is None:
        return None
    return refuse_to_act_for(actor, view.team)


def _refuse_to_work_on(actor: ActorRef, view: PointView) -> DomainError | None:
    if refusal := _refuse_to_act_on(actor, view):
        return refusal
    if not view.standing.is_open:
        return Conflict("point.no_answer_due")
    return None


def refuse_to_extend(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why the team may not take more time (section 3.3); None when it may."""
    if refusal := _refuse_to_work_on(actor, view):
        return refusal
    clock = view.standing.clock
    if view.answers:
        return Conflict("clock.second_answer")
    if clock.extended:
        return Conflict("clock.extended_already")
    if not clock.has_started(view.standing.today):
        return Conflict("clock.not_started")
    if clock.is_stopped(view.standing.today):
        return Conflict("clock.is_stopped")
    if view.standing.today >= clock.due:
        return Conflict("clock.too_late_for_more")
    return None


def refuse_to_ask(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why the team may not stop the clock to ask the asker (section 3.4); None when it may."""
    if refusal := _refuse_to_work_on(actor, view):
        return refusal
    clock = view.standing.clock
    if view.answers:
        return Conflict("clock.second_answer")
    if clock.paused:
        return Conflict("clock.paused_already")
    if view.point.raised_by_id is None:
        return Conflict("clock.nobody_to_ask")
    if not clock.has_started(view.standing.today):
        return Conflict("clock.not_started")
    if view.standing.today > clock.due:
        return Conflict("clock.too_late_to_ask")
    return None


def refuse_to_reply(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why `actor` may not reply to the team's question; None for the asker, once."""
    if actor.account_id is None or actor.account_id != view.point.raised_by_id:
        return NotAllowed("point.only_its_asker")
    if view.turn(TurnKind.PAUSED) is None:
        return Conflict("clock.nothing_asked")
    if view.turn(TurnKind.RESUMED) or view.turn(TurnKind.REPLIED):
        return Conflict("clock.replied_already")
    return None if view.standing.is_open else Conflict("point.no_answer_due")


def refuse_to_assign(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why a facilitator may not give the point to a team (section 4); None when they may."""
    if refusal := refuse_to_facilitate(actor, view.forum):
        return refusal
    return None if view.standing.is_open else Conflict("point.no_answer_due")


def refuse_to_pass_on(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why the team may not pass the point on (section 4.2); None when it may, once."""
    if refusal := _refuse_to_work_on(actor, view):
        return refusal
    if any(assignment.passed_on for assignment in view.assignments):
        return Conflict("point.passed_on_already")
    return None


def refuse_to_take(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why `actor` may not take or send back a point that was passed on; None when they may."""
    if view.offered_to is None:
        return Conflict("point.not_offered")
    if refusal := refuse_to_act_for(actor, view.offered_to):
        return refusal
    return None if view.standing.is_open else Conflict("point.no_answer_due")


def refuse_to_note(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why `actor` may not write a public note; None for the team while an answer is due."""
    return _refuse_to_work_on(actor, view)


def refuse_to_answer(
    actor: ActorRef, view: PointView, titles: dict[int, str]
) -> DomainError | None:
    """Why `actor` may not publish the answer that is due (sections 5 and 6.3); None when they may.

    Args:
        titles: posts of the team's officials now, by account.
    """
    if refusal := _refuse_to_work_on(actor, view):
        return refusal
    if view.standing.stage == 1 or actor.role == Role.ELECTED:
        return None
    if view.standing.stage == LAST_STAGE:
        return NotAllowed("answer.elected_only")
    first = view.answers[0]
    own = titles.get(actor.account_id or 0, "")
    if actor.account_id == first.by_account_id or own in ("", first.by_title):
        return NotAllowed("answer.someone_more_senior")
    return None


def refuse_to_correct(actor: ActorRef, view: PointView, answered: Team) -> DomainError | None:
    """Why `actor` may not correct a published answer (section 5.10); None at any time for those
    who act for the team that gave it, or that must answer now.
    """
    if refuse_to_act_for(actor, answered) is None:
        return None
    return _refuse_to_act_on(actor, view)


def refuse_to_drop(actor: ActorRef, draft: AnswerDraft) -> DomainError | None:
    """Why `actor` may not drop a draft (section 5.6); None for its writer, at any time."""
    if actor.account_id is None or actor.account_id != draft.by_account_id:
        return NotAllowed("answer.own_draft_only")
    return None


def refuse_to_assess(view: PointView, takes_part: bool) -> DomainError | None:
    """Why somebody may not say whether the answer answers (section 6.1); None when they may.

    Args:
        takes_part: whether they raised or support the point or were at its meeting.
    """
    if not takes_part:
        return NotAllowed("assessment.not_part_of_it")
    return _refuse_untimely(view)


def _refuse_untimely(view: PointView) -> Conflict | None:
    until = view.standing.assess_until
    if until is None:
        return Conflict("assessment.no_answer_yet")
    if view.standing.today > until:
        return Conflict("assessment.window_over")
    return None


def refuse_to_assess_for(actor: ActorRef, view: PointView, *, answers: bool) -> DomainError | None:
    """Why `actor` may not write down whether the answer answers, for an asker without an account
    (section 6.5); None for facilitators and clerks of the forum.

    Args:
        answers: whether they answer for the team that does, or wrote the answer.
    """
    if actor.role not in (Role.FACILITATOR, Role.CLERK) or not covers(
        actor.scope, view.forum.scope
    ):
        return NotAllowed("assessment.only_staff")
    if view.point.raised_by_id is not None:
        return Conflict("assessment.asker_has_account")
    if answers:
        return NotAllowed("assessment.you_answer")
    return _refuse_untimely(view)


def refuse_to_join(actor: ActorRef, view: PointView, stays: PointView) -> DomainError | None:
    """Why a point may not be joined to another (section 3.6); None when it may."""
    if refusal := refuse_to_facilitate(actor, view.forum):
        return refusal
    if view.point.id == stays.point.id or view.forum.id != stays.forum.id:
        return Conflict("point.join_another", field="stays")
    for each in (view, stays):
        if each.point.state != PointState.PUBLISHED or each.answers:
            return Conflict("point.join_open_only", field="stays")
    return None


def needs_reply(view: PointView) -> bool:
    """Whether the asker may still reply to the team's question."""
    return (
        view.standing.is_open
        and view.turn(TurnKind.PAUSED) is not None
        and view.turn(TurnKind.RESUMED) is None
        and view.turn(TurnKind.REPLIED) is None
    )


def is_public(view: PointView) -> bool:
    """Whether everybody may see the point."""
    return view.point.is_public


def refuse_to_withdraw(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why `actor` may not take the point back (section 1.6); None for its asker in time."""
    if actor.account_id is None or actor.account_id != view.point.raised_by_id:
        return NotAllowed("point.only_its_asker")
    return _refuse_late_withdrawal(view)


def _refuse_to_act_for_asker(actor: ActorRef, view: PointView) -> DomainError | None:
    if actor.role not in (Role.FACILITATOR, Role.CLERK) or not covers(
        actor.scope, view.forum.scope
    ):
        return NotAllowed("point.only_staff_for")
    if view.point.raised_by_id is not None:
        return Conflict("point.asker_has_account")
    return None


def refuse_to_name_for(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why staff may not change the name beside a point on its asker's word (section 1.16)."""
    return _refuse_to_act_for_asker(actor, view)


def _refuse_late_withdrawal(view: PointView) -> DomainError | None:
    if view.answers:
        return Conflict("point.answered_already")
    if view.point.state not in (PointState.RAISED, PointState.PUBLISHED):
        return Conflict("point.not_to_withdraw")
    return None


def refuse_to_withdraw_for(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why staff may not take a point back on its asker's word (section 1.16); None for facilitators
    and clerks of the forum, where the asker has no account, in the time that an asker has.
    """
    return _refuse_to_act_for_asker(actor, view) or _refuse_late_withdrawal(view)


def refuse_to_go_on_for(actor: ActorRef, view: PointView) -> DomainError | None:
    """Why staff may not go on with a withdrawn point on its asker's word (section 1.16)."""
    return _refuse_to_act_for_asker(actor, view) or _refuse_late_going_on(view)


def refuse_to_go_on(actor: ActorRef, view: PointView, supports: bool) -> DomainError | None:
    """Why `actor` may not go on with a withdrawn point (section 1.8); None when they may.

    Args:
        supports: whether they support the point.
    """
    asks = actor.account_id is not None and actor.account_id == view.point.raised_by_id
    if not (asks or supports):
        return NotAllowed("point.only_its_people")
    return _refuse_late_going_on(view)


def _refuse_late_going_on(view: PointView) -> DomainError | None:
    if view.standing.stand is not Stand.WITHDRAWN:
        return Conflict("point.not_withdrawn")
    until = view.standing.go_on_until
    if until is None or view.standing.today > until:
        return Conflict("point.too_late_to_go_on")
    return None


def refuse_to_record_point(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why a point of a meeting may not be written down; None when it may."""
    if refusal := refuse_to_facilitate(actor, forum):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return None if meeting.has_begun(now) else Conflict("meeting.not_begun")


def refuse_to_raise(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not raise a point; None for anybody who is signed in."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    return None


def refuse_to_decide_point(actor: ActorRef, forum: ForumSeries, point: Point) -> DomainError | None:
    """Why a raised point may not be published or refused; None when it may."""
    if refusal := refuse_to_facilitate(actor, forum):
        return refusal
    if point.state != PointState.RAISED:
        return Conflict("state.not_from_here")
    return None


def refuse_to_keep(actor: ActorRef, forum: ForumSeries, point: Point) -> DomainError | None:
    """Why `actor` may not say that a public point was read and stays (section 1.13); None when
    they may.
    """
    if refusal := refuse_to_facilitate(actor, forum):
        return refusal
    if actor.account_id is not None and actor.account_id == point.raised_by_id:
        return NotAllowed("point.not_your_own")
    return None if point.is_unread else Conflict("point.read_already")


def refuse_to_support(actor: ActorRef, point: Point) -> DomainError | None:
    """Why `actor` may not support a point; None when they may."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if point.state != PointState.PUBLISHED:
        return Conflict("point.not_public")
    if point.raised_by_id == actor.account_id:
        return Conflict("point.own_point")
    return None
