"""What whoever runs the database tries, without the key folder: by SQL past the triggers."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import SITE, LogCheckpoint, LogEntry, LogHead, LogPending, LogWords
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.forums.models import MinutesVersion
from pbplatform.points.models import Answer, Point
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject, RoundDefinition
from pbplatform.voting.models import (
    LotNumber,
    PublishedBallot,
    RollEntry,
    SeparatedEnvelope,
    UrnEnvelope,
)
from tests.audit.attacks.attack import DATABASE, Act, attacks_of
from tests.audit.attacks.by_operator import (
    cast_twice,
    dropped,
    exchanged,
    phantoms_by_an_import,
    sleeping_voters,
    swapped,
)
from tests.audit.attacks.insider import Insider
from tests.voting.elections import CLOSES, OPENS


def put(table: Any, *where: Any, final: str = "", **values: Any) -> Act:
    """Other values in rows."""

    def act(insider: Insider) -> None:
        statement = update(table.__table__).values(**values)
        insider.run(statement.where(*where) if where else statement, table=final)

    return act


def take(table: Any, *where: Any, final: str = "") -> Act:
    """Rows go."""
    return lambda insider: insider.run(delete(table).where(*where), table=final)


def stuffed(insider: Insider) -> None:
    cast = insider.place.election.cast(13, 15)
    row = {"round_id": insider.place.election.round_id, "kind": "person", "slot": 13}
    values = {"envelope": cast.envelope, "env_hash": cast.env_hash, "nonce_hash": cast.nonce_hash}
    insider.run(insert(UrnEnvelope.__table__).values(**row, **values))
    insider.run(update(RollEntry.__table__).where(RollEntry.voter_no == 13).values(marked=True))


def in_box_alone(insider: Insider) -> None:
    insider.swap(7, insider.place.election.cast(7, 15), log=False)


def dropped_from_box(insider: Insider) -> None:
    insider.drop(7, log=False)


def closed_vote_swapped(insider: Insider) -> None:
    cast = insider.place.election.cast(7, 15)
    first = insider.place.session.query(SeparatedEnvelope.env_hash).limit(1).scalar()
    own = SeparatedEnvelope.env_hash == first
    values = {"envelope": cast.envelope, "env_hash": cast.env_hash}
    insider.run(update(SeparatedEnvelope.__table__).where(own).values(**values))


def entry_put_in(insider: Insider) -> None:
    insider.rewrite(
        insider.place.box,
        lambda told: told.insert(2, {"v": 1, "kind": "vote:envelope:cast", "h": "ab" * 32}),
    )


def tail_off(insider: Insider) -> None:
    slug = insider.place.box
    last = len(insider.entries(slug)) - 1
    own = (LogEntry.log_id == insider.log_id(slug), LogEntry.idx == last)
    insider.run(delete(LogEntry).where(*own), table="log_entry")


def waiting_entry_removed(insider: Insider) -> None:
    """What waits to be put in order is not final yet: the vote is in the box and in no log."""
    own = LogPending.log_id == insider.log_id(insider.place.box)
    insider.run(delete(LogPending).where(own))


def older_database(insider: Insider) -> None:
    insider.place.restore("voting", marks=False, kept=False)
    insider.place.stage = "ending"


def added_ballot(insider: Insider) -> None:
    row = {"tracker": "ZZZZZZZZZZZZZZZZ", "copy": 1, "choices": "15", "invalid": ""}
    own = insider.place.election.round_id
    insider.run(insert(PublishedBallot.__table__).values(round_id=own, **row))


def head_elsewhere(insider: Insider) -> None:
    insider.run(update(LogHead.__table__).values(edge=secrets.token_bytes(32)))


def checkpoint_forged(insider: Insider) -> None:
    """A root over another log, with the signature of the old one."""
    root = leaf_hash(b"another log")
    insider.run(update(LogCheckpoint.__table__).values(root=root), table="log_checkpoint")


def note_forged(insider: Insider) -> None:
    """The signed text of the checkpoints is another."""
    values = {"note": LogCheckpoint.note + "\n"}
    insider.run(update(LogCheckpoint.__table__).values(**values), table="log_checkpoint")


def minutes_edited(insider: Insider) -> None:
    insider.run(update(MinutesVersion.__table__).values(text="Nobody complained."))


def minutes_edited_with_hash(insider: Insider) -> None:
    text = "Nobody complained."
    values = {"text": text, "sha256": sha256(text.encode())}
    insider.run(update(MinutesVersion.__table__).values(**values))


def role_given(insider: Insider) -> None:
    account = Account(email="mallory@example.org", name="Mallory")
    insider.place.session.add(account)
    insider.place.session.flush()
    insider.place.session.add(
        RoleGrant(account_id=account.id, role="facilitator", scope="place", title="",
                  starts_at=OPENS, expires_at=CLOSES + timedelta(days=90))
    )  # fmt: skip
    insider.place.session.flush()


MONEY = canonical_json({"family": "other"})
DATABASE_ATTACKS = attacks_of(
    DATABASE,
    ("vote put into the box", "ending", stuffed),
    ("vote taken from the box", "ending", dropped_from_box),
    ("vote swapped in the box", "ending", in_box_alone),
    ("votes for voters who never look, by SQL", "ending", sleeping_voters),
    ("vote dropped, entries rewritten", "ending", dropped(7)),
    ("vote swapped, entries rewritten", "ending", swapped(7)),
    ("entry that waits taken out", "ending", waiting_entry_removed),
    ("entry put into the log", "ending", entry_put_in),
    ("entries exchanged", "ending", exchanged(1, 6)),
    ("entries of the site log exchanged", "ending", exchanged(3, 5, SITE)),
    ("envelope in the entries twice", "ending", cast_twice),
    ("tail of the log deleted", "ending", tail_off),
    ("head of the tree changed", "ending", head_elsewhere),
    ("root of a checkpoint changed", "ending", checkpoint_forged),
    ("text of a checkpoint changed", "ending", note_forged),
    ("older copy put back", "ending", older_database),
    ("definition changed", "ending", put(RoundDefinition, body=MONEY)),
    ("price changed in the row", "ending", put(BallotProject, cost_minor=1)),
    ("window extended in the row", "ending",
     lambda insider: insider.round(closes_at=CLOSES + timedelta(days=2))),
    ("closed early in the row", "ending",
     lambda insider: insider.round(closed_at=OPENS + timedelta(days=3))),
    ("voters struck in the rows", "ending",
     put(RollEntry, RollEntry.voter_no > 15, state="struck")),
    ("phantoms on the roll with a false entry", "ending", phantoms_by_an_import),
    ("envelope bytes changed", "ending",
     put(UrnEnvelope, UrnEnvelope.slot == 7, envelope=b"\1" * 200)),
    ("role given by SQL", "ending", role_given),
    ("closed vote swapped", "apart", closed_vote_swapped),
    ("lot changed in the row", "apart", put(LotNumber, digits="0000000000")),
    ("ballots altered", "counted", put(PublishedBallot, choices="15")),
    ("ballot added", "counted", added_ballot),
    ("ballot taken out", "counted", take(PublishedBallot, PublishedBallot.choices == "4")),
    ("result replaced", "counted", put(Result, document=MONEY)),
    ("figures of the result page changed", "counted", put(ResultRow, votes=99)),
    ("words of a reason changed", "counted",
     put(LogWords, LogWords.words != "", final="log_words", words="Something else")),
    ("words erased without a decision", "counted", take(LogWords, final="log_words")),
    ("minutes edited after approval", "counted", minutes_edited),
    ("minutes edited with their hash", "counted", minutes_edited_with_hash),
    ("answer dated back", "counted",
     put(Answer, published_at=OPENS - timedelta(days=50))),
    ("answer's words changed", "counted", put(Answer, sentence="Yes, at once.")),
    ("point taken off the pages", "counted", put(Point, Point.number == 2, state="refused")),
)  # fmt: skip
