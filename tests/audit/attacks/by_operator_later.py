"""What an operator tries from the close on, with every key."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import SITE
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.secrets import group_code
from pbplatform.results.models import Objection, Result
from pbplatform.results.services.objections import send_objection
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import BallotProject, Round, RoundDefinition
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.opened_list import OpenedBallot, OpenedList
from pbplatform.voting.domain.sealing import new_tracker
from pbplatform.voting.models import LotNumber
from pbplatform.voting.services.open_urn import record_opening
from pbplatform.voting.services.opening import open_round
from tests.audit.attacks.attack import OPERATOR, Act, attacks_of
from tests.audit.attacks.insider import Entries, Insider
from tests.audit.attacks.place import CHECKER
from tests.factories import COMMAND, make_person
from tests.results.bundles import Files, entries_in, lines_of, listed
from tests.voting.elections import CLOSES, OPENS

Ballots = Sequence[OpenedBallot]
CLOSED, SEPARATED, OPENED = "vote:urn:closed", "vote:urn:separated", "vote:urn:opened"
COUNTED, LOT = "vote:result:counted", "vote:lot:seeded"


def opened_as(change: Callable[[Insider, list[OpenedBallot]], Ballots]) -> Act:
    """The box is opened, and another list is published than what was in it."""

    def act(insider: Insider) -> None:
        place = insider.place
        round_ = place.session.get_one(Round, place.election.round_id)
        opened = open_round(place.session, KeyStore(place.keys), round_)
        ballots = tuple(sorted(change(insider, list(opened.ballots)), key=lambda one: one.tracker))
        record_opening(
            place.session,
            actor=COMMAND,
            round_id=place.election.round_id,
            opened=replace(opened, ballots=OpenedList(ballots)),
            now=CLOSES,
        )
        place.stage = "opened"

    return act


def _other(one: OpenedBallot, **changes: Any) -> OpenedBallot:
    return replace(one, **{"ballot": Approval((15,)), "invalid": "", **changes})


def _of(insider: Insider, ballots: Ballots, voter: int) -> int:
    tracker = insider.place.kept.trackers[voter]
    return next(n for n, one in enumerate(ballots) if one.tracker == tracker)


def altered(*voters: int) -> Act:
    def change(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
        for voter in voters:
            number = _of(insider, ballots, voter)
            ballots[number] = _other(ballots[number], ballot=Approval((4, 7)))
        return ballots

    return opened_as(change)


def _stuffed(_insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
    return [*ballots, _other(ballots[0], tracker=new_tracker())]


def _dropped(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
    del ballots[_of(insider, ballots, 7)]
    return ballots


def _exchanged(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
    """One goes and another comes, so that the sum stays."""
    return _stuffed(insider, list(_dropped(insider, ballots)))


def _said_invalid(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
    number = _of(insider, ballots, 7)
    ballots[number] = replace(ballots[number], invalid="not-on-ballot")
    return ballots


def _said_valid(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
    number = _of(insider, ballots, 7)
    ballots[number] = _other(ballots[number], ballot=Approval((4, 7, 9)))
    return ballots


def clash(*, checked_by_both: bool) -> Act:
    """Two voters were given one tracker; their one line frees the other's place in the list."""

    def change(insider: Insider, ballots: list[OpenedBallot]) -> Ballots:
        kept = insider.place.kept
        own, gone = kept.trackers[CHECKER], kept.trackers[9]
        number = _of(insider, ballots, 9)
        ballots[number] = _other(ballots[number], tracker=new_tracker(), ballot=Approval((4,)))
        receipt = kept.receipts[9]
        kept.receipts[9] = receipt.replace(group_code(gone), group_code(own))
        assert kept.receipts[9] != receipt
        if checked_by_both:
            kept.together = (CHECKER, 9)
        return ballots

    return opened_as(change)


def lot_rolled_otherwise(insider: Insider) -> None:
    """Two people type what no dice showed; or the lot is changed when the votes are known."""
    insider.run(update(LotNumber.__table__).values(digits="0000000000"))
    insider.edit(SITE, LOT, digits="0000000000")


