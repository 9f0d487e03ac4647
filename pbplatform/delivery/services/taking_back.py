"""A step set by mistake is taken back in public. Source: docs/rules/delivery.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import DeliveryLog, News, Step
from pbplatform.delivery.models import Project
from pbplatform.delivery.policies import refuse_to_take_back
from pbplatform.delivery.services.loading import Winner, add_news, log, with_line
from pbplatform.delivery.services.telling import tell
from pbplatform.promises.kinds import Ended
from pbplatform.promises.services import end_check


def take_step_back(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    words: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Undo the last step, or the stop. What was said stays in the history, with the reason.

    Args:
        words: what went wrong; public.
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: it did not win.
        NotAllowed: not an official of its team; for a stop, nor the round's facilitator.
        Conflict: no line yet, no step to take back, or no reason.
    """
    found, project, owner = with_line(session, round_id, number)
    if refusal := refuse_to_take_back(actor, found.round_, project, owner):
        raise refusal
    if seen is not None:
        require_same(seen, project.facts)
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    opened = project.step == Step.OPEN
    step_back(session, actor, found, project, words.strip(), now)
    if opened:
        end_check(session, found.path, Ended.TAKEN_BACK, now=now)


def step_back(
    session: Session,
    actor: ActorRef,
    found: Winner,
    project: Project,
    words: str,
    now: datetime,
) -> None:
    """Go back to where the project was before its last step, in public; who may, is asked before.

    Args:
        words: what went wrong.
    """
    taken = queries.steps_taken(queries.news_of(session, project.round_id, project.number))
    mistaken = Step(project.step)
    before, since = taken[-2] if len(taken) > 1 else (Step.WON, project.line_given_at)
    project.move_back(before, since)
    project.heard_at = now
    if stop := queries.stop_of(session, project.round_id, project.number):
        session.delete(stop)
    session.flush()
    log(
        session,
        DeliveryLog.PROJECT_STEP_TAKEN_BACK,
        found,
        actor=actor,
        now=now,
        title=found.ballot.title,
        step=str(mistaken),
        back_at=str(before),
        reason=words,
    )
    told = {"step": str(mistaken), "words": words}
    add_news(session, project, News.TAKEN_BACK, actor=actor, now=now, **told)
    back = {"step": str(mistaken), "back_at": str(before), "reason": words}
    tell(session, "taken_back", found, back, actor=actor, now=now)
