"""What is open with people in their roles, gathered from every slice.

Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, union
from sqlalchemy.orm import Session

from pbplatform.accounts import queries, services
from pbplatform.accounts.queries import Holder
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict
from pbplatform.web.open_acts import Hand, OpenAct
from pbplatform.web.slices import all_slices


def acts_of(
    session: Session, account_ids: Collection[int], now: datetime, *, going: bool = False
) -> list[OpenAct]:
    """Everything that is open with any of these accounts.

    Args:
        going: only kinds that somebody else can have.
    """
    if not account_ids:
        return []
    return [
        act
        for each in all_slices()
        for told in each.open_acts
        if told.hand is not None or not going
        for act in told.bound(session, account_ids, now)
    ]


def belongs(act: OpenAct, holder: Holder) -> bool:
    """Whether an act is open in this role of this person."""
    return (
        act.account_id == holder.account_id
        and holder.role in act.roles
        and covers(holder.scope, act.scope)
    )


def open_with(session: Session, holder: Holder, now: datetime) -> list[OpenAct]:
    """What is open with a person in one role."""
    return [act for act in acts_of(session, [holder.account_id], now) if belongs(act, holder)]


def staying(session: Session, scope: str, now: datetime) -> list[str]:
    """What stays with a scope whoever leaves it, in words."""
    return [
        words
        for each in all_slices()
        for told in each.open_acts
        for words in told.staying(session, scope, now)
    ]


def hands() -> Mapping[str, Hand]:
    """How each kind of act is given to somebody else; kinds that are nobody else's are not here."""
    return {
        told.kind: told.hand
        for each in all_slices()
        for told in each.open_acts
        if told.hand is not None
    }


def can_go(acts: Collection[OpenAct]) -> list[OpenAct]:
    """Those that somebody else can have."""
    known = hands()
    return [act for act in acts if not act.own and act.kind in known]


def hand_over(
    session: Session,
    *,
    actor: ActorRef,
    holder: Holder,
    names: Collection[str] | None,
    to: int,
    now: datetime,
) -> int:
    """Give open acts to somebody else, in public; those that are done meanwhile are left out.

    Args:
        names: which acts; None for all that somebody else can have.
    Returns:
        How many went.
    Raises:
        NotAllowed, Conflict: as `accounts.services.hand_over`.
    """
    known = hands()
    found = can_go(open_with(session, holder, now))
    chosen = [act for act in found if names is None or act.name in names]
    services.hand_over(
        session,
        actor=actor,
        grant_id=holder.grant_id,
        to=to,
        acts=len(chosen),
        path=_received_at(session, holder, to, now),
        now=now,
    )
    for act in chosen:
        known[act.kind](session, act.key, holder.account_id, to)
    return len(chosen)


def _received_at(session: Session, holder: Holder, to: int, now: datetime) -> str:
    """The page of the receiver's own role there."""
    held = queries.holders(session, now=now, role=holder.role, account_id=to)
    for own in held:
        if covers(own.scope, holder.scope):
            return f"/desk/roles/{own.handle}"
    raise Conflict("handing.no_such_receiver", field="to")


def who_is_busy() -> CompoundSelect[Any]:
    """Everybody who has an act open that can be handed over, as a query."""
    acts = (told for each in all_slices() for told in each.open_acts)
    return _united(tuple(told.busy for told in acts if told.busy is not None))


@lru_cache(maxsize=8)
def _united(queries: tuple[Select[Any], ...]) -> CompoundSelect[Any]:
    return union(*queries)  # the same of the same, so that what is asked around it is built once


def with_nobody(
    session: Session, roles: Collection[Holder], mine: Callable[[str], bool], now: datetime
) -> list[tuple[Holder, int]]:
    """Roles that have ended with acts still open, and how many; only people with any are read.

    Args:
        roles: of whoever is busy and had one that is over, every one.
        mine: which scopes are asked about.
    """
    own = [holder for holder in roles if mine(holder.scope)]
    current = [holder for holder in own if not holder.is_over(now)]
    newest: dict[tuple[int, str, str], Holder] = {}
    for holder in own:
        key = (holder.account_id, holder.role, holder.scope)
        if holder.is_over(now) and (key not in newest or newest[key].last_at < holder.last_at):
            newest[key] = holder
    held = {(holder.account_id, holder.role, holder.scope) for holder in current}
    ended = [holder for key, holder in newest.items() if key not in held]
    acts = [
        act
        for act in acts_of(session, {each.account_id for each in ended}, now, going=True)
        if not any(belongs(act, holder) for holder in current)
    ]
    counted = [(holder, sum(belongs(act, holder) for act in acts)) for holder in ended]
    return [(holder, count) for holder, count in counted if count]
