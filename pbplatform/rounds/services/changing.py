"""What is put right in a public round, and money that is added to it.

Source: docs/rules/rounds.md sections 11 and 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, DomainError, raise_all
from pbplatform.places.services import make_slug
from pbplatform.rounds.kinds import ADD_MONEY_ACT, CORRECT_ACT, Change, RoundLog
from pbplatform.rounds.models import Round, RoundChange
from pbplatform.rounds.policies import (
    refuse_to_add_money,
    refuse_to_correct,
    refuse_to_correct_by_two,
)
from pbplatform.rounds.queries import pairing
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.telling import tell_concerned

_MISSING = {Change.NAME: "round.name_needed", Change.WHO_CAN_VOTE: "round.voters_needed"}


def facts_of_words(round_: Round) -> Facts:
    """What the page shows of a round's words before they are put right."""
    return {
        "name": round_.name,
        "summary": round_.summary,
        "who_can_vote": round_.who_can_vote,
        "frozen_at": round_.frozen_at,
    }


def keep_change(
    session: Session,
    round_: Round,
    name: Change,
    *,
    before: str = "",
    after: str = "",
    reason: str,
    source: str = "",
    now: datetime,
) -> None:
    """Let a change stand on the page of the round, with its reason."""
    last = select(func.max(RoundChange.n)).where(RoundChange.round_id == round_.id)
    session.add(
        RoundChange(
            round_id=round_.id,
            n=(session.scalar(last) or 0) + 1,
            name=name,
            before=before,
            after=after,
            reason=reason,
            source=source,
            changed_at=now,
        )
    )
    session.flush()


def correct_words(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    words: Mapping[str, str],
    reason: str,
    seen: str,
    now: datetime,
) -> bool:
    """Put words of a public round right; from the freeze on a second person is asked for.

    Args:
        words: new words by `Change`; those that are as before are left alone.
    Returns:
        Whether it is done; False when it waits for a second person.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: no reason, nothing changed, no words, or frozen.
        ChangedMeanwhile: it is not what the page showed.
    """
    round_ = lock_round(session, round_id)
    require_same(seen, facts_of_words(round_))
    if round_.frozen_at is not None:
        ask_to_correct(session, actor=actor, round_=round_, words=words, reason=reason, now=now)
        return False
    changed = _changed(session, round_, words, reason)
    for what in changed:
        if refusal := refuse_to_correct(actor, round_, what):
            raise refusal
    _put_right(session, round_, changed, reason.strip(), actor, now)
    return True


def _changed(
    session: Session, round_: Round, words: Mapping[str, str], reason: str
) -> dict[str, str]:
    """What differs, tidied.

    Raises:
        Conflict: no reason, no words where some are needed, a name that is taken, or no change.
    """
    found = {name: text.strip() for name, text in words.items()}
    wrong = [Conflict(code, field=name) for name, code in _MISSING.items() if found.get(name) == ""]
    if not reason.strip():
        wrong.append(Conflict("round.say_why", field="reason"))
    raise_all(wrong)
    changed = {name: text for name, text in found.items() if text != getattr(round_, name)}
    if not changed:
        raise Conflict("round.nothing_changed")
    if Change.NAME in changed:
        slug = make_slug(changed[Change.NAME])
        others = session.scalars(select(Round).where(Round.id != round_.id))
        if any(make_slug(each.name) == slug for each in others):
            raise Conflict("round.exists", field="name")
    return changed


def _put_right(
    session: Session,
    round_: Round,
    changed: Mapping[str, str],
    reason: str,
    actor: ActorRef,
    now: datetime,
    **told: Any,
) -> None:
    for name, after in changed.items():
        before = str(getattr(round_, name))
        keep_change(
            session, round_, Change(name), before=before, after=after, reason=reason, now=now
        )
        setattr(round_, name, after)
        # A name stands in other entries; other words of staff are kept beside the log.
        said = {"name_before": before, "name": after} if name == Change.NAME else {"words": after}
        audit.record(
            session,
            RoundLog.ROUND_CORRECTED,
            actor=actor,
            subject=round_.path,
            now=now,
            part=name,
            reason=reason,
            **said,
            **told,
        )
    session.flush()
    tell_concerned(session, "corrected", round_, reason=reason, parts=sorted(changed), now=now)


