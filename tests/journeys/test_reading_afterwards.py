"""A place reads what residents send before it is public, or afterwards.

Rules: docs/rules/proposals.md section 2, points.md section 1, places.md section 4.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.by_pages import Browser
from tests.journeys.navigators import forums, ideas, roles, rounds
from tests.journeys.navigators.people import operator_makes_auditor
from tests.journeys.navigators.place import give_role
from tests.journeys.town import FORUM, LAST_DAY, Town

FUND = "Neighbour Fund 2027"
HERE = "/rounds/neighbour-fund-2027"
IDEA = f"{HERE}/ideas/1"
POINT = "/forums/town-forum/points/1"
NEW = "/forums/town-forum/points/new"
OLA = "ola@example.org"


def reads(town: Town, **when: str) -> None:
    roles.change_settings(town("Bea"), reason="We try it", **when)


@pytest.fixture
def forum(town: Town) -> Town:
    town.call_forum()
    return town


@pytest.fixture
def fund(town: Town) -> Town:
    """A round that takes ideas, on a Tuesday."""
    bea, desk = town("Bea"), f"/desk/facilitator{HERE}"
    rounds.start_round(bea, name=FUND, money="500,000", first_day=date(2027, 4, 5))
    rounds.add_committee(bea, desk, "Streets and parks")
    for name in ("Amina", "Dev"):
        rounds.appoint_delegate(bea, desk, name=name, committee="streets-and-parks")
    rounds.publish_round(bea, desk)
    town.go_to(datetime(2027, 4, 6, 9, tzinfo=UTC))
    return town


def send_idea(town: Town, who: str = "Rosa", title: str = "Seats in the shade") -> Browser:
    browser = town(who)
    ideas.write_idea(browser, FUND, title=title, text="They would bring us together.")
    ideas.send_idea(browser)
    return browser


def raise_point(town: Town, who: str = "Rosa") -> Browser:
    browser = town(who)
    forums.raise_point(browser, FORUM, title="Bins", said="They overflow by Friday.")
    return browser


def open_point_on_desk(browser: Browser) -> None:
    forums.open_forum_desk(browser, FORUM)
    browser.press("Open point 1")


def stays(browser: Browser, **typed: str) -> None:
    browser.send("title", button="I have read it: it stays", **typed)


def test_idea_waits_to_be_read_where_the_place_reads_before(fund: Town) -> None:
    rosa = fund("Rosa")
    rosa.open(f"{HERE}/ideas/new")
    assert "It is public as soon as you send it." not in rosa.page.words
    rosa = send_idea(fund)
    assert "Idea 1 is sent." in rosa.page.words
    fund.mail_to("Rosa", "Idea 1 is sent", "A facilitator reads")
    assert fund.stranger().open(IDEA).status == 404
    assert "Every idea is read first." in fund.stranger().open("/help").words


def test_idea_is_public_at_once_and_stays_when_it_was_read(fund: Town) -> None:
    reads(fund, reads_ideas="after")
    rosa = fund("Rosa")
    rosa.open(f"{HERE}/ideas/new")
    assert "It is public as soon as you send it." in rosa.page.words
    ideas.write_idea(rosa, FUND, title="Seats in the shade", text="In summer.")
    assert "It is public at once. A facilitator reads it by Thursday 8 April" in rosa.page.words
    ideas.send_idea(rosa)
    assert "Idea 1 is sent, and everybody can read it." in rosa.page.words
    fund.mail_to("Rosa", "Idea 1 is public", "A facilitator reads it by 8 April 2027")
    fund.no_mail_to("Rosa", "Idea 1 is sent")
    fund.acts_next(
        IDEA,
        "Public. A facilitator has not read it yet.",
        "They read it. It is public meanwhile.",
        "Thursday 8 April",
    )
    assert "Seats in the shade" in fund.stranger().open(f"{HERE}/ideas").words
    fund.log_says(
        "Idea 1 was sent in.", "Idea 1 is public, and nobody has read it yet. It is read by"
    )
    assert "Every idea is public as soon as it is sent." in fund.stranger().open("/help").words
    bea = fund("Bea")
    assert "1 public idea to read" in bea.open("/desk/facilitator").words
    bea.press("Read public ideas")
    bea.press("Read it Idea 1")
    bea.send(button="I have read it: it stays")
    assert "You have read idea 1. It stays public." in bea.page.words
    fund.log_says("A facilitator read idea 1. It stays public.")
    fund.acts_next(IDEA, "They take a first look and claim it for a committee.")
    assert "public idea to read" not in bea.open("/desk/facilitator").words


def test_idea_that_nobody_reads_in_time_is_late_in_public(fund: Town) -> None:
    reads(fund, reads_ideas="after")
    send_idea(fund)
    fund.go_to(datetime(2027, 4, 8, 21, tzinfo=UTC))
    assert "Late." not in fund.stranger().open(IDEA).words
    fund.go_to(datetime(2027, 4, 9, 9, tzinfo=UTC))
    fund.acts_next(
        IDEA, "Late. A facilitator promised to act by Thursday 8 April", "It is public meanwhile."
    )
    desk = fund("Bea").open("/desk/facilitator").words
    assert desk.index("Late") < desk.index("1 public idea to read")


def test_idea_that_must_not_stay_is_hidden_from_the_page_on_which_it_is_read(fund: Town) -> None:
    reads(fund, reads_ideas="after")
    send_idea(fund)
    bea = fund("Bea")
    bea.open(f"/desk/facilitator/ideas{IDEA.removeprefix('/rounds').replace('/ideas', '')}")
    bea.press("Hide it, or strike words")
    bea.send(
        outcome="struck",
        struck="bring us together",
        rule="spam",
        reason="An advert.",
        button="See it as everybody will",
    )
    bea.send(button="Strike the words")
    assert "bring us together" not in fund.stranger().open(IDEA).text
    fund.mail_to("Rosa", "An advert.", "second look")
    fund.log_says("Decision 1: words in a text were struck.")
    fund.acts_next(IDEA, "They take a first look and claim it for a committee.")
    assert "public idea to read" not in bea.open("/desk/facilitator").words


def test_nobody_reads_an_idea_of_their_own(fund: Town) -> None:
    reads(fund, reads_ideas="after")
    bea = send_idea(fund, "Bea")
    page = bea.open("/desk/facilitator/ideas/neighbour-fund-2027/1")
    assert "You wrote this idea, so another facilitator must read it." in page.words
    assert "I have read it: it stays" not in page.words


def test_withdrawn_idea_needs_no_reading(fund: Town) -> None:
    reads(fund, reads_ideas="after")
    rosa = send_idea(fund)
    rosa.press("Withdraw your idea")
    rosa.send()
    bea = fund("Bea")
    assert "public idea to read" not in bea.open("/desk/facilitator").words
    page = bea.open("/desk/facilitator/ideas/neighbour-fund-2027/1")
    assert "I have read it: it stays" not in page.words


def test_page_that_was_left_open_reads_nothing_a_second_time(fund: Town) -> None:
    give_role(
        fund("Bea"),
        name="Kit",
        role="facilitator",
        scope="round:neighbour-fund-2027",
        last_day=LAST_DAY,
    )
    reads(fund, reads_ideas="after")
    send_idea(fund)
    bea, kit = fund("Bea"), fund("Kit")
    for each in (bea, kit):
        each.open("/desk/facilitator/ideas/neighbour-fund-2027/1")
    kit.send(button="I have read it: it stays")
    bea.send(button="I have read it: it stays")
    assert "This idea was read before, or it is not public any more." in bea.page.words


def test_change_of_the_setting_moves_no_idea_that_was_sent_before(fund: Town) -> None:
    send_idea(fund)
    reads(fund, reads_ideas="after")
    assert fund.stranger().open(IDEA).status == 404
    send_idea(fund, "Nadia", "Lamps by the canal")
    reads(fund, reads_ideas="before")
    second = f"{HERE}/ideas/2"
    fund.acts_next(second, "They read it. It is public meanwhile.")
    send_idea(fund, "Sam", "A tap in the park")
    assert fund.stranger().open(f"{HERE}/ideas/3").status == 404
    bea = fund("Bea").open("/desk/facilitator")
    assert "2 ideas to read" in bea.words
    assert "1 public idea to read" in bea.words
    ideas.read_and_publish(fund("Bea"), 1)
    fund.acts_next(IDEA, "They take a first look and claim it for a committee.")


def test_point_waits_to_be_read_where_the_place_reads_before(forum: Town) -> None:
    rosa = forum("Rosa")
    rosa.open(NEW)
    assert "and publishes it, or tells you why not." in rosa.page.words
    rosa = raise_point(forum)
    assert "Point 1 is sent." in rosa.page.words
    assert forum.stranger().open(POINT).status == 404


def test_point_is_public_at_once_and_gets_its_team_when_it_was_read(forum: Town) -> None:
    reads(forum, reads_points="after")
    rosa = forum("Rosa")
    rosa.open(NEW)
    assert "It is public as soon as you send it." in rosa.page.words
    rosa.send(title="Bins", verbatim="They overflow by Friday.", button="Check my point")
    assert "It is public at once. A facilitator reads it by Friday 12 March" in rosa.page.words
    rosa.send(button="Send my point")
    assert "Point 1 is sent, and everybody can read it." in rosa.page.words
    # The clock of a point that is published on the day on which it came; Easter is no work.
    forum.acts_next(
        POINT, "They promised an answer by Friday 9 April 2027", "It is public meanwhile."
    )
    log = "Point 1 is public, and nobody has read it yet. It is read by"
    forum.log_says("Point 1 was raised.", log)
    bea = forum("Bea")
    open_point_on_desk(bea)
    stays(bea, title="Bins behind Sidings Row", team="parks")
    assert "You have read the point. It stays public and has a team." in bea.page.words
    forum.log_says(
        "A facilitator read point 1. It stays public: Bins behind Sidings Row",
        "Point 1 was given to a team to answer.",
    )
    forum.acts_next(POINT, "Bins behind Sidings Row", "Parks", "Answers in writing.")
    forum.mail_to("Ann", "Bins behind Sidings Row")
    assert "public point to read" not in bea.open("/desk/facilitator").words


def test_point_that_nobody_reads_in_time_is_late_in_public_and_then_its_answer_is(
    forum: Town,
) -> None:
    reads(forum, reads_points="after")
    raise_point(forum)
    forum.pass_days(5)
    forum.acts_next(POINT, "A facilitator of the forum", "It is public meanwhile.", "Late")
    assert "1 public point to read" in forum("Bea").open("/desk/facilitator").words
    forum.pass_days(40)
    words = forum.stranger().open(POINT).words
    assert "It is public meanwhile." not in words
    assert "1 public point to read" in forum("Bea").open("/desk/facilitator").words


def test_point_without_an_account_is_public_by_the_press_in_the_mail(forum: Town) -> None:
    reads(forum, reads_points="after")
    ola = forum.stranger()
    ola.open(NEW)
    ola.send(title="Bins", verbatim="They overflow.", button="Check my point")
    assert "It is public as soon as you send it." in ola.page.words
    ola.send(name="Ola", email=OLA, button="Send me a link")
    forum.follow_link(ola, forum.mail_to(OLA, "not sent yet"), f"{NEW}/send/")
    assert "It is public as soon as you send it." in ola.page.words
    assert forum.stranger().open(POINT).status == 404
    ola.send(button="Send my point")
    assert "Point 1 is sent, and everybody can read it." in ola.page.words
    mail = forum.mail_to(OLA, "Your point 1 is public", "You raised it without an account")
    assert forum.follow_link(ola, mail, "/forums/town-forum/points/asker/").status == 200
    forum.acts_next(POINT, "Ola", "It is public meanwhile.")


def test_nobody_reads_a_point_of_their_own(forum: Town) -> None:
    give_role(
        forum("Bea"), name="Kit", role="facilitator", scope="forum:town-forum", last_day=LAST_DAY
    )
    reads(forum, reads_points="after")
    bea = raise_point(forum, "Bea")
    open_point_on_desk(bea)
    assert "You raised this point, so another facilitator must read it." in bea.page.words
    assert "I have read it: it stays" not in bea.page.words
    kit = forum("Kit")
    open_point_on_desk(kit)
    stays(kit, team="waste")
    assert "It stays public and has a team." in kit.page.words


def test_point_that_was_read_meanwhile_is_not_read_again(forum: Town) -> None:
    give_role(
        forum("Bea"), name="Kit", role="facilitator", scope="forum:town-forum", last_day=LAST_DAY
    )
    reads(forum, reads_points="after")
    raise_point(forum)
    bea, kit = forum("Bea"), forum("Kit")
    for each in (bea, kit):
        open_point_on_desk(each)
    stays(kit, team="waste")
    bea.send("title", team="parks", button="I have read it: it stays")
    assert bea.page.status in (409, 422)
    forum.acts_next(POINT, "Waste", "Answers in writing.")


def test_title_is_needed_and_enter_in_a_field_reads_nothing(forum: Town) -> None:
    reads(forum, reads_points="after")
    raise_point(forum)
    bea = forum("Bea")
    open_point_on_desk(bea)
    stays(bea, title="", team="waste")
    assert "I have read it: it stays" in bea.page.words
    bea.send("title", button="Go on")
    forum.acts_next(POINT, "It is public meanwhile.")


def test_withdrawn_point_needs_no_reading_until_somebody_goes_on_with_it(forum: Town) -> None:
    reads(forum, reads_points="after")
    rosa = raise_point(forum)
    rosa.press("Withdraw your point")
    rosa.send(button="Withdraw it")
    assert "public point to read" not in forum("Bea").open("/desk/facilitator").words
    rosa.send(button="Go on with this point")
    assert "1 public point to read" in forum("Bea").open("/desk/facilitator").words
    forum.acts_next(POINT, "It is public meanwhile.")


def test_change_of_the_setting_moves_no_point_that_was_sent_before(forum: Town) -> None:
    raise_point(forum)
    reads(forum, reads_points="after")
    assert forum.stranger().open(POINT).status == 404
    raise_point(forum, "Sam")
    reads(forum, reads_points="before")
    forum.acts_next("/forums/town-forum/points/2", "It is public meanwhile.")
    raise_point(forum, "Nadia")
    assert forum.stranger().open("/forums/town-forum/points/3").status == 404
    forums.publish_point(forum("Bea"), FORUM, 1, team="waste")
    forum.acts_next(POINT, "Waste", "Answers in writing.")


def test_setting_for_ideas_leaves_points_alone(forum: Town) -> None:
    reads(forum, reads_ideas="after")
    raise_point(forum)
    assert forum.stranger().open(POINT).status == 404


def test_auditor_reads_nothing(forum: Town) -> None:
    operator_makes_auditor(forum.app, "Una", clock_at=forum.clock.at)
    reads(forum, reads_points="after")
    raise_point(forum)
    assert forum("Una").open("/desk/facilitator/forums/town-forum/points/1").status == 403
