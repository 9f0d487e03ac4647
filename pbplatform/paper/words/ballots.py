"""What stands on a ballot paper, as data of `templates/print/ballot.typ`.

Nothing of a voter stands there, and no language that tells who took it: every paper says how to
mark it in all languages of the place. Source: docs/rules/printing.md section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from pbplatform.rounds.domain.ballots import Approval, Ballot, Knapsack, Points, Ranking
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.words.status import end_moment
from pbplatform.web.languages import in_language, page_direction, page_language
from pbplatform.web.presentation import money
from pbplatform.web.printing import Told

ORDINARY, LARGE = 14, 18


@dataclass(frozen=True)
class Marked:
    """How papers of one kind of ballot are marked.

    Attributes:
        into: what is put into a box, `cross` or `number`; a number takes a wider box.
        lines: what the paper says of it.
    """

    into: str
    lines: Callable[[Definition], list[str]]


def _by_cross(told: Definition) -> list[str]:
    free = [] if told.max_choices else [_("Choose as many projects as you like.")]
    return [_cross(), *_at_most(told.max_choices), *free]


def _by_cross_within_the_fund(told: Definition) -> list[str]:
    fund = money(told.money_minor, told.currency)
    within = _(
        "Together they can cost %(fund)s. If they cost more, your vote does not count.", fund=fund
    )
    return [_cross(), *_at_most(told.max_choices), within]


def _by_points(told: Definition) -> list[str]:
    return [
        _("Write how many points you give into the box of each project that you want."),
        ngettext(
            "You have %(num)s point. If you give more, your vote does not count.",
            "You have %(num)s points. If you give more, your vote does not count.",
            told.max_points or 0,
        ),
        *_at_most(told.max_choices),
    ]


def _by_places(told: Definition) -> list[str]:
    return [
        _("Write 1 into the box of the project that you want most, then 2, 3 and so on."),
        _("You need not number all."),
        *_at_most(told.max_choices),
    ]


MARKED: Mapping[type[Ballot], Marked] = {
    Approval: Marked("cross", _by_cross),
    Knapsack: Marked("cross", _by_cross_within_the_fund),
    Points: Marked("number", _by_points),
    Ranking: Marked("number", _by_places),
}


def mark_lines(told: Definition) -> list[str]:
    """How a paper of this round is marked, and when it does not count."""
    return MARKED[told.ballot].lines(told)


def _cross() -> str:
    return str(_("Mark a cross in the box of each project that you want."))


def _at_most(most: int | None) -> list[str]:
    if most is None:
        return []
    return [
        ngettext(
            "Choose up to %(num)s project. If you choose more, your vote does not count.",
            "Choose up to %(num)s projects. If you choose more, your vote does not count.",
            most,
        )
    ]


def _instructions(round_: Round, told: Definition) -> dict[str, Told]:
    """In the language that is set."""
    return {
        "language": page_language().split("-", maxsplit=1)[0],
        "direction": page_direction(),
        "heading": _("How to mark this paper"),
        "lines": [
            *mark_lines(told),
            _("Write nothing else on it: no name and no sign."),
            _("A mistake? Ask for a new paper and give this one back."),
            _("We must have it by %(end)s.", end=end_moment(round_.closes_at)),
        ],
    }


def ballot_data(
    round_: Round,
    told: Definition,
    projects: Sequence[BallotProject],
    *,
    fingerprint: str,
    languages: Sequence[str],
    large: bool,
    specimen: bool,
) -> dict[str, Told]:
    """One ballot paper of a frozen round.

    Args:
        fingerprint: first letters of the definition's hash.
        languages: BCP 47 tags of the place, its first one first.
    """
    each = []
    for language in languages:
        with in_language(language):
            each.append(_instructions(round_, told))
    gone = set(round_.in_force.withdrawn)
    with in_language(languages[0]):
        return {
            "size": LARGE if large else ORDINARY,
            "mark": MARKED[told.ballot].into,
            "heading": _("Ballot paper: %(round)s", round=told.name),
            "specimen": _("SPECIMEN. This is not a ballot paper. It cannot be handed in.")
            if specimen
            else "",
            "specimen-word": _("SPECIMEN"),
            "first": each[0],
            "others": each[1:],
            "columns": [_("Number"), _("Project"), _("Your mark")],
            "projects": [
                {
                    "number": project.number,
                    "title": project.title,
                    "cost": money(project.cost_minor, told.currency),
                    "gone": _("Withdrawn: it cannot be chosen any more.")
                    if project.number in gone
                    else "",
                }
                for project in projects
            ],
            "footer": _("%(round)s · frozen ballot %(code)s", round=told.name, code=fingerprint),
            "page_of": _("Page {page} of {pages}"),
        }