# Words of a frozen round, by two people


def ask_to_correct(
    session: Session,
    *,
    actor: ActorRef,
    round_: Round,
    words: Mapping[str, str],
    reason: str,
    now: datetime,
) -> None:
    """Ask a second person to put words of a frozen round right.

    Raises:
        NotAllowed, Conflict: as `correct_words`, or the same waits already.
    """
    changed = _changed(session, round_, words, reason)
    facts = {
        **changed,
        "reason": reason.strip(),
        "before": {name: str(getattr(round_, name)) for name in changed},
    }
    accounts.ask(
        session, CORRECT, actor=actor, asked=Asked(round_.path, round_.scope, facts), now=now
    )


def corrections_asked(asked: Asked) -> dict[str, str]:
    """The new words that were asked for, by `Change`."""
    return {name: str(text) for name, text in asked.facts.items() if name in asked.facts["before"]}


def _refuse_correcting(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    for name, before in asked.facts["before"].items():
        if refusal := refuse_to_correct_by_two(round_, name):
            return refusal
        if before != getattr(round_, name):
            return Conflict("pair.other_facts")
    return None


def _correct(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := _refuse_correcting(session, pair.second, asked, now):
        raise refusal
    reason = str(asked.facts["reason"])
    changed = corrections_asked(asked)
    _put_right(session, round_, changed, reason, pair.actor, now, **pair.told)


# More money


def ask_to_add_money(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    money_minor: int,
    source: str,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Ask that a round has more money; a second person confirms.

    Args:
        money_minor: what there is then in all, in minor units of the round's currency.
        source: where the money comes from, in words.
    Raises:
        NotAllowed: nobody who may ask.
        Conflict: not more than before, no source, no reason, a draft, frozen, or asked already.
        ChangedMeanwhile: the sum is not what the page showed.
    """
    round_ = lock_round(session, round_id)
    require_same(seen, facts_of_money(round_))
    found = []
    if money_minor <= round_.money_minor:
        found.append(Conflict("round.more_money_only", field="money"))
    if not source.strip():
        found.append(Conflict("round.source_needed", field="source"))
    if not reason.strip():
        found.append(Conflict("round.say_why", field="reason"))
    raise_all(found)
    facts = {
        "before": round_.money_minor,
        "after": money_minor,
        "words": source.strip(),
        "reason": reason.strip(),
    }
    asked = Asked(round_.path, round_.scope, facts)
    accounts.ask(session, ADD_MONEY, actor=actor, asked=asked, now=now)


def facts_of_money(round_: Round) -> Facts:
    """What the page shows before money is added."""
    return {"money_minor": round_.money_minor, "frozen_at": round_.frozen_at}


def _refuse_money(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_add_money(round_):
        return refusal
    return None if round_.money_minor == asked.facts["before"] else Conflict("pair.other_facts")


def _add_money(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := _refuse_money(session, pair.second, asked, now):
        raise refusal
    before, after = int(asked.facts["before"]), int(asked.facts["after"])
    reason, source = str(asked.facts["reason"]), str(asked.facts["words"])
    keep_change(
        session,
        round_,
        Change.MONEY,
        before=str(before),
        after=str(after),
        reason=reason,
        source=source,
        now=now,
    )
    round_.money_minor = after
    audit.record(
        session,
        RoundLog.ROUND_MONEY_ADDED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        money_minor_before=before,
        money_minor=after,
        words=source,
        reason=reason,
        **pair.told,
    )
    session.flush()
    tell_concerned(
        session,
        "money_added",
        round_,
        reason=reason,
        now=now,
        before=before,
        after=after,
        source=source,
        currency=[round_.currency_code, round_.currency_exponent],
    )


_act = partial(pairing.act_in_round, roles=frozenset({Role.FACILITATOR, Role.AUDITOR}))
CORRECT = _act(name=CORRECT_ACT, refuse=_refuse_correcting, perform=_correct)
ADD_MONEY = _act(name=ADD_MONEY_ACT, refuse=_refuse_money, perform=_add_money)
