"""Attacks by whoever runs the place: what is missed is what the documents name, and nothing else.

ATTACKS=all tries every attack, else all that are missed and some of the others; `make attack-log`
tries every one, every byte, and 10,000 honest votes. Source: docs/rules/audit.md section 13.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import ROOT
from pbplatform.audit.words.not_seen import NOT_SEEN
from tests.audit.attacks import every_byte
from tests.audit.attacks.asking import everybody_asks
from tests.audit.attacks.attack import Attack
from tests.audit.attacks.histories import History
from tests.audit.attacks.outsider import judged, judged_with, said_before
from tests.audit.attacks.place import Place, made
from tests.audit.attacks.running import ALL, Outcome, carried_out
from tests.audit.attacks.table import last_line, table
from tests.factories import make_place

pytestmark = pytest.mark.one_database
SOME, BYTES, HISTORIES = 24, 150, 20


def told_missed() -> dict[str, str]:
    """What the product says nobody sees, and who can all the same, in English."""
    return {str(each.name._args[0]): str(each.who._args[0]) for each in NOT_SEEN}


def names() -> list[str]:
    return list(told_missed())


def tried() -> list[Attack]:
    missed = [each for each in ALL if each.name in names()]
    others = [each for each in ALL if each.name not in names()]
    if os.environ.get("ATTACKS") == "all":
        return ALL
    return missed + random.Random(11).sample(others, SOME)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with made(tmp_path_factory.mktemp("attacks")) as found:
        yield found


def test_an_honest_vote_is_right_for_everybody(place: Place) -> None:
    place.restore("counted")
    outcome = Outcome(ALL[0], findings=place.findings())
    assert outcome.findings == []
    told = judged(place.bundle(), place.kept)
    assert {column: each.code for column, each in told.items()} == dict.fromkeys(told, 0)
    receipts = {str(voter): text for voter, text in place.kept.receipts.items()}
    of_all = judged_with(place.bundle(), {}, receipts)
    assert of_all.code == 0, of_all.lines
    assert said_before  # else every signature is checked anew each time, which takes long
    assert everybody_asks(place) == []


@pytest.mark.parametrize("attack", tried(), ids=lambda each: f"{each.who}: {each.name}")
def test_attack_is_seen_unless_the_documents_name_it(place: Place, attack: Attack) -> None:
    outcome = carried_out(place, attack)
    assert outcome.caught == (attack.name not in names()), outcome.evidence
    if outcome.caught:
        assert outcome.evidence
    else:
        who = told_missed()[attack.name]
        assert bool(outcome.asked) == ("in their name" in who), outcome.asked
        assert outcome.seen_by_receipts == ("tracker" in who or "receipt" in who), who
    assert Outcome.of(json.loads(json.dumps(outcome.told_all))) == outcome
    assert attack.name in table([outcome])


def test_every_name_that_is_missed_is_an_attack() -> None:
    assert set(names()) <= {each.name for each in ALL}
    assert len(names()) == len(set(names()))
    assert len({each.name for each in ALL}) == len(ALL) >= 45


@pytest.mark.parametrize("document", ["rules/audit.md", "attacks.md"])
def test_documents_name_what_is_missed(document: str) -> None:
    text = (ROOT / "docs" / document).read_text()
    assert [name for name in names() if name not in text] == []


def test_the_page_for_experts_names_what_is_missed(client: FlaskClient, session: Session) -> None:
    make_place(session)
    session.commit()
    text = client.get("/log/expert").text
    assert [name for name in names() if name not in text.replace("&#39;", "'")] == []


def test_every_changed_byte_is_seen(place: Place) -> None:
    """Of some hundred, one of every column at least; what cannot be seen is named with a reason."""
    place.restore("counted")
    every_byte.fill(place)
    chosen = every_byte.sample(every_byte.places(place), BYTES, seed=4)
    told = every_byte.try_them(place, chosen)
    assert told.unseen == []
    assert told.seen.total() > BYTES / 2


def test_no_honest_vote_raises_an_alarm(tmp_path: Path) -> None:
    with made(tmp_path, upto="frozen") as place:
        for seed in range(HISTORIES):
            history = History(place, seed)
            history.run()
            assert history.alarms == [], (seed, history.done)


def test_last_line_says_what_was_missed() -> None:
    outcomes = [Outcome(each) for each in ALL[:2]]
    outcomes[0].refused = "vote.not_open_yet"
    line = last_line(outcomes, alarms=0, histories=10_000)
    assert line == (
        "attacks 2, caught 1 with one receipt and one pin before close, "
        f"missed: {ALL[1].name}, false alarms 0 of 10000"
    )


def test_a_vote_in_which_nobody_voted_is_right(place: Place) -> None:
    place.restore("frozen")
    place.kept.receipts.clear()
    for name in ("apart", "opened", "counted"):
        place.step(name)
    assert place.findings() == []
    told = judged_with(place.bundle(), place.kept.early, {})
    assert told.code == 0, told.text
