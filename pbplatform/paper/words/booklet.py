"""The booklet of a ballot: every project with its price and its delegates' reasons.

Source: docs/rules/printing.md section 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from pbplatform.paper.words.ballots import mark_lines
from pbplatform.proposals.queries import ProposalRow
from pbplatform.review.queries.conditions import Condition
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.web.presentation import money
from pbplatform.web.printing import Told

ORDINARY, LARGE = 12, 18


def booklet_data(
    round_: Round,
    told: Definition,
    projects: Sequence[BallotProject],
    written: Mapping[int, ProposalRow],
    conditions: Mapping[int, str],
    *,
    large: bool,
) -> dict[str, Told]:
    """All projects of a frozen ballot.

    Args:
        written: by number, the proposals that projects were made of; imported ones have none.
        conditions: by number, what a project's price or place depends on, in words.
    """
    gone = set(round_.in_force.withdrawn)
    return {
        "size": LARGE if large else ORDINARY,
        "heading": _("All projects: %(round)s", round=told.name),
        "intro": [
            _(
                "You decide about %(money)s. Vote from %(start)s to %(end)s.",
                money=money(told.money_minor, told.currency),
                start=moment(round_.opens_at),
                end=end_moment(round_.closes_at),
            ),
            *([round_.who_can_vote] if round_.who_can_vote else []),
            *mark_lines(told),
            _("How votes become winners:"),
            *rule_sentences(round_.counting_rule, round_.currency),
        ],
        "projects": [
            {
                "heading": f"{project.number}  {project.title}",
                "gone": _("Withdrawn: it cannot be chosen any more.")
                if project.number in gone
                else "",
                "facts": _facts(project, told, written.get(project.number)),
                "parts": _parts(
                    project, written.get(project.number), conditions.get(project.number, "")
                ),
            }
            for project in projects
        ],
        "page_of": _("Page {page} of {pages}"),
    }


def condition_words(condition: Condition) -> str:
    """What a project's price depends on, as its page says it."""
    told = []
    if condition.unmet:
        words = "; ".join(condition.unmet)
        told.append(_("It can be done only if it is changed: %(words)s", words=words))
    if condition.is_older:
        told.append(
            _(
                "The price is for version %(version)s; the text is version %(now)s.",
                version=condition.priced,
                now=condition.version,
            )
        )
    return "\n".join(told)


def _facts(project: BallotProject, told: Definition, row: ProposalRow | None) -> list[list[str]]:
    area = project.area or (row.area if row else "")
    where = ", ".join(part for part in (row.now.spot if row else "", area) if part)
    facts = [[_("Cost"), money(project.cost_minor, told.currency)]]
    if where:
        facts.append([_("Where"), where])
    return facts


def _parts(
    project: BallotProject, row: ProposalRow | None, condition: str
) -> list[dict[str, Told]]:
    """Texts in the order of the page of a proposal; empty ones are left out."""
    parts = [("", project.summary), ("", condition)]
    if row is not None:
        parts += [
            ("", row.now.text),
            (_("Who benefits"), row.now.who_benefits),
            (_("The delegates’ reasons"), row.proposal.reason_words),
        ]
    return [{"heading": heading, "text": text} for heading, text in parts if text.strip()]
