"""Steps, dates and updates. Source: docs/rules/delivery.md sections 2 to 4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.delivery import queries
from pbplatform.delivery.kinds import DeliveryLog, LookBack, News, Step, left_out
from pbplatform.delivery.models import Project, ProjectStop
from pbplatform.delivery.policies import refuse_to_report, refuse_to_stop
from pbplatform.delivery.services.loading import Winner, add_news, log, place_timezone, with_line
from pbplatform.delivery.services.telling import tell, tell_of_step, tell_of_update
from pbplatform.delivery.services.unusual import unusual_of
from pbplatform.promises.services import ToCheck, begin_check


def _reporting(
    session: Session, actor: ActorRef, round_id: int, number: int, seen: str | None
) -> tuple[Winner, Project]:
    """The locked winner; what the page showed still holds, unless `seen` is None."""
    found, project, owner = with_line(session, round_id, number)
    if refusal := refuse_to_report(actor, project, owner):
        raise refusal
    if seen is not None:
        require_same(seen, project.facts)
    return found, project


def set_step(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    step: Step,
    now: datetime,
    words: str = "",
    spent_minor: int | None = None,
    looked: Mapping[LookBack, str] | None = None,
    seen: str | None = None,
    checked: bool = True,
) -> None:
    """Say that the project is at its next step. Source: docs/rules/delivery.md section 2.

    Args:
        words: why steps are left out, or why nothing was spent; public.
        spent_minor: money spent so far; asked for when it opens. None leaves it.
        looked: what the team answers when it looks back (section 9); empty answers are none.
        seen: seal of what the page showed; None does not ask.
        checked: whether somebody said that what is unusual is right.
    Raises:
        NotAllowed: not an official of its team.
        Conflict: no line yet, final, the step does not follow, a stop (see `stop_project`), steps
            left out without a reason, open without a word on money, or unusual and not checked.
    """
    found, project = _reporting(session, actor, round_id, number, seen)
    if step is Step.STOPPED:
        raise Conflict("step.use_stop", field="step")
    before, words = Step(project.step), words.strip()
    unusual = unusual_of(project, step=step, spent_minor=spent_minor)
    skipped = _go_on(project, step, words, spent_minor, now)
    if unusual and not checked:
        raise Conflict("step.look_again", field="checked")
    log(
        session,
        DeliveryLog.PROJECT_STEP_SET,
        found,
        actor=actor,
        now=now,
        title=found.ballot.title,
        step=str(step),
        before=str(before),
        **({"left_out": [str(each) for each in skipped], "reason": words} if words else {}),
        **_money(found, spent_minor),
    )
    told = {"step": str(step), "words": words, "amount_minor": spent_minor}
    add_news(session, project, News.STEP, actor=actor, now=now, **told)
    _after(session, found, project, actor, words, looked or {}, now)


def _after(
    session: Session,
    found: Winner,
    project: Project,
    actor: ActorRef,
    words: str,
    looked: Mapping[LookBack, str],
    now: datetime,
) -> None:
    """Whom it concerns is told, and residents will be asked about what is called open."""
    step, project.heard_at = Step(project.step), now
    if step is Step.LOOKED_BACK:
        _look_back(session, found, project, actor, looked, now)
    tell_of_step(session, found, step, words, actor=actor, now=now)
    if step is Step.OPEN:
        _begin_check(session, found, project, now)


def _look_back(
    session: Session,
    found: Winner,
    project: Project,
    actor: ActorRef,
    looked: Mapping[LookBack, str],
    now: datetime,
) -> None:
    """Each answer is a line of the history; the log has a hash of its words (section 9)."""
    for question in LookBack:
        told = looked.get(question, "").strip()
        if not told:
            continue
        salt, commitment = audit.text_commitment(told)
        log(
            session,
            DeliveryLog.PROJECT_LOOKED_BACK,
            found,
            actor=actor,
            now=now,
            title=found.ballot.title,
            question=str(question),
            words_sha256=commitment,
        )
        facts = {"step": str(question), "words": told, "salt": salt}
        add_news(session, project, News.LOOK_BACK, actor=actor, now=now, **facts)


def _begin_check(session: Session, found: Winner, project: Project, now: datetime) -> None:
    """It is called open: residents are asked four weeks later."""
    done = ToCheck(
        team_id=project.team_id,
        subject=found.path,
        page=found.path,
        title=found.ballot.title,
        project=(project.round_id, project.number),
    )
    begin_check(session, done, now=now)


def _go_on(
    project: Project, step: Step, words: str, spent_minor: int | None, now: datetime
) -> tuple[Step, ...]:
    """Move on with what must be said of it; the steps that are left out."""
    skipped = left_out(Step(project.step), step)
    project.move_to(step, now)
    if skipped and not words:
        raise Conflict("step.reason_needed", field="words")
    if spent_minor is not None:
        project.spent_minor = spent_minor
    if step is Step.OPEN and not project.spent_minor and (spent_minor is None or not words):
        raise Conflict("step.spent_needed", field="spent")
    return skipped


def _money(found: Winner, spent_minor: int | None) -> dict[str, str | int]:
    if spent_minor is None:
        return {}
    currency = found.round_
    return {
        "spent_minor": spent_minor,
        "currency": currency.currency_code,
        "exponent": currency.currency_exponent,
    }


@dataclass(frozen=True, kw_only=True)
class StopFacts:
    """Why a project ends before it is open. All three are public."""

    reason: str
    decided_by: str
    money_goes: str


def stop_project(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    facts: StopFacts,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Stop a project for good.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: it did not win.
        NotAllowed: neither an official of its team nor the round's facilitator.
        Conflict: something is missing, no line yet, open or final.
    Source: docs/rules/delivery.md section 2.
    """
    found, project, owner = with_line(session, round_id, number)
    if refusal := refuse_to_stop(actor, found.round_, project, owner):
        raise refusal
    if seen is not None:
        require_same(seen, project.facts)
    if not facts.reason.strip():
        raise Conflict("stop.reason_needed", field="reason")
    if not facts.decided_by.strip():
        raise Conflict("stop.decided_by_needed", field="decided_by")
    if not facts.money_goes.strip():
        raise Conflict("stop.money_needed", field="money")
    project.move_to(Step.STOPPED, now)
    project.heard_at = now
    told = {
        "reason": facts.reason.strip(),
        "decided_by": facts.decided_by.strip(),
        "money_goes": facts.money_goes.strip(),
    }
    session.add(ProjectStop(round_id=round_id, number=number, **told))
    title = found.ballot.title
    log(session, DeliveryLog.PROJECT_STOPPED, found, actor=actor, now=now, title=title, **told)
    add_news(session, project, News.STOP, actor=actor, now=now, words=told["reason"])
    tell(session, "stopped", found, told, actor=actor, now=now)


