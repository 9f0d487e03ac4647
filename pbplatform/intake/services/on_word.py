"""What staff write down later on the word of whoever said a thing, without an account:
it is taken back, gone on with, shown under another name, told in another way.

Source: docs/rules/intake.md section 8.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.services import end_contacts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.intake.domain.origin import LETTERS, Person
from pbplatform.intake.kinds import ContactBy, IntakeLog, OnWordKind, OriginKind, ThingKind
from pbplatform.intake.models import OnWord, Written
from pbplatform.intake.policies import refuse_on_word
from pbplatform.intake.queries import scope_of
from pbplatform.intake.queries.on_word import facts_of, language_of
from pbplatform.intake.services.slips import code_hash
from pbplatform.intake.services.writing import ask_by_mail, check_reach, sealed
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.services import go_on_for, name_point_for, withdraw_point_for
from pbplatform.proposals.kinds import AUTHOR_NEWS
from pbplatform.proposals.services import name_idea_for, withdraw_idea_for

NEWS = {ThingKind.IDEA: AUTHOR_NEWS, ThingKind.POINT: ASKER_NEWS}


@dataclass(frozen=True, kw_only=True)
class Word:
    """What somebody says of a thing that was written down for them.

    Attributes:
        path: of the idea or point.
        code: of their slip, as they read it out.
        origin: where they say it.
        consent: the sentence that was read out and agreed to, in full.
    """

    path: str
    code: str
    origin: OriginKind
    consent: str


def withdraw_on_word(
    session: Session, *, actor: ActorRef, word: Word, why: str, seen: str, now: datetime
) -> None:
    """Take the thing back; whatever is known of how to reach the person goes with it.

    Args:
        why: of a point, as the person said it, or empty; public.
        seen: what the page showed (`facts_of`), as it was read out.
    Raises:
        NotFound: nothing was written down there.
        NotAllowed: not of the staff there, or they saw the code.
        Conflict: another code, no yes, used with an account, or it is too late.
        ChangedMeanwhile: it is no longer what was read out.
    """
    written = _proven(session, actor, word)
    require_same(seen, facts_of(session, written))
    if written.kind == ThingKind.IDEA:
        withdraw_idea_for(
            session, actor=actor, idea_id=written.thing_id, origin=word.origin, now=now
        )
    else:
        withdraw_point_for(
            session, actor=actor, point_id=written.thing_id, why=why, origin=word.origin, now=now
        )
    _forget_reach(session, written)
    _keep(session, actor, OnWordKind.WITHDRAWN, word, now)


def go_on_on_word(session: Session, *, actor: ActorRef, word: Word, now: datetime) -> None:
    """Go on with a point that was taken back. How the person is told has to be said anew.

    Raises:
        NotFound, NotAllowed, Conflict: as `withdraw_on_word`; an idea that is withdrawn stays so.
    """
    written = _proven(session, actor, word)
    if written.kind == ThingKind.IDEA:
        raise Conflict("intake.idea_stays_withdrawn")
    go_on_for(session, actor=actor, point_id=written.thing_id, origin=word.origin, now=now)
    _keep(session, actor, OnWordKind.WENT_ON, word, now)


def name_on_word(
    session: Session, *, actor: ActorRef, word: Word, name: str, now: datetime
) -> None:
    """Show another name beside the words, or none. The log tells that, and no name.

    Raises:
        NotFound, NotAllowed, Conflict: as `withdraw_on_word`, or the name is too long.
    """
    written = _proven(session, actor, word)
    if written.kind == ThingKind.IDEA:
        name_idea_for(session, actor=actor, idea_id=written.thing_id, name=name)
    else:
        name_point_for(session, actor=actor, point_id=written.thing_id, name=name, now=now)
    _keep(session, actor, OnWordKind.NAME, word, now)
    audit.record(
        session,
        IntakeLog.NAME_CHANGED,
        actor=actor,
        subject=word.path,
        now=now,
        origin=word.origin,
    )


def reach_on_word(
    session: Session, *, actor: ActorRef, word: Word, person: Person, now: datetime
) -> None:
    """Tell the person in another way from now on, or not at all; what was known before goes.

    Raises:
        NotFound, NotAllowed, Conflict: as `withdraw_on_word`, or a part is missing or too long.
    """
    erases = person.contact is ContactBy.NONE
    written = _proven(session, actor, word, erases=erases)
    check_reach(person)
    _forget_reach(session, written)
    written.contact, written.reach_since = person.contact, now
    written.sealed_address = sealed(session, person, written.key16)
    session.flush()
    if person.contact is ContactBy.EMAIL:
        language = language_of(session, written)
        ask_by_mail(session, ThingKind(written.kind), word.path, person.email, language, now)
    _keep(session, actor, OnWordKind.REACH, word, now)
    audit.record(
        session,
        IntakeLog.REACH_CHANGED,
        actor=actor,
        subject=word.path,
        now=now,
        origin=word.origin,
    )


def _proven(session: Session, actor: ActorRef, word: Word, *, erases: bool = False) -> Written:
    """The row of a thing, locked, where the code is that of its newest slip."""
    written = session.get(Written, word.path, with_for_update=True, populate_existing=True)
    if written is None:
        raise NotFound("intake.not_found")
    if refusal := refuse_on_word(actor, written, scope_of(session, written), erases=erases):
        raise refusal
    hashed = code_hash(session, word.code)
    if written.token_hash is None or not hmac.compare_digest(hashed, written.token_hash):
        raise Conflict("intake.not_this_code", field="code")
    if not word.consent.strip():
        raise Conflict("intake.consent_needed", field="consent")
    if len(word.consent) > LETTERS["consent"]:
        raise Conflict("intake.too_long", field="consent", letters=LETTERS["consent"])
    return written


def _forget_reach(session: Session, written: Written) -> None:
    written.sealed_address, written.contact = "", ContactBy.NONE
    end_contacts(session, purpose=NEWS[ThingKind(written.kind)], about=written.path)
    session.flush()


def _keep(session: Session, actor: ActorRef, what: OnWordKind, word: Word, now: datetime) -> None:
    # The row of the thing is locked, so nobody else takes this number.
    last = session.scalar(select(func.max(OnWord.n)).where(OnWord.path == word.path))
    session.add(
        OnWord(
            path=word.path,
            n=(last or 0) + 1,
            what=what,
            origin=word.origin,
            consent=word.consent.strip(),
            by_id=actor.account_id,
            by_name=actor.name,
            by_role=actor.role,
            at=now,
        )
    )
    session.flush()