def result_rewritten(insider: Insider) -> None:
    told = {**insider.document(), "winners": [15]}
    document = canonical_json(told)
    values = {"document": document, "sha256": sha256(document)}
    insider.run(update(Result.__table__).values(**values))
    insider.edit(
        insider.place.box, COUNTED, sha256=sha256(document).hex(), result=document.decode()
    )
    insider.edit(SITE, COUNTED, sha256=sha256(document).hex(), winners=[15])


def defined(**changes: Any) -> Act:
    return lambda insider: insider.define(**changes)


def rule_changed(insider: Insider) -> None:
    """The count stops at the first project that is too dear, with less money to give."""
    told = json.loads(insider.place.session.scalars(select(RoundDefinition.body)).one())
    insider.define(rule={**told["rule"], **rounds.MOST_VOTES_STOP}, money_minor=20_000_000)


def cheaper(insider: Insider) -> None:
    """A project at half its price, in every place where the price stands."""
    told = json.loads(insider.place.session.scalars(select(RoundDefinition.body)).one())
    for project in told["projects"]:
        if project["n"] == 15:
            project["cost_minor"] //= 2
    insider.define(projects=told["projects"])
    own = update(BallotProject.__table__).where(BallotProject.number == 15)
    insider.run(own.values(cost_minor=12_000_000))


def numbers_edited(insider: Insider) -> None:
    insider.edit_both(CLOSED, roll=40)


def fingerprint_edited(insider: Insider) -> None:
    insider.edit_both(CLOSED, fingerprint="ab" * 32)


def closed_earlier(insider: Insider) -> None:
    """The close is dated into the time of voting."""
    at = OPENS + timedelta(days=3)
    insider.edit(insider.place.box, CLOSED, closed_at=instant_text(at))
    insider.round(closed_at=at)

    def change(entries: Entries) -> None:
        next(e for e in entries if e["kind"] == CLOSED)["at"] = instant_text(at)

    insider.rewrite(SITE, change)


def cast_after_close(insider: Insider) -> None:
    insider.say_in_box(kind="vote:envelope:cast", h="ab" * 32)


def who_closed(insider: Insider) -> None:
    """Another name stands at an act that came after the last checkpoint anybody kept."""

    def change(entries: Entries) -> None:
        entry = next(e for e in entries if e["kind"] == CLOSED)
        entry["actor"] = {**entry["actor"], "name": "Somebody else"}

    insider.rewrite(SITE, change)


def objection_removed(insider: Insider) -> None:
    """Rosa objects to the count, and the objection disappears, with its entry."""
    place = insider.place
    rosa = make_person(place.session, "Rosa")
    send_objection(
        place.session, actor=rosa, round_id=place.election.round_id, kind="other",
        words="The sum looks wrong.", now=insider.now,
    )  # fmt: skip
    place.sign()
    kinds = [e["kind"] for e in insider.entries(SITE)]
    kind = next(each for each in reversed(kinds) if "object" in each)
    insider.run(delete(Objection))

    def change(entries: Entries) -> None:
        del entries[next(n for n, e in enumerate(entries) if e["kind"] == kind)]

    insider.rewrite(SITE, change)


def tail_cut(insider: Insider) -> None:
    insider.rewrite(insider.place.box, lambda entries: _cut(entries, 1))


def _cut(entries: Entries, many: int) -> None:
    del entries[-many:]


def files(change: Callable[[Files], Files]) -> Act:
    """What is handed out is not what the program wrote; the list of hashes fits again."""

    def act(insider: Insider) -> None:
        insider.changes = lambda given: listed(change(given))

    return act


def _without_checkpoints(given: Files) -> Files:
    """No signature at all over a log in which a vote is another."""
    return {
        name: body for name, body in given.items()
        if not name.endswith((".checkpoint", ".vkey"))
    }  # fmt: skip


def unsigned(insider: Insider) -> None:
    insider.edit(SITE, "vote:programs:named", verifier_sha256="ab" * 32)
    insider.changes = lambda given: listed(_without_checkpoints(given))