def set_next_step(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    words: str,
    due: date,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Say what comes next and by which day.

    Raises:
        NotFound: it did not win.
        NotAllowed: not an official of its team.
        Conflict: no words, a day that does not lie ahead, said already, no line yet or final.
    Source: docs/rules/delivery.md section 3.
    """
    found, project = _reporting(session, actor, round_id, number, seen)
    if not words.strip():
        raise Conflict("next_step.words_needed", field="words")
    _refuse_past(session, due, now)
    if (project.next_words, project.next_due) == (words.strip(), due):
        raise Conflict("next_step.said_already", field="words")
    project.next_words = words.strip()
    project.next_due_first = project.next_due = due
    project.next_reason = ""
    project.heard_at = now
    log(
        session,
        DeliveryLog.PROJECT_NEXT_STEP_SET,
        found,
        actor=actor,
        now=now,
        title=found.ballot.title,
        words=project.next_words,
        due=due.isoformat(),
    )
    add_news(session, project, News.NEXT_STEP, actor=actor, now=now, words=words.strip(), day=due)
    said = {"words": words.strip(), "due": due.isoformat()}
    tell(session, "next_step", found, said, actor=actor, now=now)


def move_next_date(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    due: date,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Move the day of the next step; the day first said stays on the page.

    Raises:
        NotFound: it did not win.
        NotAllowed: not an official of its team.
        Conflict: no next step, no reason, the same day, or a day that does not lie ahead.
    Source: docs/rules/delivery.md section 3.
    """
    found, project = _reporting(session, actor, round_id, number, seen)
    before = project.next_due
    if before is None:
        raise Conflict("next_step.none_yet")
    if due == before:
        raise Conflict("next_step.same_day", field="due")
    _refuse_past(session, due, now)
    if not reason.strip():
        raise Conflict("next_step.reason_needed", field="reason")
    project.next_due = due
    project.next_reason = reason.strip()
    project.heard_at = now
    told = {"due": due.isoformat(), "due_before": before.isoformat(), "reason": reason.strip()}
    title = found.ballot.title
    log(session, DeliveryLog.PROJECT_DATE_MOVED, found, actor=actor, now=now, title=title, **told)
    days = {"day": due, "day_before": before}
    add_news(session, project, News.DATE, actor=actor, now=now, words=reason.strip(), **days)
    tell(session, "day_moved", found, told, actor=actor, now=now)


def _refuse_past(session: Session, due: date, now: datetime) -> None:
    if due <= now.astimezone(place_timezone(session)).date():
        raise Conflict("next_step.day_ahead", field="due")


def _refuse_repeated(session: Session, project: Project, words: str) -> None:
    newest = next(iter(queries.news_of(session, project.round_id, project.number)), None)
    if newest is not None and (newest.kind, newest.words) == (News.UPDATE, words):
        raise Conflict("update.said_already", field="words")


def _spend(project: Project, spent_minor: int | None, *, checked: bool) -> None:
    """Take the money spent so far, asked about first where it is unusual."""
    if spent_minor is None:
        return
    if spent_minor < 0:
        raise Conflict("update.spent_negative", field="spent")
    if not checked and unusual_of(project, step=None, spent_minor=spent_minor):
        raise Conflict("step.look_again", field="checked")
    project.spent_minor = spent_minor


def post_update(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    words: str,
    spent_minor: int | None = None,
    now: datetime,
    seen: str | None = None,
    checked: bool = True,
) -> None:
    """Tell residents how it goes.

    Args:
        spent_minor: money spent so far in all, in minor units; None leaves it as it was.
    Raises:
        NotFound: it did not win.
        NotAllowed: not an official of its team.
        Conflict: no words, said already, spent below zero, no line yet, final, or unusual and not
            `checked`.
    Source: docs/rules/delivery.md section 4.
    """
    found, project = _reporting(session, actor, round_id, number, seen)
    told = words.strip()
    if not told:
        raise Conflict("update.words_needed", field="words")
    _refuse_repeated(session, project, told)
    _spend(project, spent_minor, checked=checked)
    project.heard_at = now
    salt, commitment = audit.text_commitment(told)
    facts = {
        "title": found.ballot.title,
        "words_sha256": commitment,
        "spent_minor": project.spent_minor,
        "currency": found.round_.currency_code,
        "exponent": found.round_.currency_exponent,
    }
    log(session, DeliveryLog.PROJECT_UPDATED, found, actor=actor, now=now, **facts)
    add_news(
        session,
        project,
        News.UPDATE,
        actor=actor,
        now=now,
        words=told,
        salt=salt,
        amount_minor=spent_minor,
    )
    tell_of_update(session, found, told, spent_minor, actor=actor, now=now)
