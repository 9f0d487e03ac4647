"""What an operator tries while a vote runs, with every key: numbers always add up afterwards."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

from sqlalchemy import delete, insert, update

from pbplatform.audit.models import SITE, Log, LogPending
from pbplatform.core import undecided
from pbplatform.core.undecided import PaperNumbers
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.models import RollEntry, SupersededEnvelope
from pbplatform.voting.services.cast_paper import put_in_paper
from tests.audit.attacks.attack import OPERATOR, Act, attacks_of
from tests.audit.attacks.insider import CAST, OTHER_KEY, Entries, Insider
from tests.audit.attacks.place import CHECKER, LAST
from tests.voting.amending import HOUR, extend, withdraw
from tests.voting.elections import CLOSES

PHANTOMS = range(21, 26)
WANTED = (15,)


def _people(insider: Insider) -> None:
    """Five rows on the roll that are nobody."""
    own = {"round_id": insider.place.election.round_id, "state": "open", "marked": False}
    rows = [{**own, "voter_no": number, "letter": 1} for number in PHANTOMS]
    insider.run(insert(RollEntry.__table__).values(rows))


def _vote_as(insider: Insider, *voters: int) -> None:
    """With the page's own key nobody needs a letter."""
    before = dict(insider.place.kept.receipts), dict(insider.place.kept.trackers)
    for voter in voters:
        insider.place.cast(voter, WANTED, insider.now)
    insider.place.kept.receipts, insider.place.kept.trackers = before


def phantoms_before_the_freeze(insider: Insider) -> None:
    _people(insider)
    many = 20 + len(PHANTOMS)
    for entry in insider.entries(SITE):
        if entry["kind"] == "vote:roll:imported":
            insider.edit(SITE, "vote:roll:imported", **_sized(entry["data"], many))
    insider.cover()
    insider.place.kept.early = insider.place.pins()  # nobody looked before the freeze
    insider.place.step("voting")
    _vote_as(insider, *PHANTOMS)


def _sized(data: dict[str, object], many: int) -> dict[str, object]:
    return {name: many for name in ("added", "size", "roll") if name in data}


def phantoms_by_an_import(insider: Insider) -> None:
    _people(insider)
    insider.say("vote:roll:imported", added=len(PHANTOMS), size=20 + len(PHANTOMS))
    _vote_as(insider, *PHANTOMS)


def phantoms_added_by_two(insider: Insider) -> None:
    _people(insider)
    for size in range(len(PHANTOMS)):
        insider.say("vote:roll:added_late", added=1, size=21 + size, second_by="Ada")
    _vote_as(insider, *PHANTOMS)


def sleeping_voters(insider: Insider) -> None:
    _vote_as(insider, 13, 14, 15, 16)


def changed_for(voter: int) -> Act:
    return lambda insider: _vote_as(insider, voter)


def dropped(voter: int) -> Act:
    return lambda insider: insider.drop(voter)


def dropped_before_order(insider: Insider) -> None:
    """The entry still waits: nothing that anybody signed has it."""
    insider.drop(LAST, log=False)
    own = LogPending.log_id == insider.log_id(insider.place.box)
    insider.run(delete(LogPending).where(own))


def swapped(voter: int) -> Act:
    return lambda insider: insider.swap(voter, insider.place.election.cast(voter, *WANTED))


def swapped_before_order(insider: Insider) -> None:
    dropped_before_order(insider)
    _vote_as(insider, LAST)


def many_dropped(insider: Insider) -> None:
    for voter in (1, 3, 4, 6, 7, 8):
        insider.drop(voter)


def taken_out(voter: int, *, both: bool) -> Act:
    def act(insider: Insider) -> None:
        digest = insider.held(voter)
        insider.drop(voter, log=False)
        insider.say_in_box(kind="vote:envelope:taken_out", x=digest)
        if both:
            insider.say("vote:envelope:taken_out", box_code=box_code(bytes.fromhex(digest)))
        row = {"round_id": insider.place.election.round_id, "env_hash": bytes.fromhex(digest)}
        insider.run(insert(SupersededEnvelope.__table__).values(**row, taken_out=True))

    return act


def extended_by_nobody(insider: Insider) -> None:
    insider.place.clock.at = CLOSES
    insider.place.ends = CLOSES + HOUR
    extend(insider.place.session, insider.place.election)


def withdrawn_by_nobody(insider: Insider) -> None:
    withdraw(insider.place.session, insider.place.election, 9, now=insider.now)


def withdrawn_earlier(insider: Insider) -> None:
    """Put in among entries that people have seen, so that it looks old."""
    withdraw(insider.place.session, insider.place.election, 9, now=insider.now)
    insider._only_fold()

    def earlier(entries: Entries) -> None:
        entries.insert(1, entries.pop())

    insider.rewrite(insider.place.box, earlier)


def box_key_swapped(insider: Insider) -> None:
    """Nobody has voted: a key of which a copy lies elsewhere."""
    for path in insider.place.keys.glob(f"urn-{insider.place.election.slug}*"):
        path.unlink()
    key = KeyStore(insider.place.keys).make(insider.place.election.slug)
    insider.define(urn_key=key.hex())
    insider.place.session.expire_all()
    round_ = insider.place.session.get_one(Round, insider.place.election.round_id)
    key_now = queries.sealing_key(insider.place.session, round_)
    insider.place.election = replace(insider.place.election, key=key_now)


