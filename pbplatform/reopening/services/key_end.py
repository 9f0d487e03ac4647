"""The key of a box ends: decided by two people, destroyed where it lies, then said in public.

Source: docs/rules/ceremony.md section 10.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.places.queries import working_days
from pbplatform.reopening.kinds import ReopenLog
from pbplatform.reopening.models import KeyEnd
from pbplatform.reopening.policies import ENDERS, refuse_to_end_key
from pbplatform.reopening.queries import held_up_by, key_end_of, key_print, stood_on
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import round_by_slug
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.queries.pairing import act_in_round, round_of
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.services.destroying import record_key_destroyed


def facts_of_key(session: Session, round_: Round) -> dict[str, str | int]:
    """What both people confirm: which key, and how many closed votes nobody can open after."""
    printed = key_print(round_)
    return {
        "key_sha256": printed.hex() if printed else "",
        "envelopes": reconcile(session, round_.id).envelopes,
    }


def to_end_key(session: Session, round_: Round) -> Asked:
    """What is asked: the end of exactly this key."""
    return Asked(round_.path, round_.scope, facts_of_key(session, round_))


def refuse_key_end(session: Session, round_: Round, now: datetime) -> DomainError | None:
    """Why the key of this round cannot be ended at `now`; None when two people can."""
    return refuse_to_end_key(
        round_,
        key_end_of(session, round_.id),
        by_trustees=frozen_trustees(session, round_.id) is not None,
        differing=held_up_by(session, round_.id),
        stood_on=stood_on(session, round_),
        today=working_days(session).day_of(now),
    )


def _refuse(session: Session, _actor: ActorRef, asked: Asked, now: datetime) -> DomainError | None:
    round_ = lock_round(session, round_of(session, asked).id)
    if refusal := refuse_key_end(session, round_, now):
        return refusal
    same = facts_of_key(session, round_) == dict(asked.facts)
    return None if same else Conflict("pair.other_facts")


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    if refusal := _refuse(session, pair.second, asked, now):
        raise refusal
    round_, told = round_of(session, asked), pair.told
    names = {name: str(told[name]) for name in ("first", "first_role", "second", "second_role")}
    key_sha256 = str(asked.facts["key_sha256"])
    session.add(
        KeyEnd(round_id=round_.id, key_sha256=bytes.fromhex(key_sha256), decided_at=now, **names)
    )
    session.flush()
    audit.record(
        session,
        ReopenLog.KEY_ENDED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        **asked.facts,
        **told,
    )


END_KEY = act_in_round(
    name="reopening.end_key",
    roles=ENDERS,
    refuse=_refuse,
    perform=_perform,
    told=lambda asked: {"key_sha256": asked.facts["key_sha256"]},
)


def record_end(session: Session, *, slug: str, now: datetime) -> None:
    """Both logs say that the key is gone, and the closed votes are emptied; once.

    Call it after the file of the key is gone, or when too few shares are left.
    """
    round_ = lock_round(session, round_by_slug(session, slug).id)
    end, printed = key_end_of(session, round_.id), key_print(round_)
    told: dict[str, str] = {"key_sha256": printed.hex()} if printed else {}
    if end is not None:
        told |= {"first": end.first, "second": end.second}
    elif printed is not None:  # by trustees: nobody decided, and the tables are written anew too
        session.add(
            KeyEnd(
                round_id=round_.id, key_sha256=printed, decided_at=now,
                first="", first_role="", second="", second_role="",
            )
        )  # fmt: skip
    record_key_destroyed(session, slug=slug, now=now, told=told)


def to_rewrite(session: Session) -> list[int]:
    """Rounds whose closed votes were emptied and whose tables were not written anew since."""
    query = select(KeyEnd.round_id).join(Round, Round.id == KeyEnd.round_id)
    waits = (Round.key_destroyed_at.is_not(None), KeyEnd.rewritten_at.is_(None))
    return list(session.scalars(query.where(*waits)))


def record_rewritten(session: Session, *, round_id: int, now: datetime) -> None:
    """The tables of the emptied votes were written anew to their end."""
    session.get_one(KeyEnd, round_id).rewritten_at = now
    session.flush()
