"""What two people do to a roll: bind a spare letter, add voters, take an envelope out.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.models import RollEntry, RollSpare
from pbplatform.voting.policies import refuse_to_change_roll_by_two
from pbplatform.voting.queries import pairing
from pbplatform.voting.queries.wishes import took_the_call
from pbplatform.voting.services.roll import add_by_spares, bind_spare, take_out_envelope
from pbplatform.voting.services.wishes import settle_wishes

_act = partial(pairing.act_in_round, roles=frozenset({Role.CLERK, Role.FACILITATOR, Role.AUDITOR}))


def _until_voting_ends(session: Session, asked: Asked, now: datetime) -> datetime:
    """A letter is of use until then; an act asked for later lapses at once."""
    return max(pairing.round_of(session, asked).closes_at, now + timedelta(microseconds=1))


def _asked(round_: Round, **facts: Any) -> Asked:
    return Asked(round_.path, round_.scope, facts)


# A letter that was lost


def to_bind(session: Session, round_: Round, *, voter_no: int, spare_no: int) -> Asked:
    """What is asked when a letter is lost; whether a vote lies in the box belongs to it."""
    held = queries.live_hash(session, round_id=round_.id, voter_no=voter_no)
    return _asked(round_, voter=voter_no, spare=spare_no, vote_in_box=int(held is not None))


def _refuse_to_bind(
    session: Session, actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    if now >= round_.closes_at:
        return Conflict("vote.closed")
    voter, number = int(asked.facts["voter"]), int(asked.facts["spare"])
    if session.get(RollEntry, (round_.id, voter)) is None:
        return Conflict("roll.no_such_voter", field="voter_no")
    if took_the_call(session, round_.id, voter, actor.account_id):
        return NotAllowed("wish.you_took_the_call")
    spare = session.get(RollSpare, (round_.id, number))
    if spare is None:
        return Conflict("roll.no_such_spare", field="spare_no")
    if spare.used:
        return Conflict("roll.spare_used", field="spare_no")
    if to_bind(session, round_, voter_no=voter, spare_no=number) != asked:
        return Conflict("pair.other_facts")  # a vote was put in, or taken out, meanwhile
    return None


def _bind(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    # No cast is under way now: what both people saw of the box still holds, or nothing is done.
    if refusal := _refuse_to_bind(session, pair.second, asked, now):
        raise refusal
    bind_spare(
        session,
        pair=pair,
        round_id=round_.id,
        voter_no=int(asked.facts["voter"]),
        spare_no=int(asked.facts["spare"]),
        today=places.working_days(session).day_of(now),
        now=now,
    )
    settle_wishes(session, round_.id, int(asked.facts["voter"]))


# Voters who are added after the freeze


def to_add(session: Session, round_: Round, *, first: int, last: int) -> Asked:
    """What is asked when voters are added: each gets one sealed spare letter."""
    size = queries.roll_size(session, round_.id)
    return _asked(round_, first_spare=first, last_spare=last, roll=size)


def _refuse_to_add(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    if now >= round_.closes_at:
        return Conflict("vote.closed")
    first, last = int(asked.facts["first_spare"]), int(asked.facts["last_spare"])
    if last < first:
        return Conflict("roll.letters_backwards", field="last_spare")
    made, _free = queries.spare_numbers(session, round_.id)
    if last > made:
        return Conflict("roll.no_such_spare", field="last_spare")
    if queries.used_spares(session, round_.id, first, last):
        return Conflict("roll.spare_used", field="first_spare")
    if int(asked.facts["roll"]) != queries.roll_size(session, round_.id):
        return Conflict("pair.other_facts")
    return None


def _add(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    add_by_spares(
        session,
        pair=pair,
        round_id=pairing.round_of(session, asked).id,
        first_spare=int(asked.facts["first_spare"]),
        last_spare=int(asked.facts["last_spare"]),
        known=int(asked.facts["roll"]),
        now=now,
    )


# An envelope that is not the voter's


def to_take_out(session: Session, round_: Round, *, voter_no: int) -> Asked:
    """What is asked when a voter with a new letter says that the vote in the box is not theirs.

    The facts name the envelope and no voter; random bits keep their public hash from naming it.

    Raises:
        Conflict: no vote of this voter is in the box.
    """
    held = queries.live_hash(session, round_id=round_.id, voter_no=voter_no)
    if held is None:
        raise Conflict("roll.no_vote_in_box", field="voter_no")
    return _asked(round_, envelope=held.hex(), random=secrets.token_hex(16))


def _refuse_to_take_out(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    digest = bytes.fromhex(str(asked.facts["envelope"]))
    voter = queries.voter_of_envelope(session, round_id=round_.id, env_hash=digest)
    if voter is None:
        return Conflict("urn.no_such_envelope", field="voter_no")
    if not queries.letter_was_replaced(session, round_id=round_.id, voter_no=voter):
        return Conflict("urn.letter_not_replaced", field="voter_no")
    return None


def _take_out(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    take_out_envelope(
        session,
        pair=pair,
        round_id=pairing.round_of(session, asked).id,
        env_hash=bytes.fromhex(str(asked.facts["envelope"])),
        now=now,
    )


BIND_SPARE = _act(
    name="roll.bind_spare",
    refuse=_refuse_to_bind,
    perform=_bind,
    lapses_at=_until_voting_ends,
)
ADD_BY_SPARES = _act(
    name="roll.add_by_spares",
    refuse=_refuse_to_add,
    perform=_add,
    lapses_at=_until_voting_ends,
)
TAKE_OUT = _act(
    name="urn.take_out",
    refuse=_refuse_to_take_out,
    perform=_take_out,
)