def older_copy(insider: Insider) -> None:
    """Database and key folder of the second hour; those who came since voted for nothing."""
    insider.place.restore("voting", kept=False)
    insider.place.stage = "ending"


def another_history(insider: Insider) -> None:
    """The same, and other people vote: a second log, for those who are shown it."""
    older_copy(insider)
    _vote_as(insider, 13, 14, 15)


def exchanged(one: int, other: int, slug: str = "") -> Act:
    """Two entries change places."""

    def act(insider: Insider) -> None:
        def change(entries: Entries) -> None:
            entries[one], entries[other] = entries[other], entries[one]

        insider.rewrite(slug or insider.place.box, change)

    return act


def cast_twice(insider: Insider) -> None:
    def change(entries: Entries) -> None:
        first = next(entry for entry in entries if entry["kind"] == CAST)
        entries.append({name: value for name, value in first.items() if name != "_key"})

    insider.rewrite(insider.place.box, change)


def paper_of_nobody(insider: Insider) -> None:
    """Two papers that nobody handed out, entered and counted."""
    papers = PaperNumbers(issued=2, spoiled=0, returned=2)
    readers = mock.patch.object(undecided, "_READERS", [lambda _session, _round_id: papers])
    insider.until_the_end.enter_context(readers)
    own = (RollEntry.round_id == insider.place.election.round_id, RollEntry.voter_no > 18)
    insider.run(update(RollEntry.__table__).where(*own).values(state="paper"))
    election = insider.place.election
    sealed = tuple(election.cast(100 + sheet, *WANTED) for sheet in (1, 2))
    put_in_paper(insider.place.session, round_id=election.round_id, sealed=sealed, now=insider.now)


def key_swapped(insider: Insider) -> None:
    insider.place.key = OTHER_KEY


def removed(kind: str) -> Act:
    """One entry of the site log goes, the first of its kind."""

    def act(insider: Insider) -> None:
        def change(entries: Entries) -> None:
            del entries[next(n for n, entry in enumerate(entries) if entry["kind"] == kind)]

        insider.rewrite(SITE, change)

    return act


def _edited(slug: str, kind: str, **values: object) -> Act:
    return lambda insider: insider.edit(slug or insider.place.box, kind, **values)


def renamed_and_rewritten(insider: Insider) -> None:
    """As if another copy had been accepted in public, and nobody said so."""
    insider.drop(3)
    insider.run(update(Log.__table__).values(again="20270301T090000"))


OPERATOR_WHILE_VOTING = attacks_of(
    OPERATOR,
    ("roll padded before the freeze", "frozen", phantoms_before_the_freeze),
    ("box key swapped before the first vote", "frozen", box_key_swapped),
    ("roll padded after the freeze by an import", "ending", phantoms_by_an_import),
    ("roll padded after the freeze in two people's names", "ending", phantoms_added_by_two),
    ("votes for voters who never look", "ending", sleeping_voters),
    ("vote of a voter who never looks replaced", "ending", changed_for(7)),
    ("vote of a voter who looks replaced", "ending", changed_for(CHECKER)),
    ("vote dropped, log rewritten", "ending", dropped(7)),
    ("vote of a voter who looks dropped, log rewritten", "ending", dropped(CHECKER)),
    ("six votes dropped, log rewritten", "ending", many_dropped),
    ("vote of the last hour never put in order", "ending", dropped_before_order),
    ("vote of the last hour swapped before it is in order", "ending", swapped_before_order),
    ("vote swapped, log rewritten", "ending", swapped(7)),
    ("vote of a voter who looks swapped", "ending", swapped(CHECKER)),
    ("vote taken out, in the ballot log alone", "ending", taken_out(7, both=False)),
    ("vote taken out in two people's names", "ending", taken_out(7, both=True)),
    ("vote of a voter who looks taken out", "ending", taken_out(CHECKER, both=True)),
    ("voting extended in two people's names", "ending", extended_by_nobody),
    ("project withdrawn in two people's names", "ending", withdrawn_by_nobody),
    ("withdrawal put in among older entries", "ending", withdrawn_earlier),
    ("older copy put back with its marks", "ending", older_copy),
    ("another log shown to some", "ending", another_history),
    ("two votes exchanged in the log", "ending", exchanged(1, 6)),
    ("two entries of the site log exchanged", "ending", exchanged(3, 5, SITE)),
    ("envelope in the log twice", "ending", cast_twice),
    ("papers that nobody handed out", "ending", paper_of_nobody),
    ("key of the logs swapped", "ending", key_swapped),
    ("entry of the site log taken out", "ending", removed("vote:programs:named")),
    ("another verify.py named", "ending",
     _edited(SITE, "vote:programs:named", verifier_sha256="ab" * 32)),
    ("log renamed and rewritten", "ending", renamed_and_rewritten),
)  # fmt: skip
