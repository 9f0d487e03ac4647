"""From published ballots to a result, in memory (docs/rules/results.md section 1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.slow_work import slow
from pbplatform.counting.count import count_with_record
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import CountResult, Outcome
from pbplatform.counting.ties import TieOrder
from pbplatform.results.domain.notes import Notes, notes_of, within
from pbplatform.results.domain.other_rules import under_another_rule, with_a_winner
from pbplatform.rounds.domain.ballots import Groups, profile_of
from pbplatform.rounds.domain.definition import Definition


@dataclass(frozen=True)
class Tallied:
    """A count with what the page and the log say of it.

    Attributes:
        with_a_winner: ballots that named at least one winner.
        document: canonical JSON of the whole result; `sha256` is its hash.
        notes: what is kept beside the reasons, by project key; not part of the document.
        compared: what another rule would have given, None where nobody asked; likewise.
    """

    result: CountResult
    with_a_winner: int
    document: bytes
    sha256: bytes
    notes: Notes = field(default_factory=dict)
    compared: dict[str, Any] | None = None


class TieOrderOf:
    """How the last ties are put in order: by a lot's number, or as the imported file lists."""

    def __init__(self, lot_digits: str | None) -> None:
        self.lot_digits = lot_digits

    def __call__(self, profile: Profile) -> TieOrder:
        if self.lot_digits is None:
            return TieOrder.by_file(profile)
        return TieOrder.by_lot(self.lot_digits, profile.keys)


@slow
def tally(
    definition: Definition,
    groups: Groups,
    tie_order_of: TieOrderOf,
    *,
    withdrawn: Collection[int] = (),
    seconds: float = 0,
) -> Tallied:
    """Count a round by the rule of its frozen definition, and after it by its amendments.

    Args:
        groups: the valid ballots, with how many cast each.
        withdrawn: numbers of projects that amendments withdrew.
        seconds: how long to look for what would have been enough for those that lose; with 0
            nothing is explained or compared.
    """
    profile = profile_of(definition.ballot, definition.terms, groups, withdrawn)
    rule, order = definition.counting_rule, tie_order_of(profile)
    counted = count_with_record(profile, rule, order)
    result = counted[0]
    served = with_a_winner([int(key) for key in result.winners], groups)
    document = canonical_json(describe(definition.slug, result))
    currency = definition.currency
    notes = notes_of(profile, rule, order, counted, within(seconds), unit=currency.unit)
    compared = None
    if seconds:
        compared = under_another_rule(profile, rule, order, currency=currency, groups=groups)
    return Tallied(result, served, document, sha256(document), notes, compared)


def describe(round_slug: str, result: CountResult) -> dict[str, Any]:
    """The result as a document: whole numbers and text only."""
    return {
        "v": 1,
        "round": round_slug,
        "rule_sha256": result.rule_sha256,
        "ballots": result.ballots,
        "budget_minor": result.budget_minor,
        "spent_minor": result.spent_minor,
        "winners": [int(key) for key in result.winners],
        "next_best": [int(key) for key in result.next_best],
        "projects": [_project(outcome) for outcome in result.outcomes],
        "ties": [
            {
                "at": tie.at,
                "projects": [int(key) for key in tie.projects],
                "settled_by": list(tie.settled_by),
                "changed_outcome": tie.changed_outcome,
            }
            for tie in result.ties
        ],
    }


def _project(outcome: Outcome) -> dict[str, Any]:
    return {
        "n": int(outcome.key),
        "votes": outcome.score,
        "cost_minor": outcome.cost_minor,
        "reason": str(outcome.reason),
        "numbers": dict(outcome.numbers),
    }
