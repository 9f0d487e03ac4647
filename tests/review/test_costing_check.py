"""A costing is seen before it is public, odd numbers are asked again, a question finds its team.

Source: docs/rules/review.md sections 2 and 3.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.places.models import Place
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.proposals.queries import version_of
from pbplatform.review import queries, services
from pbplatform.review.kinds import NotReady, Unusual
from pbplatform.review.models import Costing, CostingCondition
from pbplatform.review.queries.conditions import conditions_of
from pbplatform.review.queries.holding import unready_projects
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person, make_team
from tests.factories_proposals import (
    ANSWERING,
    DECIDING,
    Story,
    answer,
    make_costing,
    make_story,
)
from tests.pages import after_the_check, hidden_field, looked_at

COSTING = "/desk/official/costings/neighbour-fund/1"
PROPOSAL = "/rounds/neighbour-fund/proposals/1-quiet-benches"
TYPED = {
    "verdict": "yes",
    "low": "8,000",
    "likely": "9,000",
    "high": "12,000",
    "price": "9,000",
    "months": "4",
    "included": "Six benches.",
    "sure": "rough",
}


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = ANSWERING
    told = make_story(session)
    make_costing(session, told.proposal(), told.team, told.amina)
    session.commit()
    return told


def stored(session: Session) -> Costing:
    session.rollback()
    return session.query(Costing).one()


@pytest.mark.parametrize(
    ("changed", "odd"),
    [
        ({}, []),
        ({"price_minor": 90_000}, [Unusual.TENFOLD, Unusual.OUTSIDE]),
        ({"price_minor": 1_980_001}, [Unusual.OUTSIDE]),
        ({"price_minor": 1_980_000}, []),
        ({"price_minor": 1_549_999}, [Unusual.OUTSIDE]),
        ({"price_minor": 18_000_000}, [Unusual.TENFOLD, Unusual.OUTSIDE]),
        ({"low_minor": 0}, [Unusual.NOUGHT]),
        ({"low_minor": 198_000}, [Unusual.WIDE]),
        ({"low_minor": 198_001}, []),
        ({"yearly_minor": 1_800_001}, [Unusual.YEARLY_OVER_PRICE]),
        ({"verdict": "no"}, []),
    ],
)
def test_odd_numbers_are_known_at_their_edges(
    changed: dict[str, object], odd: list[Unusual]
) -> None:
    assert services.unusual(answer(**changed), 50_000_000) == odd


def test_price_of_a_tenth_is_public_only_after_a_second_look(
    client: FlaskClient, session: Session, story: Story
) -> None:
    sign_in(client, story.tom, ANSWERING)
    typed = {**TYPED, "price": "900"}
    checked = client.post(COSTING, data={**typed, "action": "check"})
    assert "Not published yet." in checked.text
    assert "a tenth of it or less" in checked.text
    seen = {"seen": hidden_field(checked.text, "seen"), "action": "publish"}
    refused = client.post(COSTING, data={**typed, **seen})
    assert refused.status_code in (409, 422)
    assert stored(session).is_open
    done = client.post(COSTING, data={**typed, **seen, "checked": "y"})
    assert done.status_code == 302
    assert stored(session).price_minor == 90_000


@pytest.mark.parametrize(
    "other",
    [{"price": "90,000"}, {"included": "Nothing."}, {"seen": ""}, {"yearly_says": "nothing"}],
)
def test_what_is_published_is_what_was_shown(
    client: FlaskClient, session: Session, story: Story, other: dict[str, str]
) -> None:
    sign_in(client, story.tom, ANSWERING)
    checked = client.post(COSTING, data={**TYPED, "action": "check"})
    seen = {"seen": hidden_field(checked.text, "seen"), "action": "publish"}
    refused = client.post(COSTING, data={**TYPED, **seen, **other, "checked": "y"})
    assert refused.status_code == 409
    assert stored(session).is_open


def test_change_brings_the_form_back_with_all_that_was_typed(
    client: FlaskClient, session: Session, story: Story
) -> None:
    sign_in(client, story.tom, ANSWERING)
    back = client.post(COSTING, data={**TYPED, "action": "change"})
    assert 'value="8,000"' in back.text
    assert "Six benches.</textarea>" in back.text
    assert stored(session).is_open


@pytest.mark.parametrize(
    ("said", "minor", "words"),
    [
        ({}, None, "The team has not said what it costs each year."),
        ({"yearly_says": "unsaid"}, None, "The team has not said what it costs each year."),
        ({"yearly_says": "nothing"}, 0, "Nothing to pay each year."),
        (
            {"yearly_says": "amount", "yearly": "450", "yearly_payer": "Parks"},
            45_000,
            "£450 a year to keep, paid by",
        ),
    ],
)
def test_cost_each_year_is_an_amount_or_nothing_or_not_said(
    client: FlaskClient,
    session: Session,
    story: Story,
    said: dict[str, str],
    minor: int | None,
    words: str,
) -> None:
    sign_in(client, story.tom, ANSWERING)
    done = after_the_check(client, COSTING, {**TYPED, **said})
    assert "Your answer is public." in done.text
    assert stored(session).yearly_minor == minor
    page = client.get(PROPOSAL).text
    assert words in page
    assert ("Nothing to pay each year." in page) == (minor == 0)


def test_amount_each_year_that_is_announced_must_be_typed(
    client: FlaskClient, session: Session, story: Story
) -> None:
    sign_in(client, story.tom, ANSWERING)
    refused = client.post(COSTING, data={**TYPED, "yearly_says": "amount", "action": "check"})
    assert "Enter the amount for each year, or say that it costs nothing" in refused.text
    assert stored(session).is_open


def test_team_that_was_asked_wrongly_passes_the_question_on_once(
    client: FlaskClient, session: Session, story: Story
) -> None:
    roads = make_team(session, "Roads")
    una = make_person(session, "Una", role="official", scope=roads.scope)
    session.commit()
    sign_in(client, story.tom, ANSWERING)
    due = stored(session).due_on
    nothing = client.post(f"{COSTING}/pass", data={"team": "roads"})
    assert nothing.status_code == 422
    typed = {"team": "roads", "words": "The lane is theirs."}
    assert client.post(f"{COSTING}/pass", data=typed).status_code == 302
    held = stored(session)
    assert (held.team_id, held.passed_from, held.due_on) == (roads.id, "Parks", due)
    assert "The lane is theirs." in client.get(PROPOSAL).text
    acting = {"costing_id": held.id, "now": ANSWERING}
    with pytest.raises(NotAllowed, match="only_its_team"):
        services.answer_costing(session, actor=story.tom, answer=answer(), **acting)
    with pytest.raises(Conflict, match="passed_already"):
        services.pass_costing(session, actor=una, team_id=story.team.id, words="No.", **acting)
    services.answer_costing(session, actor=una, answer=answer(), **acting)
    assert queries.costings_for_teams(session, ["roads"], ANSWERING) == []


def test_ballot_with_an_older_price_or_a_condition_is_not_frozen(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    clock.at = DECIDING
    story = make_story(session)
    changed, odd = story.costed(), story.costed()
    story.decide(changed)
    story.decide(odd)
    # Decided before the rules of today: no way leads here any more.
    changed.version = 2
    session.merge(version_like(session, changed))
    condition = {"costing_id": 2, "n": 1, "words": "Six benches, not eight."}
    session.add(CostingCondition(**condition, shown_words="", said_words=""))
    session.get_one(Costing, 2).verdict = "if_changed"
    session.commit()
    told = conditions_of(session, story.round.id)
    assert [(each.number, each.priced, each.version, list(each.unmet)) for each in told] == [
        (1, 1, 2, []),
        (2, 1, 1, ["Six benches, not eight."]),
    ]
    why = [(each.number, each.why) for each in unready_projects(session, story.round.id)]
    assert why == [(1, NotReady.PRICE), (2, NotReady.CONDITION)]
    sign_in(client, story.bea, DECIDING)
    freeze = "/desk/facilitator/rounds/neighbour-fund/freeze"
    page = client.get(freeze).text
    public = client.get("/rounds/neighbour-fund/proposals/2-quiet-benches").text
    for text in (page, public):
        assert "Six benches, not eight." in text
    assert "The price is for version 1" in page
    assert "Every project fits into the money." in page
    assert "The ballot cannot be frozen with 2 of its projects." in page
    refused = client.post(freeze, data={"seen": hidden_field(page, "seen"), **looked_at(page)})
    assert refused.status_code == 409
    assert "These projects cannot be frozen as they are: 1, 2." in refused.text
    session.rollback()
    assert story.round.frozen_at is None


def version_like(session: Session, proposal: Proposal) -> ProposalVersion:
    """The text of a proposal as its second version."""
    text = version_of(session, proposal.id, 1)
    facts = {name: getattr(text, name) for name in ("title", "summary", "made_at")}
    return ProposalVersion(proposal_id=proposal.id, version=2, text="Twelve benches.", **facts)


def test_tick_below_warnings_counts_only_for_warnings_that_were_shown(
    client: FlaskClient, session: Session, story: Story
) -> None:
    sign_in(client, story.tom, ANSWERING)
    typed = {**TYPED, "price": "900", "checked": "y"}
    checked = client.post(COSTING, data={**typed, "action": "check"})
    assert "checked>" not in checked.text.split('name="checked"')[1].split("</div>")[0]
    blind = client.post(COSTING, data={**typed, "action": "publish"})
    assert blind.status_code == 409
    assert "a tenth of it or less" in blind.text
    seen = {"seen": hidden_field(checked.text, "seen"), "action": "publish"}
    story.round.row_money_minor = 80_000  # now it is more than all the money, too
    session.commit()
    refused = client.post(COSTING, data={**typed, **seen})
    assert refused.status_code == 409
    assert "more than all the money" in refused.text
    assert stored(session).is_open


@pytest.mark.parametrize(
    ("code", "exponent", "typed", "minor"),
    [("JPY", 0, "9,000", 9_000), ("KWD", 3, "9,000.125", 9_000_125)],
)
def test_prices_are_whole_minor_units_of_any_currency(
    client: FlaskClient,
    session: Session,
    story: Story,
    code: str,
    exponent: int,
    typed: str,
    minor: int,
) -> None:
    for place in session.query(Place):
        place.currency_code, place.currency_exponent = code, exponent
    story.round.row_currency_code, story.round.row_currency_exponent = code, exponent
    session.commit()
    sign_in(client, story.tom, ANSWERING)
    amounts = dict.fromkeys(("low", "likely", "high", "price"), typed)
    done = after_the_check(client, COSTING, {**TYPED, **amounts})
    assert "Your answer is public." in done.text
    assert stored(session).price_minor == minor
