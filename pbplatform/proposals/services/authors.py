"""What residents do with their own ideas. Source: docs/rules/proposals.md sections 1, 2 and 4."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.files import StoredFile
from pbplatform.core.numbers import next_numbers
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.kinds import Setting
from pbplatform.proposals.domain.idea import LETTERS, IdeaFacts
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import (
    MOST_TO_GROW,
    RELATION_CODES,
    IdeaState,
    NameShown,
    ProposalLog,
)
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import (
    READING_DAYS,
    refuse_to_ask_again,
    refuse_to_enter,
    refuse_to_send,
    refuse_to_take_away,
    refuse_to_withdraw,
    refuse_to_withdraw_for,
)
from pbplatform.proposals.services.facilitators import show_unread_idea
from pbplatform.proposals.services.telling import (
    Locked,
    hold,
    locked_idea,
    tell_author,
    write_of_withdrawn,
)
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class Sender:
    """Whose an idea is.

    Attributes:
        account_id: its author's; None where they have none.
        credit: the name of somebody without an account, as they want it shown; else empty.
    """

    account_id: int | None = None
    credit: str = ""


def _check_lengths(facts: IdeaFacts) -> None:
    """A column of PostgreSQL takes no more than this; one of SQLite takes anything."""
    for name in ("spot", "who_benefits", "photo_alt"):
        if len(getattr(facts, name).strip()) > LETTERS[name]:
            raise Conflict("idea.too_long", field=name, letters=LETTERS[name])


def _check(session: Session, facts: IdeaFacts, areas: Collection[int]) -> None:
    if not tidy_line(facts.title):
        raise Conflict("idea.title_needed", field="title")
    if len(tidy_line(facts.title)) > LETTERS["title"]:
        raise Conflict("idea.title_too_long", field="title")
    if not tidy_text(facts.text):
        raise Conflict("idea.text_needed", field="text")
    # Browsers count a line's end as one letter and send two.
    if len(tidy_text(facts.text)) > LETTERS["text"]:
        raise Conflict("idea.text_too_long", field="text")
    _check_lengths(facts)
    if facts.area_id is not None and facts.area_id not in areas:
        raise Conflict("area.not_found", field="area")
    if facts.name_shown not in set(NameShown):
        raise Conflict("idea.name_shown_needed", field="name_shown")
    if facts.photo is not None:
        if not facts.photo_alt.strip():
            raise Conflict("idea.photo_alt_needed", field="photo_alt")
        if session.get(StoredFile, facts.photo) is None:
            raise Conflict("idea.photo_gone", field="photo")


def _relations(facts: IdeaFacts) -> dict[str, Any] | None:
    told: dict[str, Any] = {}
    for question, codes in facts.relations.items():
        if question not in RELATION_CODES or not set(codes) <= set(RELATION_CODES[question]):
            raise Conflict("idea.relation_unknown", field=question)
        if codes:
            # In the order of the question, so that no order of importance is read into them.
            told[question] = [code for code in RELATION_CODES[question] if code in set(codes)]
    if len(told.get("grow", ())) > MOST_TO_GROW:
        raise Conflict("idea.grow_too_many", field="grow")
    if people := facts.people.strip():
        told["people"] = people[: LETTERS["people"]]
    return told or None


@dataclass(frozen=True)
class IdeaSent:
    """One person sends one idea."""

    actor: ActorRef
    facts: IdeaFacts
    now: datetime


def send_idea(
    session: Session, *, actor: ActorRef, round_id: int, facts: IdeaFacts, now: datetime
) -> Idea:
    """Send an idea to a round that takes ideas: to its facilitators, or to everybody at once.

    Raises:
        NotAllowed: nobody is signed in.
        Conflict: the window is not open, or a fact is missing, too long or unknown.
    Source: docs/rules/proposals.md sections 1 and 2.
    """
    return send_ideas(session, round_id=round_id, sent=[IdeaSent(actor, facts, now)])[0]


def send_ideas(session: Session, *, round_id: int, sent: Sequence[IdeaSent]) -> list[Idea]:
    """Send many ideas to a round, all or none, in their order.

    Raises:
        NotAllowed, Conflict: as `send_idea`, for any of them.
    """
    round_ = session.get_one(Round, round_id)
    for each in sent:
        if refusal := refuse_to_send(each.actor, round_, each.now):
            raise refusal
    held = _written(session, round_, [(each, Sender(each.actor.account_id)) for each in sent])
    _pass_on(session, held, tells=True)
    return held.ideas


def enter_idea(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    facts: IdeaFacts,
    sender: Sender,
    now: datetime,
    late_days: int = 0,
) -> Idea:
    """Send an idea for somebody else, as any idea; the caller asks who may, and tells its author.

    Args:
        late_days: working days after ideas close in which it is still taken.
    Raises:
        NotAllowed: nobody is signed in.
        Conflict: the round takes none, or a fact is missing, too long or unknown.
    Source: docs/rules/thread.md section 7.
    """
    round_ = session.get_one(Round, round_id)
    days = places.working_days(session)
    until = days.after(days.day_of(round_.ideas_close_at), late_days) if late_days else date.min
    if refusal := refuse_to_enter(actor, round_, now, today=days.day_of(now), until=until):
        raise refusal
    held = _written(session, round_, [(IdeaSent(actor, facts, now), sender)])
    _pass_on(session, held, tells=False)
    return held.ideas[0]


def _written(session: Session, round_: Round, sent: Sequence[tuple[IdeaSent, Sender]]) -> Locked:
    """The ideas with their numbers, and their entries in the log."""
    areas = {area.id for area in places.areas(session)}
    for each, _sender in sent:
        _check(session, each.facts, areas)
    days = places.working_days(session)
    numbers = next_numbers(session, f"idea:{round_.id}", len(sent))
    made = [
        _new_idea(round_, number, each, sender, days)
        for number, (each, sender) in zip(numbers, sent, strict=True)
    ]
    session.add_all(idea for idea, _commitment in made)
    session.flush()
    audit.record_all(
        session,
        [
            audit.Entry(
                kind=ProposalLog.IDEA_SENT,
                actor=each.actor,
                subject=idea_path(round_.slug, idea.number),
                now=each.now,
                data={"words": commitment, "read_by": idea.read_by.isoformat()},
            )
            for (idea, commitment), (each, _sender) in zip(made, sent, strict=True)
        ],
    )
    ideas = [idea for idea, _commitment in made]
    return hold(session, ideas, round_)


def _new_idea(
    round_: Round, number: int, sent: IdeaSent, sender: Sender, days: WorkingDays
) -> tuple[Idea, str]:
    """An idea as it will be kept, and what the log commits to of its words."""
    facts, now = sent.facts, sent.now
    credit = tidy_line(sender.credit)
    if len(credit) > LETTERS["credit"]:
        raise Conflict("idea.too_long", field="credit", letters=LETTERS["credit"])
    title, text = tidy_line(facts.title), tidy_text(facts.text)
    salt, commitment = audit.text_commitment(f"{title}\n{text}")
    idea = Idea(
        round_id=round_.id,
        number=number,
        title=title,
        text=text,
        text_salt=salt,
        language=facts.language,
        area_id=facts.area_id,
        spot="" if facts.area_id is not None else facts.spot.strip(),
        who_benefits=facts.who_benefits.strip(),
        photo=facts.photo,
        photo_alt=facts.photo_alt.strip() if facts.photo else "",
        relations=_relations(facts),
        author_id=sender.account_id,
        entered=sender.account_id is None,
        credit=credit,
        name_shown=facts.name_shown,
        state=IdeaState.SENT,
        sent_at=now,
        read_by=days.after(days.day_of(now), READING_DAYS),
    )
    return idea, commitment


def _pass_on(session: Session, held: Locked, *, tells: bool) -> None:
    """To everybody at once, or first to a facilitator. Source: docs/rules/places.md section 4.4."""
    at_once = places.reads_after(session, Setting.READS_IDEAS)
    round_ = held.round_
    for idea in held.ideas:
        now = idea.sent_at
        if at_once:
            show_unread_idea(session, idea=idea, round_=round_, now=now, tells=tells)
        elif tells:
            tell_author(session, "idea_sent", idea, round_, now=now, by=idea.read_by.isoformat())


def ask_again(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Ask for a second look at a refused idea, once.

    Raises:
        NotAllowed: not its author.
        Conflict: not refused, asked before, or more than 10 working days ago.
    """
    idea, round_ = locked_idea(session, idea_id)
    days = places.working_days(session)
    today = days.day_of(now)
    if refusal := refuse_to_ask_again(actor, idea, today):
        raise refusal
    if not words.strip():
        raise Conflict("idea.second_look_words", field="words")
    idea.move_to(IdeaState.SECOND_LOOK)
    idea.second_look_at = now
    idea.second_look_words = words.strip()
    idea.read_by = days.after(today, READING_DAYS)
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_SECOND_LOOK,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        read_by=idea.read_by.isoformat(),
    )