def _word_changed(given: Files) -> Files:
    lines = [json.loads(line) for line in given["site.words.jsonl"].splitlines()]
    lines[0]["words"] = "Something else"
    return {**given, "site.words.jsonl": lines_of(lines)}


def _word_withheld(given: Files) -> Files:
    lines = [json.loads(line) for line in given["site.words.jsonl"].splitlines()]
    lines[0] = {"entry": lines[0]["entry"], "field": lines[0]["field"], "withheld": True}
    return {**given, "site.words.jsonl": lines_of(lines)}


def _entry_withheld(given: Files) -> Files:
    """In place of an entry its hash, as if a decision had said so."""
    bodies = given["site.jsonl"].splitlines()
    number = next(n for n, e in enumerate(entries_in(given, "site.jsonl")) if e["kind"] == LOT)
    hashes = {"withheld_leaf": leaf_hash(bodies[number]).hex(),
              "withheld_sha256": sha256(bodies[number]).hex()}  # fmt: skip
    bodies[number] = canonical_json({**hashes, "v": 1})
    return {**given, "site.jsonl": b"".join(body + b"\n" for body in bodies)}


def _program_swapped(given: Files) -> Files:
    return {**given, "verify.py": b"print('RIGHT, as far as it goes')\n"}


def _file(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    return lambda given: {**given, name: given[name].replace(old, new, 1)}


def _first_line_out(name: str) -> Callable[[Files], Files]:
    return lambda given: {**given, name: b"".join(given[name].splitlines(True)[1:])}


OPERATOR_FROM_THE_CLOSE = attacks_of(
    OPERATOR,
    ("ballot altered while opening, its owner looks", "apart", altered(CHECKER)),
    ("ballots altered while opening, nobody looks", "apart", altered(7, 8, 9)),
    ("ballot stuffed at the opening", "apart", opened_as(_stuffed)),
    ("ballot dropped at the opening", "apart", opened_as(_dropped)),
    ("ballot exchanged for another at the opening", "apart", opened_as(_exchanged)),
    ("good ballot called invalid", "apart", opened_as(_said_invalid)),
    ("invalid ballot called good", "apart", opened_as(_said_valid)),
    ("one tracker given to two voters", "apart", clash(checked_by_both=False)),
    ("one tracker given to two voters who compare", "apart", clash(checked_by_both=True)),
    ("dice typed otherwise than they fell", "apart", lot_rolled_otherwise),
    ("numbers of the close edited in both logs", "apart", numbers_edited),
    ("fingerprint of two people edited in both logs", "apart", fingerprint_edited),
    ("close dated into the time of voting", "apart", closed_earlier),
    ("name at the close changed", "apart", who_closed),
    ("lot changed when the votes are known", "opened", lot_rolled_otherwise),
    ("money changed when the votes are known", "opened", defined(money_minor=20_000_000)),
    ("rule changed when the votes are known", "opened",
     rule_changed),
    ("price changed when the votes are known", "opened", cheaper),
    ("end of voting changed afterwards", "opened",
     defined(closes_at=instant_text(CLOSES - timedelta(hours=1)))),
    ("result rewritten in both logs", "counted", result_rewritten),
    ("last entry of the ballot log cut off", "counted", tail_cut),
    ("vote put into the log after the close", "counted", cast_after_close),
    ("objection to the count taken out", "counted", objection_removed),
    ("handed out without checkpoints", "counted", unsigned),
    ("words beside the log changed", "counted", files(_word_changed)),
    ("words withheld without a decision", "counted", files(_word_withheld)),
    ("entry withheld without a decision", "counted", files(_entry_withheld)),
    ("another verify.py handed out", "counted", files(_program_swapped)),
    ("another definition handed out", "counted",
     files(_file("definition.json", b'"money_minor":5', b'"money_minor":6'))),
    ("closed vote left out of the list", "counted", files(_first_line_out("envelopes.txt"))),
    ("another result handed out", "counted",
     files(_file("result.json", b'"votes":', b'"votes": '))),
)  # fmt: skip
