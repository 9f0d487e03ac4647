"""Pictures of a count: bars with the same numbers as tables.

Source: docs/rules/results.md sections 2 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pbplatform.core.money import Currency
from pbplatform.core.undecided import PaperNumbers
from pbplatform.results.domain.channels import Channels
from pbplatform.results.pages.areas import AreaLine
from pbplatform.results.pages.presentation import ResultPage, Row
from pbplatform.results.pages.steps import CountStep, Pool, StepsPage
from pbplatform.results.words.sums import Shown, shown_in
from pbplatform.web.figures import Bar, Cell, Picture, numbered_name, user_name
from pbplatform.web.presentation import percent, whole_number
from pbplatform.web.sentences import gettext


@dataclass(frozen=True)
class ResultPictures:
    """Of the page of a result.

    Attributes:
        votes: every project, winners first.
        won, near: rows beside the bars of Equal Shares: winners, and those that did not win.
    """

    votes: Picture
    won: list[list[Cell]]
    near: list[list[Cell]]


def of_result(page: ResultPage) -> ResultPictures:
    """All pictures of a published result."""
    shown = shown_in(page.round.currency)
    return ResultPictures(
        votes=_votes([*page.winners, *page.others], shown),
        won=[[_name(row), row.votes, row.counted, shown(row.cost_minor)] for row in page.winners],
        near=[
            [_name(row), row.votes, shown(row.cost_minor), shown(row.missing_minor)]
            for row in page.others
        ],
    )


def _votes(rows: Sequence[Row], shown: Shown) -> Picture:
    return Picture(
        bars=[
            Bar(_plain(row), row.votes, row.share, kind="solid" if row.won else "have")
            for row in rows
        ],
        rows=[
            [
                _name(row),
                row.votes,
                shown(row.cost_minor),
                gettext("Won") if row.won else gettext("Did not win"),
            ]
            for row in rows
        ],
    )


@dataclass(frozen=True)
class StepsPictures:
    """Of the page that tells a count step by step.

    Attributes:
        columns: of the table of steps; by shares it has three more.
    """

    steps: Picture
    columns: list[str]
    pools: Picture


def of_steps(page: StepsPage, currency: Currency) -> StepsPictures:
    """All pictures of a count, step by step."""
    shown = shown_in(currency)
    return StepsPictures(
        steps=Picture(
            bars=[
                Bar(
                    name=_plain(step),
                    figure=gettext("%(left)s left", left=shown(step.left_minor)),
                    share=step.share,
                    rest=step.rest,
                )
                for step in page.steps
            ],
            rows=[_step_row(step, shown, by_shares=page.by_shares) for step in page.steps],
        ),
        columns=_step_columns(by_shares=page.by_shares),
        pools=Picture(
            bars=[
                Bar(
                    name=_plain(pool),
                    figure=gettext("%(money)s before", money=shown(pool.before_minor)),
                    after=gettext("%(money)s after", money=shown(pool.after_minor)),
                    share=pool.share,
                    rest=pool.rest,
                )
                for pool in page.pools
            ],
            rows=[
                [
                    _name(pool),
                    pool.votes,
                    shown(pool.before_minor),
                    shown(pool.cost_minor),
                    shown(pool.price_minor),
                    shown(pool.after_minor),
                ]
                for pool in page.pools
            ],
        ),
    )


def _step_columns(*, by_shares: bool) -> list[str]:
    paid = [
        gettext("Price for each person"),
        gettext("Paid the price"),
        gettext("Gave all they had left"),
    ]
    return [
        gettext("Project"),
        gettext("What happened"),
        gettext("Votes"),
        gettext("Cost"),
        *(paid if by_shares else ()),
        gettext("Left after it"),
    ]


def _step_row(step: CountStep, shown: Shown, *, by_shares: bool) -> list[Cell]:
    happened = gettext("Won") if step.won else gettext("Too little was left")
    paid = (shown(step.price_minor), step.in_full, step.gave_all) if by_shares else ()
    cost, left = shown(step.cost_minor), shown(step.left_minor)
    return [_name(step), happened, step.votes, cost, *paid, left]


def of_areas(lines: Sequence[AreaLine], currency: Currency) -> Picture:
    """Money for each area."""
    nowhere, shown = gettext("No area named"), shown_in(currency)
    return Picture(
        bars=[Bar(line.name or nowhere, shown(line.cost_minor), line.bar) for line in lines],
        rows=[
            [
                user_name(line.name) if line.name else nowhere,
                line.on_ballot,
                line.won,
                shown(line.cost_minor),
                line.part,
            ]
            for line in lines
        ],
    )


def of_channels(channels: Channels) -> Picture:
    """How the votes came: bars in parts of all votes."""
    ways = [
        (gettext("Online"), channels.online),
        (gettext("On paper"), channels.on_paper),
    ]
    closed = channels.closed
    return Picture(
        bars=[
            Bar(name, str(whole_number(votes)), votes * 100 // closed if closed else 0)
            for name, votes in ways
        ],
        rows=[[name, str(whole_number(votes)), percent(votes, closed)] for name, votes in ways],
    )


def papers_rows(channels: Channels) -> list[list[Cell]]:
    """Where the ballot papers are: given out and beyond that, and the places that add up to it."""
    papers = channels.papers
    told = [
        (gettext("Given out"), papers.issued),
        *([(gettext("More came back than were given out"), papers.more)] if papers.more else []),
        (gettext("Spoiled, and another one given"), papers.spoiled),
        (gettext("Given back unused"), papers.unused),
        (gettext("Came back and are in the box"), channels.on_paper),
        (gettext("Came back and were set aside"), papers.set_aside),
        (gettext("Did not come back"), papers.not_returned),
        *_conditional_rows(papers),
    ]
    return [[name, str(whole_number(number))] for name, number in told]


def _conditional_rows(papers: PaperNumbers) -> list[tuple[str, int]]:
    """Papers given under a condition are among those given out: what became of them."""
    if not papers.conditional:
        return []
    return [
        (gettext("Given under a condition, and counts"), papers.conditional_counted),
        (gettext("Given under a condition, and does not count"), papers.conditional_refused),
    ]


def _plain(project: Row | CountStep | Pool) -> str:
    return f"{project.number} {project.title}"


def _name(project: Row | CountStep | Pool) -> str:
    return numbered_name(project.number, project.title)