def withdraw_idea(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Take one's own idea back before a committee has it.

    Raises:
        NotAllowed: not its author.
        Conflict: a committee has it, or it is settled.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_withdraw(actor, idea):
        raise refusal
    _take_back(session, idea, round_, actor, {}, now)


def withdraw_idea_for(
    session: Session, *, actor: ActorRef, idea_id: int, origin: str, now: datetime
) -> None:
    """Take an idea back on the word of its author, who has no account.

    The caller has found out that it is the author. Source: docs/rules/intake.md section 8.

    Args:
        origin: where the author said it, for the public log.
    Raises:
        NotAllowed: neither facilitator nor clerk of the round, or it has an author.
        Conflict: a committee has it, or it is settled.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_withdraw_for(actor, round_, idea):
        raise refusal
    _take_back(session, idea, round_, actor, {"written_down": True, "origin": origin}, now)


def _take_back(
    session: Session,
    idea: Idea,
    round_: Round,
    actor: ActorRef,
    how: Mapping[str, str | bool],
    now: datetime,
) -> None:
    idea.move_to(IdeaState.WITHDRAWN)
    idea.settled_at = now
    write_of_withdrawn(session, idea, round_, now=now)
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_WITHDRAWN,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        **how,
    )


def take_idea_away(
    session: Session, *, actor: ActorRef, idea_id: int, reason: str, now: datetime
) -> None:
    """A facilitator takes back an idea that was typed in for somebody without an account.

    Raises:
        NotAllowed: not the round's facilitator, or it has an author.
        Conflict: a committee has it, it is settled, or no reason is given.
    Source: docs/rules/thread.md section 7.25.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_take_away(actor, round_, idea):
        raise refusal
    if not reason.strip():
        raise Conflict("idea.taken_away_why", field="reason")
    idea.move_to(IdeaState.WITHDRAWN)
    idea.settled_at = now
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_TAKEN_AWAY,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        reason=reason.strip(),
    )
