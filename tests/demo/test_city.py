"""A city is made after the town's story, by the same services; here a very small one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from pbplatform import create_app
from pbplatform.audit.models import SITE, Log, LogEntry, LogPending
from pbplatform.cli import demo
from pbplatform.cli.check import look_at_all
from pbplatform.core.db import Base, db
from pbplatform.core.engines import sqlite_path
from pbplatform.demo import forum_acts, people
from pbplatform.demo import seed as seeding
from pbplatform.demo.city import sayings
from pbplatform.demo.city.ideas import ideas_of, sending
from pbplatform.demo.city.names import dice_of
from pbplatform.demo.city.names import people as residents
from pbplatform.demo.city.phases import Phase, city_rounds
from pbplatform.demo.city.size import CITY
from pbplatform.demo.city.story import TOWN
from pbplatform.demo.city.wishes import wished
from pbplatform.demo.world import FIRST_START, Act, World
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Answer, Point, PointSupport
from pbplatform.points.services.keeping import numbers_kept_wrong, points_kept_wrong
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.rounds.models import Round
from tests.apps import share_compiled
from tests.demo.reading import figures, page_of

# Of the town only its people and its forum are there, which take less time.
TINY = replace(CITY.scaled(0), proposals=54)


def _app(databases: Any, folder: Any) -> Flask:
    url = databases.fresh()
    made = create_app(
        Settings(
            mode="demo",
            row_clock=True,
            database_url=url,
            database_direct_url=url,
            secret_key="a secret of the demonstration in tests, long",
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://localhost",
            demo_size="city",
        )
    )
    share_compiled(made)
    return made


@pytest.fixture(scope="module")
def city(
    databases: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, list[tuple[int, int]]]]:
    """A small city, and what was told of its making."""
    app = _app(databases, tmp_path_factory.mktemp("city"))
    told: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeding, "SIZES", {"town": None, "city": TINY})
        patch.setattr(seeding, "all_acts", lambda _key: [*people.acts(), *_of_forum()])
        patch.setattr(demo.seeding, "seed", _listening(seeding.seed, told))
        demo.make_ready(app, app.extensions["settings"])
    yield app, told
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(app.extensions["settings"].database_url)


def _of_forum() -> list[Act]:
    return [act for act in forum_acts.acts() if act.at < FIRST_START]


def _listening(seed: Callable[..., None], told: list[tuple[int, int]]) -> Callable[..., None]:
    def listened(app: Flask, progress: Callable[[int, int], None]) -> None:
        def both(done: int, whole: int) -> None:
            told.append((done, whole))
            progress(done, whole)

        seed(app, both)

    return listened


def _count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_city_has_what_its_size_says(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        assert _count(Round) == TINY.rounds - TOWN.rounds
        assert _count(Idea) == TINY.ideas - TOWN.ideas
        assert _count(Point) == TINY.points
        assert _count(ForumSeries) == TINY.forums
        assert _count(Proposal) == TINY.proposals - TOWN.proposals
        supports = _count(IdeaSupport) + _count(PointSupport)
        assert 0.6 < supports / (TINY.supports - TOWN.supports) <= 1.1


def test_rounds_that_take_ideas_have_supported_ones(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        open_now = [r.id for r in db.session.scalars(select(Round)) if r.takes_ideas(FIRST_START)]
        own = select(func.count()).select_from(IdeaSupport).join(Idea)
        assert open_now
        for round_id in open_now:
            assert db.session.scalar(own.where(Idea.round_id == round_id))


def test_bar_of_the_making_only_goes_forward_and_ends_full(
    city: tuple[Flask, list[tuple[int, int]]],
) -> None:
    _app, told = city
    of_city = [done for done, whole in told if whole == told[-1][1]]
    assert of_city == sorted(of_city)
    assert told[-1][0] == told[-1][1]
    assert len(set(of_city)) > 10


def test_rounds_stand_in_every_phase_on_the_first_morning(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        rounds = list(db.session.scalars(select(Round)))
        phases = {
            "ideas": sum(each.takes_ideas(FIRST_START) for each in rounds),
            "voting": sum(
                each.frozen_at is not None and each.opens_at <= FIRST_START < each.closes_at
                for each in rounds
            ),
            "provisional": sum(
                each.counted_at is not None and each.certified_at is None for each in rounds
            ),
            "certified": sum(each.certified_at is not None for each in rounds),
        }
        assert all(phases.values()), phases
        assert {each.opens_at.year for each in rounds} >= {2026, 2027}


def test_rounds_that_have_come_so_far_have_proposals_and_some_are_turned_down(
    city: tuple[Flask, object],
) -> None:
    app, _told = city
    with app.app_context():
        own = db.session.execute(
            select(Round.slug, Round.frozen_at, Proposal.state).outerjoin(Proposal)
        ).all()
        states: dict[str, list[str]] = {}
        for row in own:
            states.setdefault(row.slug, []).extend([row.state] if row.state else [])
        assert sorted(len(some) for some in states.values()) == [0, 5, 5, 6, 6, 6]
        voted = [states[slug] for slug in {row.slug for row in own if row.frozen_at is not None}]
        assert voted
        for some in voted:
            assert some.count(ProposalState.NOT_THIS_ROUND) == 1
            assert some.count(ProposalState.ON_BALLOT) == len(some) - 1


def test_points_wait_are_answered_and_late(city: tuple[Flask, object]) -> None:
    app, _told = city
    told = figures(page_of(app, "/"))
    by_state = {words: n for words, n in told.items() if re.search("answer|wait", words)}
    assert len(by_state) == 3
    assert all(n > 0 for n in by_state.values()), by_state


def test_pages_say_numbers_that_add_up(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        forums = list(db.session.scalars(select(ForumSeries.slug)))
    for url in ["/", *(f"/forums/{slug}" for slug in forums)]:
        page = page_of(app, url)
        whole = re.search(r"([\d,]+) points? gets? an answer:", page)
        assert whole is not None, url
        told = [n for words, n in figures(page).items() if re.search("answer|wait", words)]
        assert sum(told) == int(whole[1].replace(",", "")), url


def test_what_is_kept_of_points_is_what_the_clock_says(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        assert points_kept_wrong(db.session()) == []
        assert numbers_kept_wrong(db.session()) == []


def test_self_check_finds_nothing_wrong(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        assert list(look_at_all(app.extensions["settings"])) == []


def test_log_never_goes_back_in_time_and_ends_before_the_first_start(
    city: tuple[Flask, object],
) -> None:
    app, _told = city
    with app.app_context():
        entries = db.session.scalars(
            select(LogEntry.body)
            .join(Log, Log.id == LogEntry.log_id)
            .where(Log.slug == SITE)
            .order_by(LogEntry.idx)
        )
        instants = [str(json.loads(body)["at"]) for body in entries]
        assert instants == sorted(instants)
        assert instants[-1] < FIRST_START.strftime("%Y-%m-%dT%H:%M:%S")
        assert _count(LogPending) == 0


def test_votes_were_counted_and_their_results_are_told(city: tuple[Flask, object]) -> None:
    app, _told = city
    with app.app_context():
        counted = list(
            db.session.scalars(
                select(Round.slug).where(Round.counted_at.is_not(None), Round.slug.like("%-ward-%"))
            )
        )
        assert counted
    page = page_of(app, f"/rounds/{counted[0]}/results")
    assert re.search(r"\d+ votes", page)


def test_no_answer_is_an_officials_name_or_the_same_words_everywhere(
    city: tuple[Flask, object],
) -> None:
    app, _told = city
    with app.app_context():
        sentences = list(db.session.scalars(select(Answer.sentence)))
        assert len(set(sentences)) > len(sentences) / 3


@pytest.mark.one_database
def test_words_of_the_city_are_the_same_on_every_seed_and_have_no_gap_left() -> None:
    for _time in range(2):
        dice = dice_of("some words")
        told = [wished(dice).text for _number in range(300)]
        told += [sayings.words_of(dice.choice(sayings.TOPICS), dice) for _number in range(300)]
        assert not [words for words in told if "{" in words or "}" in words]
        assert len(set(told)) > 500
        again = dice_of("some words")
        assert wished(again).text == told[0]
    assert len(dict(residents(500))) == 500


@pytest.mark.one_database
@pytest.mark.parametrize("fraction", [0, 0.1, 1])
def test_rounds_have_names_of_their_own_and_all_phases(fraction: float) -> None:
    size = CITY.scaled(fraction)
    count = size.rounds - 5
    proposals = size.proposals - TOWN.proposals
    rounds = city_rounds(proposals, count, [f"resident:{n}" for n in range(6 * count)])
    assert len({each.plot.slug for each in rounds}) == count
    assert {each.phase for each in rounds} == set(Phase)


@pytest.mark.one_database
def test_whole_city_has_twelve_proposals_for_each_round_of_which_about_twelve_come_to_a_vote() -> (
    None
):
    count = CITY.rounds - TOWN.rounds
    rounds = city_rounds(
        CITY.proposals - TOWN.proposals, count, [f"resident:{n}" for n in range(6 * count)]
    )
    come = [each for each in rounds if each.phase is not Phase.IDEAS]
    assert CITY.proposals == 12 * CITY.rounds
    assert sum(len(each.plot.projects) for each in come) == CITY.proposals - TOWN.proposals
    for each in come:
        projects = each.plot.projects
        assert 13 <= len(projects) <= 17
        assert len({project.title for project in projects}) == len(projects)
        assert max(project.price for project in projects) <= each.plot.money
        assert sum(project.price for project in projects) > each.plot.money
        assert 2 <= len(each.turned_down) <= 4
        assert len({words for _reason, words in each.turned_down.values()}) > 1
        assert 10 <= len(each.on_ballot.projects) <= 14


def test_city_that_was_cut_off_is_made_anew_and_whole(
    databases: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _app(databases, tmp_path)
    settings = app.extensions["settings"]
    smaller = replace(TINY, rounds=6, proposals=29, ideas=60, points=40, supports=200)
    monkeypatch.setattr(seeding, "SIZES", {"town": None, "city": smaller})
    monkeypatch.setattr(seeding, "all_acts", lambda _key: people.acts())
    whole = seeding.seed

    def cut_off(app: Flask, _progress: object) -> None:
        def stop(done: int, of: int) -> None:
            if done > of // 2:
                raise KeyboardInterrupt

        whole(app, stop)

    monkeypatch.setattr(seeding, "seed", cut_off)
    with pytest.raises(KeyboardInterrupt):
        demo.make_ready(app, settings)
    monkeypatch.setattr(seeding, "seed", whole)
    if sqlite_path(settings.database_url) is not None:
        demo.make_ready(app, settings)
        with app.app_context():
            assert (_count(Round), _count(Idea), _count(Point)) == (1, 25, 28)
            assert list(look_at_all(settings)) == []
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(settings.database_url)


@pytest.mark.one_database
def test_ideas_are_sent_before_they_are_read_wherever_a_box_is_closed_meanwhile() -> None:
    one = city_rounds(12, 1, [f"resident:{n}" for n in range(6)])[0]
    world = World(secret=b"", key_dir=Path(), files=None, ids={f"area:{one.ward}": 1})  # type: ignore[arg-type]
    ideas = ideas_of(world, one, range(1, 50), 120)
    for days in range(0, 40, 3):
        mark = one.plot.dates.ideas_open_at + timedelta(days=days, hours=3)
        done: set[str] = set()
        for act in sorted(sending(one, ideas, [mark]), key=lambda act: act.at):
            _slug, part = act.run.args  # type: ignore[attr-defined]
            if act.run.func.__name__ == "_send":  # type: ignore[attr-defined]
                done |= {each.key for each in part}
                assert len({each.sent.now < mark for each in part}) == 1
            else:
                assert {each.key for each in part} <= done
                assert len({each.read_at < mark for each in part}) == 1
