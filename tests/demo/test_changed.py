"""What changed, stories and years say what the other pages of the demonstration say.

Source: docs/rules/changed.md sections 2 to 4.
"""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.delivery.words.sentences import project_url
from pbplatform.rounds.models import BallotProject, Round
from tests.demo.reading import figures, page_of

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


def rows(hackford: Flask, what: str) -> list[dict[str, str]]:
    text = hackford.test_client().get("/changed.csv").text
    return [row for row in csv.DictReader(io.StringIO(text)) if row["what"] == what]


def years(hackford: Flask) -> list[int]:
    found = re.findall(r'href="/years/(\d{4})"', page_of(hackford, "/years"))
    return [int(year) for year in found]


def stories(hackford: Flask) -> list[str]:
    """Addresses of all stories, from the rows of projects."""
    with hackford.test_request_context():
        query = (
            select(Project, BallotProject.title, Round.slug)
            .join(Round, Round.id == Project.round_id)
            .join(
                BallotProject,
                (BallotProject.round_id == Project.round_id)
                & (BallotProject.number == Project.number),
            )
            .where(Project.step.in_([Step.OPEN, Step.LOOKED_BACK]))
        )
        return [
            f"{project_url(slug, project.number, title)}/story"
            for project, title, slug in db.session.execute(query)
        ]


def test_ideas_of_each_round_are_those_of_its_list(hackford: Flask) -> None:
    told = rows(hackford, "ideas-on-ballot")
    assert told
    for row in told:
        page = page_of(hackford, f"/{row['of']}/ideas")
        listed = re.search(r"<caption>\s*(\d+) ideas?\b", page)
        assert int(row["of_all"]) == (int(listed[1]) if listed else 0), row
        if row["counted"]:
            assert int(row["counted"]) <= int(row["of_all"])


def test_idea_on_the_ballot_belongs_to_a_proposal_whose_page_says_so(hackford: Flask) -> None:
    page = page_of(hackford, "/changed")
    reached = re.findall(r'<li><a href="(/rounds/[^"]+/ideas/\d+)">', page)
    with hackford.app_context():
        frozen = set(db.session.scalars(select(Round.slug).where(Round.frozen_at.is_not(None))))
    assert len(reached) == sum(
        int(row["counted"] or 0) for row in rows(hackford, "ideas-on-ballot")
    )
    for url in reached:
        assert url.split("/")[2] in frozen


def test_promises_of_all_years_are_those_of_the_page_of_promises(hackford: Flask) -> None:
    page = page_of(hackford, "/promises")
    total = re.search(r"1 to \d+ of (\d+) promises", page)
    whole = int(total[1]) if total else len(re.findall(r'id="promise-', page))
    shown = figures(page)
    kept = groups = 0
    for year in years(hackford):
        of_year = figures(page_of(hackford, f"/years/{year}"))
        names = [words for words in shown if words in of_year]
        groups += sum(of_year[words] for words in names)
        kept += of_year["kept by the day"]
    assert groups == whole == sum(shown.values())
    assert kept == shown["kept by the day"]
    told = rows(hackford, "promises-kept-by-first-day")
    assert sum(int(row["counted"]) for row in told) <= kept


def test_points_of_all_years_are_those_of_the_forum(hackford: Flask) -> None:
    home = re.search(r"(\d+) points? gets? an answer:", page_of(hackford, "/"))
    assert home is not None
    of_years = [figures(page_of(hackford, f"/years/{year}")) for year in years(hackford)]
    assert sum(each["points that came and get an answer"] for each in of_years) == int(home[1])
    for each in of_years:
        parts = ("answered in time", "answered late", "waiting, in time", "waiting, late")
        assert sum(each[name] for name in parts) == each["points that came and get an answer"]


def test_rounds_of_a_year_are_counted_as_their_pages_count_them(hackford: Flask) -> None:
    seen = set()
    for year in years(hackford):
        page = page_of(hackford, f"/years/{year}")
        for slug, row in re.findall(r'<tr data-round="([^"]+)">(.*?)</tr>', page):
            seen.add(slug)
            cells = [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
            if cells[4].isdecimal():
                delivery = page_of(hackford, f"/rounds/{slug}/delivery")
                won = re.search(r"All \((\d+)\)", delivery)
                assert won is not None
                assert int(cells[4]) == int(won[1])
    with hackford.app_context():
        public = select(Round.slug).where(Round.published_at.is_not(None))
        assert seen == set(db.session.scalars(public))


def test_every_finished_project_has_a_story_and_each_of_its_links_answers(
    hackford: Flask,
) -> None:
    found = stories(hackford)
    assert found
    client = hackford.test_client()
    for url in found:
        page = page_of(hackford, url)
        links = set(re.findall(r'<li data-told>.*?<a href="([^"]+)"', page))
        assert links
        for link in links:
            answer = client.get(unescape(link), follow_redirects=True)
            assert answer.status_code == 200, (url, link)


def test_votes_money_and_steps_of_a_story_stand_on_the_pages_of_the_project(
    hackford: Flask,
) -> None:
    for url in stories(hackford):
        story, project = page_of(hackford, url), page_of(hackford, url.removesuffix("/story"))
        votes = re.search(r"It won with (\d+) votes?:", story)
        assert votes is not None
        assert re.search(rf"\b{votes[1]} votes?\b", project)
        cost = re.search(r"On the ballot it cost ([^ ]+)\.", story)
        assert cost is not None
        assert cost[1] in project
