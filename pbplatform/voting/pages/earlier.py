"""Whether whoever reads a page of the vote has voted already. Source: docs/rules/voting.md 3."""

from __future__ import annotations

from pbplatform.core.db import db
from pbplatform.voting import queries
from pbplatform.voting.domain.sealed_words import Draft
from pbplatform.voting.pages.page_parts import BallotPage
from pbplatform.voting.queries.box import is_apart
from pbplatform.voting.queries.on_paper import PaperVoter, paper_voter
from pbplatform.voting.services.roll import voter_of_account
from pbplatform.web.clock import request_now
from pbplatform.web.guards import current_actor


def earlier_vote(ballot: BallotPage, proved: int) -> bool | None:
    """Whether this reader has voted in this round; None when we do not know who reads.

    Args:
        proved: the number on the roll that this browser proved, 0 when it proved none.
    """
    proved = _reader(ballot, proved)
    if not proved:
        return None
    return queries.has_voted(db.session(), round_id=ballot.round_.id, voter_no=proved)


def _reader(ballot: BallotPage, proved: int) -> int:
    """The number that this browser proved, or that the account is linked to; 0 for neither."""
    actor = current_actor()
    if proved or actor is None:
        return proved

    linked = voter_of_account(db.session(), round_id=ballot.round_.id, account_id=actor.account_id)
    return linked.number if linked else 0


def paper_reader(ballot: BallotPage, proved: int) -> PaperVoter | None:
    """This reader, if a ballot paper is out for them and we know who reads.

    Args:
        proved: as for `earlier_vote`.
    """
    return paper_voter(db.session(), ballot.round_, _reader(ballot, proved))


def may_be_in_box(ballot: BallotPage, voter_no: int) -> bool:
    """Whether a form sent now may be the vote that counts, and nobody can say so any more.

    Once votes lie apart from voters a form is no longer found by its nonce.
    """
    session, round_ = db.session(), ballot.round_
    if round_.closed_at is None or not is_apart(session, round_.id):
        return False
    return queries.has_voted(session, round_id=round_.id, voter_no=voter_no)


def earlier_of(ballot: BallotPage, draft: Draft) -> bool | None:
    """The same; a draft tells who reads while its proof holds."""
    return earlier_vote(ballot, draft.voter_no if draft.has_proof(request_now()) else 0)
