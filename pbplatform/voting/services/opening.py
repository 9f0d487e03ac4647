"""Opening the envelopes of a round in memory; nothing is written here (ruling 26)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Parts, nobody
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import public_point
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import refuse_other_log, refuse_round
from pbplatform.voting.queries.work import Part, rows_to_check
from pbplatform.voting.services.open_urn import (
    OpenedUrn,
    open_in_memory,
    sealed_envelopes,
)


def open_round(
    session: Session,
    keys: KeyStore,
    round_: Round,
    parts: Parts = nobody,
) -> OpenedUrn:
    """Open every envelope of a separated box in memory; reads only.

    Args:
        parts: told that the round is checked, and then that its votes are opened.
    Raises:
        Conflict: voters and closed votes are not separated, the key is not on this machine or not
            this box's, nothing is frozen, or a check of the round finds something.
    """
    if round_.separated_at is None:
        raise Conflict("urn.not_separated")
    refuse_other_log(session, round_, keys.folder)
    refuse_round(session, round_, parts(Part.CHECKING, rows_to_check(session, round_)))
    frozen = rounds.definition(session, round_.id)
    if frozen is None:
        raise Conflict("vote.not_open_yet")
    if frozen.told.opening is not None and not keys.shares:
        raise Conflict("trustees.shares_needed")
    private = keys.load(round_.slug)
    key = queries.sealing_key(session, round_)
    if public_point(private.public_key()) != key.public:
        raise Conflict("urn.key_does_not_fit")  # else every vote would look damaged
    return open_in_memory(
        sealed_envelopes(session, round_.id),
        private=private,
        key=key,
        terms=frozen.told.terms,
        progress=parts(Part.OPENING, reconcile(session, round_.id).envelopes),
    )
