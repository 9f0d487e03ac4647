"""Freezing a round's definition together with its urn. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.services.tying import site_so_far, tie
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, untold
from pbplatform.review.queries.holding import unready_projects
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.oddities import Group, Oddity, facts_of
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.trustees.queries import opening_told, trustees_of
from pbplatform.voting.domain.oddities import Keys
from pbplatform.voting.domain.programs import program_hashes
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models.checking import AT_FREEZE
from pbplatform.voting.policies import refuse_to_go_on_unlooked
from pbplatform.voting.queries.oddities import odd_before_freeze
from pbplatform.voting.services.roll import refuse_unfinished_roll
from pbplatform.voting.services.roll.rooting import record_root, root_roll


@dataclass(frozen=True)
class Looked:
    """What the person who freezes has looked at.

    Attributes:
        groups: those that were ticked.
        keys: where the key lies, as the page looked at it.
    """

    groups: Collection[Group]
    keys: Keys


def freeze_and_open(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    urn_key: bytes,
    now: datetime,
    seen: str | None = None,
    looked: Looked | None = None,
    tell: Progress = untold,
) -> RoundDefinition:
    """Freeze the definition and begin the ballot log with it; voting follows by the clock.

    Args:
        urn_key: public point of the round's key: that of its trustees, else the one that the key
            store made outside the transaction.
        seen: what the person confirmed: `facts_to_freeze` and `facts_of` what was odd.
        looked: at what is odd; commands, which show nothing, leave both out.
        tell: told how many further rows of the roll are below its root.
    Raises:
        NotAllowed, Conflict: as `rounds.services.freeze`; something odd was not looked at; or a
            project on the ballot has a price for another text, is priced again, or has a condition
            that is not met (review.md section 11.6); or the roll is not finished.
    """
    round_ = lock_round(session, round_id)
    dealt = trustees_of(session, round_id)
    if dealt is not None and dealt.key != urn_key:
        raise Conflict("trustees.changed_meanwhile")
    odd: list[Oddity] = []
    if looked is not None:
        odd = odd_before_freeze(session, round_, looked.keys, now=now)
    frozen = rounds.freeze(
        session,
        actor=actor,
        round_id=round_id,
        urn_key=urn_key,
        opening=opening_told(dealt),
        now=now,
        seen=seen,
        seen_too=facts_of(odd),
        odd=[one.code for one in odd],
    )
    _require_ready(session, round_id)
    if refusal := refuse_to_go_on_unlooked(odd, looked.groups if looked else ()):
        raise refusal
    rooted = root_roll(session, round_id, AT_FREEZE, tell)
    record_root(session, round_, rooted, actor=actor, now=now)
    _begin_log(session, round_, frozen, rooted, actor=actor, now=now)
    _name_programs(session, round_, actor=actor, now=now)
    return frozen


def _name_programs(session: Session, round_: Round, *, actor: ActorRef, now: datetime) -> None:
    """Which program checks the vote, and which one seals it in a browser, by their hashes."""
    kind, told = VoteLog.PROGRAMS_NAMED, program_hashes()
    audit.record(session, kind, actor=actor, subject=round_.path, now=now, **told)


def _begin_log(
    session: Session,
    round_: Round,
    frozen: RoundDefinition,
    rooted: dict[str, Any],
    *,
    actor: ActorRef,
    now: datetime,
) -> None:
    """The definition is the first entry of the ballot log, tied to the site log both ways.

    It has the root of the roll, and the site log tells the same.
    """
    log_id = audit.ensure_log(session, round_.path)
    audit.append_now(
        session,
        log_id,
        {
            "kind": str(RoundLog.DEFINITION_FROZEN),
            "round": round_.slug,
            "sha256": frozen.sha256.hex(),
            "definition": frozen.body.decode(),
            **rooted,
            **site_so_far(session),
        },
    )
    tie(session, log_id, stage="open", actor=actor, now=now)


def _require_ready(session: Session, round_id: int) -> None:
    """Raise where a price or a condition on the ballot does not hold, or the roll is not finished.

    The round is locked by now: whoever prices a project again waits, or was first.
    """
    if unready := unready_projects(session, round_id):
        numbers = ", ".join(str(each.number) for each in unready)
        raise Conflict("freeze.projects_not_ready", numbers=numbers)
    refuse_unfinished_roll(session, round_id)
