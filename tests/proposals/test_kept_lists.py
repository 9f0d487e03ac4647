"""What is kept of ideas and proposals is what their rows say, after any acts in any order.

Source: docs/decisions/0089-lists-are-counted-when-they-change.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.cli.check_lists import check_lists
from pbplatform.core import kept_changes, kept_lists
from pbplatform.core.db import db
from pbplatform.core.kept_changes import (
    all_kept,
    ids_of_all,
    keep_rows,
    numbers_kept_wrong,
    rows_kept_wrong,
)
from pbplatform.core.kept_lists import Kept, KeptCount, KeptRow, cells_of
from pbplatform.core.transaction import transaction
from pbplatform.places.models import Area
from pbplatform.places.services import add_area
from pbplatform.proposals import queries
from pbplatform.proposals.domain.kept import (
    BY_SUPPORT,
    IDEAS,
    SUPPORT_SHIFTS,
    cell_of,
    supporters_at,
)
from pbplatform.proposals.kinds import PUBLIC_STATES, SUPPORTABLE_STATES, IdeaState
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.proposals.queries.searching import IdeaFilter, Sort
from pbplatform.proposals.services import support_idea
from tests.browsing import counted_steps
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.factories_proposals import READING, SENDING, Story, make_idea, make_story

STATES = tuple(IdeaState)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = READING
    told = make_story(session)
    for name in ("North", "Old town", "Harbour"):
        add_area(session, actor=COMMAND, name=name, now=READING)
    session.commit()
    return told


def rows_of_ideas(story: Story, numbers: range, chance: Random, areas: list[int]) -> list[Any]:
    return [
        {
            "round_id": story.round.id,
            "number": number,
            "title": f"Idea {number}",
            "text": "Seats.",
            "text_salt": b"s" * 32,
            "language": "en",
            "area_id": chance.choice([None, *areas]),
            "name_shown": "none",
            "state": chance.choice(STATES),
            "sent_at": SENDING,
            "published_at": READING,
            "read_by": SENDING.date(),
        }
        for number in numbers
    ]


def nothing_is_wrong(session: Session) -> bool:
    wrong = {
        kept.name: (rows_kept_wrong(session, kept), numbers_kept_wrong(session, kept))
        for kept in all_kept()
    }
    assert {name: found for name, found in wrong.items() if any(found)} == {}
    return True


class Acts:
    """Everything that moves an idea in a list, done by chance."""

    def __init__(self, session: Session, story: Story, seed: int) -> None:
        self.session, self.story, self.chance = session, story, Random(seed)
        self.areas = list(session.scalars(select(Area.id)))
        self.people = [int(make_person(session, name).key) for name in ("Ann", "Ben", "Cem")]
        self.last = 0

    def one(self) -> Idea | None:
        found = self.session.scalars(select(Idea).order_by(Idea.id)).all()
        return self.chance.choice(found) if found else None

    def come(self) -> None:
        number = self.chance.randint(1, 90)
        rows = rows_of_ideas(
            self.story, range(self.last + 1, self.last + number + 1), self.chance, self.areas
        )
        self.last += number
        if self.chance.random() < 0.5:
            self.session.execute(insert(Idea), rows)
        else:
            self.session.add_all([Idea(**row) for row in rows])

    def move(self) -> None:
        if idea := self.one():
            idea.state = self.chance.choice(STATES)
            also = idea.number + STATES.index(IdeaState(idea.state))
            idea.committee_id = self.story.committee.id if also % 2 else None
            idea.look_by = (None, READING.date(), SENDING.date())[also % 3]
            idea.settled_at = (None, READING)[also // 3 % 2]

    def move_twice(self) -> None:
        self.move()
        self.session.flush()
        self.move()

    def name_an_area(self) -> None:
        if idea := self.one():
            idea.area_id = self.chance.choice([None, *self.areas])

    def support(self) -> None:
        if idea := self.one():
            key = (idea.id, self.chance.choice(self.people))
            given = self.session.get(IdeaSupport, key)
            if given:
                self.session.delete(given)
            else:
                at = {"supported_at": READING}
                self.session.add(IdeaSupport(idea_id=key[0], account_id=key[1], **at))

    def by_one_statement(self) -> None:
        own = Idea.number % self.chance.randint(2, 9) == 0
        self.session.execute(update(Idea).where(own).values(state=self.chance.choice(STATES)))

    def go(self) -> None:
        if idea := self.one():
            self.session.execute(delete(IdeaSupport).where(IdeaSupport.idea_id == idea.id))
            self.session.delete(idea)

    def in_part(self) -> None:
        """Some of it is taken back, within one transaction."""
        part = self.session.begin_nested()
        self.chance.choice((self.move, self.support, self.name_an_area))()
        self.session.flush()
        part.rollback()

    def any_of(self) -> Callable[[], None]:
        plain = (self.move, self.move_twice, self.name_an_area, self.support, self.in_part)
        return self.chance.choice((*plain, *plain, self.come, self.by_one_statement, self.go))


@pytest.mark.parametrize("seed", range(4))
def test_numbers_are_what_is_counted_after_any_acts(
    session: Session, story: Story, seed: int
) -> None:
    acts = Acts(session, story, seed)
    acts.come()
    for _ in range(40):
        for _ in range(acts.chance.randint(1, 3)):
            acts.any_of()()
        if acts.chance.random() < 0.15:
            session.rollback()
            acts.last = max(session.scalars(select(Idea.number)), default=0)
        else:
            session.commit()
        assert nothing_is_wrong(session)
    counted = Counter(
        cell_of(state, area) for state, area in session.execute(select(Idea.state, Idea.area_id))
    )
    assert cells_of(session, IDEAS, story.round.id) == dict(counted)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("area", ["", "some", "-"])
@pytest.mark.parametrize("status", ["", IdeaState.PUBLISHED])
def test_pages_one_after_the_other_are_the_whole_list_in_its_order(
    session: Session, story: Story, sort: Sort, area: str, status: str
) -> None:
    chance = Random(7)
    areas = list(session.scalars(select(Area)))
    ids = [each.id for each in areas]
    session.execute(insert(Idea), rows_of_ideas(story, range(1, 701), chance, ids))
    people = [int(make_person(session, name).key) for name in ("Ann", "Ben", "Cem")]
    ideas = session.scalars(select(Idea)).all()
    given = [
        {"idea_id": idea.id, "account_id": each, "supported_at": READING}
        for idea in ideas
        for each in people[: chance.choice((0, 0, 0, 1, 2, 3))]
    ]
    session.execute(insert(IdeaSupport), given)
    session.commit()
    support = Counter(row["idea_id"] for row in given)
    slug = areas[0].slug if area == "some" else area
    wanted = IdeaFilter(area=slug, status=status, sort=sort)
    whose = {"": None, "-": 0}.get(area, areas[0].id)
    shown = [
        idea
        for idea in session.scalars(select(Idea))
        if idea.state in ((status,) if status else PUBLIC_STATES)
        and (whose is None or (idea.area_id or 0) == whose)
    ]
    orders: dict[str, Callable[[Idea], Any]] = {
        Sort.NEWEST: lambda idea: -idea.number,
        Sort.SUPPORTED: lambda idea: (-support[idea.id], -idea.number),
        Sort.NEEDS: lambda idea: (
            idea.state not in SUPPORTABLE_STATES,
            support[idea.id],
            idea.number,
        ),
    }
    pages = [
        queries.ideas_page(session, story.round.id, wanted, page=page, seed="an hour")
        for page in range(1, -(-len(shown) // 20) + 1)
    ]
    told = [row.idea.number for page in pages for row in page.rows]
    if sort in orders:
        assert told == [idea.number for idea in sorted(shown, key=orders[sort])]
    else:
        assert sorted(told) == sorted(idea.number for idea in shown)
        by_words = queries.listing._order(sort, "an hour")
        fits = select(Idea.number).where(Idea.id.in_([idea.id for idea in shown]))
        assert told == list(session.scalars(fits.order_by(*by_words)))
    assert {page.total for page in pages} == {len(shown)}
    assert all(row.supporters == support[row.idea.id] for page in pages for row in page.rows)


@pytest.mark.parametrize("most", [0, 60], ids=["passing by", "merged"])
@pytest.mark.parametrize("falling", [False, True])
def test_place_behind_any_number_of_rows_is_found(
    session: Session, story: Story, monkeypatch: pytest.MonkeyPatch, falling: bool, most: int
) -> None:
    """Numbers of long stretches lead to a shorter one, until few rows are passed over."""
    monkeypatch.setattr(kept_lists, "_MERGED", most)
    numbers = [*range(1, 500, 3), *range(9000, 9700), *range(60_000, 60_040)]
    chance = Random(3)
    rows = rows_of_ideas(story, range(len(numbers)), chance, [])
    rows = [{**row, "number": number} for row, number in zip(rows, numbers, strict=True)]
    session.execute(insert(Idea), rows)
    session.commit()
    cells = cells_of(session, IDEAS, story.round.id)
    some = {cell: number for cell, number in cells.items() if "withdrawn" not in cell}
    of_id = {idea.id: idea.number for idea in session.scalars(select(Idea))}
    fit = sorted(
        (idea.number for idea in session.scalars(select(Idea)) if idea.state != "withdrawn"),
        reverse=falling,
    )
    kept = Kept(IDEAS, story.round.id, falling=falling)
    for offset in (0, 1, 99, 100, 101, 164, 250, 500, len(fit) - 1, len(fit), len(fit) + 300):
        ids = kept.ids(session, some, offset=offset, size=7)
        found = sorted((of_id[each] for each in session.scalars(ids)), reverse=falling)
        assert found == fit[offset : offset + 7], offset
    rising = sorted(fit)
    for place in (0, 1, 63, 64, 4096, 9001, 9088, 60_000, 70_000):
        assert kept.before(session, some, place) == sum(each < place for each in rising)


def test_list_by_support_keeps_how_many_support(session: Session, story: Story) -> None:
    idea = make_idea(session, story.round)
    fans = [make_person(session, name) for name in ("Ann", "Ben", "Cem")]
    for fan in fans:
        support_idea(session, actor=fan, idea_id=idea.id, now=READING)
    session.commit()
    own = select(KeptRow.place).where(KeptRow.list == BY_SUPPORT, KeptRow.row_id == idea.id)
    assert supporters_at(session.scalars(own).one()) == 3
    assert SUPPORT_SHIFTS[1] == 32


def test_many_who_support_at_once_lose_no_number(
    app: Flask, session: Session, story: Story
) -> None:
    ideas = [make_idea(session, story.round).id for _ in range(2)]
    fans = [make_person(session, f"Fan {n}") for n in range(6)]
    session.commit()

    def support(n: int) -> None:
        with app.app_context():
            try:
                with transaction() as writing:
                    for idea_id in ideas[:: 1 if n % 2 else -1]:
                        support_idea(writing, actor=fans[n], idea_id=idea_id, now=READING)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(support, range(len(fans))))
    session.expire_all()
    assert nothing_is_wrong(session)
    own = (KeptRow.list == BY_SUPPORT, KeptRow.row_id.in_(ideas))
    places = session.scalars(select(KeptRow.place).where(*own))
    assert sorted(supporters_at(place) for place in places) == [6, 6]


def test_who_looks_after_an_idea_costs_no_look_at_the_others(
    session: Session, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pbplatform.proposals.services.handing import hand_claim

    idea = make_idea(session, story.round)
    session.commit()
    looked: list[object] = []
    monkeypatch.setattr(kept_changes, "_keep", lambda *given: looked.append(given))
    hand_claim(session, str(idea.id), 1, 2)
    session.commit()
    assert looked == []


@pytest.mark.parametrize("what", ["rows", "numbers"])
def test_operator_sees_what_is_kept_wrong_and_mends_it(
    app: Flask, session: Session, story: Story, what: str
) -> None:
    make_idea(session, story.round)
    session.commit()
    if what == "rows":
        session.execute(update(KeptRow).values(cell="elsewhere"))
    else:
        session.execute(update(KeptCount).values(number=KeptCount.number + 1))
    session.commit()

    def run(*given: str) -> tuple[int, str]:
        told = CliRunner().invoke(check_lists, given, obj=lambda: app)
        return told.exit_code, told.output

    assert run()[0] == 1
    code, told = run("--mend")
    assert code == 0, told
    assert "Mended." in told
    assert run()[0] == 0


def test_database_of_before_is_filled_in(session: Session, story: Story) -> None:
    make_idea(session, story.round)
    session.commit()
    session.execute(delete(KeptRow))
    session.execute(delete(KeptCount))
    session.commit()
    for kept in all_kept():
        for ids in ids_of_all(session, kept):
            keep_rows(session, kept, ids)
    session.commit()
    assert nothing_is_wrong(session)
    assert sum(cells_of(session, IDEAS, story.round.id).values()) == 1


@pytest.mark.one_database
def test_row_of_a_list_that_changes_names_itself_by_its_id() -> None:
    """A condition is built and compiled for every row that changes."""
    named = {}
    for kept in all_kept():
        own = kept.key.class_
        named[kept.name] = kept.ties[own](own(**{kept.key.key: 7}))
    assert set(named.values()) == {7}, named


# Steps are counted by the virtual machine of SQLite.
@pytest.mark.one_database
def test_page_far_down_among_thousands_of_one_place_passes_over_them_in_the_index(
    session: Session,
) -> None:
    own = {"list": "of_one_day", "scope": 1, "cell": "", "place": 7}
    session.execute(insert(KeptRow), [{**own, "row_id": number} for number in range(3000)])
    session.commit()
    kept = Kept("of_one_day", (1,), falling=True)
    with counted_steps() as steps:
        found = session.scalars(kept.ids(session, {"": 3000}, offset=2000, size=20)).all()
    assert found == list(range(999, 979, -1))
    assert steps[0] * 10 < 5 * 2000
