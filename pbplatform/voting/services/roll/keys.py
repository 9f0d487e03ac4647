"""The key of a file for the printer: for another person than the one who took the file.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.policies import refuse_to_pair
from pbplatform.accounts.queries import standing_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import LetterFile


def give_key(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    file_no: int,
    public_before: datetime,
    given_before: datetime,
    now: datetime,
) -> bytes:
    """The sealed key of a letter file, for its second person; the same person may take it again.

    Args:
        public_before, given_before: as `accounts.policies.refuse_to_pair`.
    Raises:
        NotFound: no such file, or its key is gone.
        NotAllowed, Conflict: not the right second person, or somebody else has the key.
    """
    round_ = session.get_one(Round, round_id)
    made = session.scalars(
        select(LetterFile)
        .where(LetterFile.round_id == round_id, LetterFile.file_no == file_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if made is None or made.sealed_key is None:
        raise NotFound("letters.no_key")
    scope, roles = round_.scope, ((made.made_by, made.made_role), (actor.account_id, actor.role))
    first, second = (
        standing_of(session, account or 0, role, scope, now=now) for account, role in roles
    )
    if first is None or second is None:
        raise NotAllowed("pair.asker_lost_role" if first is None else "pair.not_your_role")
    if refusal := refuse_to_pair(
        first, second, public_before=public_before, given_before=given_before
    ):
        raise refusal
    if made.key_taken_by not in (None, actor.account_id):
        raise Conflict("letters.key_taken")
    if made.key_taken_by is None:
        made.key_taken_by = actor.account_id
        audit.record(
            session,
            VoteLog.LETTER_KEY_TAKEN,
            actor=actor,
            subject=round_.path,
            now=now,
            file=file_no,
        )
    return made.sealed_key
