"""Support, similar ideas and the list. Source: docs/rules/proposals.md sections 1 and 3."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.places import services as places
from pbplatform.proposals import queries, services
from pbplatform.proposals.queries import IdeaFilter
from tests.factories import BEGIN, COMMAND, make_person, make_place, make_round
from tests.factories_proposals import READING, make_idea, make_story


def titles(page: queries.IdeaPage) -> list[str]:
    return [row.idea.title for row in page.rows]


def test_support_counts_once_for_each_person_and_can_be_taken_back(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    rosa, joe = make_person(session, "Rosa"), make_person(session, "Joe")
    for person in (rosa, rosa, joe):
        services.support_idea(session, actor=person, idea_id=idea.id, now=READING)
    assert queries.supporters_of(session, [idea.id]) == 2
    services.take_support_back(session, actor=rosa, idea_id=idea.id)
    services.take_support_back(session, actor=rosa, idea_id=idea.id)
    assert queries.supporters_of(session, [idea.id]) == 1


def test_people_who_support_two_ideas_are_counted_once(session: Session) -> None:
    story = make_story(session)
    ideas = [make_idea(session, story.round), make_idea(session, story.round, title="Chess")]
    rosa = make_person(session, "Rosa")
    for idea in ideas:
        services.support_idea(session, actor=rosa, idea_id=idea.id, now=READING)
    assert queries.supporters_of(session, [idea.id for idea in ideas]) == 1


def test_author_does_not_support_their_own_idea(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    with pytest.raises(NotAllowed, match="own_support"):
        services.support_idea(session, actor=story.nadia, idea_id=idea.id, now=READING)


def test_support_ends_when_the_idea_is_settled_and_does_not_begin_before_publication(
    session: Session,
) -> None:
    story = make_story(session)
    waiting = make_idea(session, story.round, published=False)
    rosa = make_person(session, "Rosa")
    with pytest.raises(Conflict, match="support_over"):
        services.support_idea(session, actor=rosa, idea_id=waiting.id, now=READING)
    claimed = story.claimed(title="Chess tables")
    services.support_idea(session, actor=rosa, idea_id=claimed.id, now=READING)
    services.leave_idea(
        session,
        actor=story.amina,
        idea_id=claimed.id,
        reason="planned",
        words="They come in May.",
        now=READING,
    )
    with pytest.raises(Conflict, match="support_over"):
        services.take_support_back(session, actor=rosa, idea_id=claimed.id)


def test_similar_ideas_share_words_most_alike_first_and_at_most_three(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    for title in (
        "Benches by the clinic",
        "Lights on Mill Lane",
        "Benches on Mill Lane",
        "A bench for Mill Lane school",
        "Chess tables",
    ):
        make_idea(session, round_, title=title)
    make_idea(session, round_, title="Secret benches on Mill Lane", published=False)
    found = queries.similar_ideas(session, round_.id, "More benches on Mill Lane, please")
    assert [row.idea.title for row in found] == [
        "Benches on Mill Lane",
        "Lights on Mill Lane",
        "A bench for Mill Lane school",
    ]
    assert queries.similar_ideas(session, round_.id, "A of it") == []
    assert queries.similar_ideas(session, round_.id, "100%_") == []


def test_ideas_are_found_by_words_area_and_status(session: Session) -> None:
    story = make_story(session)
    north = places.add_area(session, actor=COMMAND, name="North", now=BEGIN)
    make_idea(session, story.round, title="Benches", area_id=north.id)
    make_idea(session, story.round, title="Chess", text="Tables with boards, 50% off.")
    story.claimed(title="Lights", area_id=north.id)
    session.commit()

    def found(**wanted: str) -> list[str]:
        return titles(queries.ideas_page(session, story.round.id, IdeaFilter(**wanted), page=1))

    assert found() == ["Lights", "Chess", "Benches"]
    assert found(area="north") == ["Lights", "Benches"]
    assert found(area="north", status="claimed") == ["Lights"]
    assert found(words="TABLES boards") == ["Chess"]
    assert found(words="50%") == ["Chess"]
    assert found(words="tables north") == []
    assert found(area="nowhere") == []


def test_list_shows_twenty_ideas_a_page_and_stays_within_its_pages(session: Session) -> None:
    make_place(session)
    round_ = make_round(session)
    for number in range(21):
        make_idea(session, round_, title=f"Idea of mine {number}")
    session.commit()
    first = queries.ideas_page(session, round_.id, IdeaFilter(), page=1)
    assert (len(first.rows), first.pages, first.total) == (20, 2, 21)
    assert titles(queries.ideas_page(session, round_.id, IdeaFilter(), page=99)) == [
        "Idea of mine 0"
    ]
    assert queries.ideas_page(session, round_.id, IdeaFilter(), page=-4).number == 1
