"""Each row of the table of facts is done and looked at: who is told, once, and of what.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.facts import Audience, FactKind, NewsFact, kinds_in
from pbplatform.core.outbox import OutboxRow
from pbplatform.notices.queries.things import find_thing
from pbplatform.slices import SLICES
from tests.notices import fact_walks_rounds as of_rounds
from tests.notices import fact_walks_words as of_words
from tests.notices.facts_table import table, thing

KINDS: Mapping[str, FactKind] = kinds_in(each.facts for each in SLICES)
AUDIENCES: Mapping[str, Audience] = {
    name: audience for each in SLICES for name, audience in each.audiences.items()
}
WALKS: Mapping[str, Callable[[Session, Path], of_rounds.Walk]] = {
    "rounds": of_rounds.walk_rounds,
    "voting": of_rounds.walk_voting,
    "venues": of_rounds.walk_venues,
    "results": of_rounds.walk_results,
    "delivery": of_rounds.walk_delivery,
    "proposals": of_words.walk_proposals,
    "review": of_words.walk_review,
    "forums": of_words.walk_forums,
    "points": of_words.walk_points,
    "promises": of_words.walk_promises,
    "changes": of_words.walk_changes,
    "carry": of_words.walk_carry,
    "notices": of_words.walk_notices,
}


@dataclass
class Act:
    """What one act wrote, or several."""

    is_one: bool
    facts: list[NewsFact]
    mailed: set[str]


def acts(session: Session, walk: of_rounds.Walk) -> list[Act]:
    """What each act of a walk wrote; what made its world is left out."""
    seen_facts: set[bytes] = set()
    seen_mails: set[bytes] = set()
    done, lost = [], set()
    for step in walk:
        session.flush()
        facts = [row for row in session.scalars(select(NewsFact)) if row.key16 not in seen_facts]
        mails = [row for row in session.scalars(select(OutboxRow)) if row.key16 not in seen_mails]
        seen_facts |= {row.key16 for row in facts}
        seen_mails |= {row.key16 for row in mails}
        lost |= {row.kind for row in facts if find_thing(session, row.about) is None}
        mailed = {str(row.payload.get("to", "")).lower() for row in mails}
        done.append(Act(step == of_rounds.STEP, facts, mailed))
    # What is spread is looked for at its page: a fact of a page that is none reaches nobody.
    assert not lost
    return done


def concerned(session: Session, row: NewsFact) -> set[str]:
    """Whom a fact goes to whether or not they follow."""
    found: set[str] = set()
    for name, thing_id in row.audiences:
        addresses = list(AUDIENCES[name].read(session, thing_id))
        assert len(addresses) == len(set(addresses)), name
        assert all("@" in each for each in addresses), name
        found |= {each.lower() for each in addresses}
    return found - set(row.told)


def test_every_kind_stands_in_the_table_and_every_row_is_told() -> None:
    rows = table()
    assert set(rows) == set(KINDS)
    assert {kind.partition(":")[0] for kind in rows} == set(WALKS)
    assert {name for row in rows.values() for name in row.audiences} <= set(AUDIENCES)


@pytest.mark.database
@pytest.mark.parametrize("name", WALKS)
def test_each_fact_goes_to_whom_the_table_says_and_to_nobody_twice(
    app: Flask, session: Session, tmp_path: Path, name: str
) -> None:
    done = acts(session, WALKS[name](session, tmp_path / "keys"))
    rows = {kind: row for kind, row in table().items() if kind.startswith(f"{name}:")}
    told = [fact for act in done for fact in act.facts]
    missing = set(rows) - {fact.kind for fact in told}
    assert not missing
    for fact in told:
        if fact.kind not in rows:
            continue
        row = rows[fact.kind]
        where = {thing(path) for path in (fact.about, *fact.within)}
        assert {audience for audience, _id in fact.audiences} <= row.audiences, fact.kind
        assert where <= row.followers, fact.kind
    # Of each kind somewhere all of it is there: nothing stands in the table that is never told.
    for kind, row in rows.items():
        of_kind = [fact for fact in told if fact.kind == kind]
        assert {name for fact in of_kind for name, _id in fact.audiences} == row.audiences, kind
        paths = {path for fact in of_kind for path in (fact.about, *fact.within)}
        assert {thing(path) for path in paths} == row.followers, kind
    for act in done[1:]:
        for fact in act.facts if act.is_one else ():
            assert not concerned(session, fact) & act.mailed, fact.kind
    _look_at_words(app, told)


def _look_at_words(app: Flask, told: list[NewsFact]) -> None:
    """Nothing of a person is in a fact, and each can be said."""
    with app.test_request_context():
        for fact in told:
            written = json.dumps(fact.facts)
            assert "@" not in written, fact.kind
            for name in ("tracker", "voter", "envelope"):
                assert name not in fact.facts, fact.kind
            kind = KINDS[fact.kind]
            line, detail = kind.line(fact.facts), kind.detail(fact.facts)
            assert line, fact.kind
            assert "\n" not in line, fact.kind
            assert "None" not in line + detail, fact.kind
