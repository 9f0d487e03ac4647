"""One counted file, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pbplatform.counting.election import Election
from pbplatform.counting.official import announced_winners
from pbplatform.counting.result import CountResult


@dataclass(frozen=True, eq=False)
class Counted:
    """One file with its result.

    Attributes:
        not_there: projects, categories and areas of the rule that the file does not have.
    """

    election: Election
    rule_name: str
    result: CountResult
    seconds: float
    not_there: tuple[str, ...] = ()

    def tallies_equal(self) -> bool | None:
        """Whether every published number of votes or points is the recounted one."""
        published = {p.key: p.votes if p.score is None else p.score for p in self.election.projects}
        if any(value is None for value in published.values()):
            return None
        return published == dict(self.result.totals)

    def winners_equal(self) -> bool | None:
        """Whether the winners are the announced ones; None when the file names none."""
        announced = announced_winners(self.election)
        return None if announced is None else set(announced) == set(self.result.winners)

    def document(self) -> dict[str, Any]:
        result, exponent = self.result, self.election.exponent
        return {
            "file": self.election.name,
            "rule": self.rule_name,
            "rule_sha256": result.rule_sha256,
            "winners": list(result.winners),
            "totals": dict(result.totals),
            "budget": amount(result.budget_minor, exponent),
            "spent": amount(result.spent_minor, exponent),
            "ballots": result.ballots,
            "seconds": round(self.seconds, 3),
            "reasons": {
                outcome.key: {"code": str(outcome.reason), **outcome.numbers}
                for outcome in result.outcomes
            },
            "next_best": list(result.next_best),
            "ties": [tie.document() for tie in result.ties],
            "tallies_equal": self.tallies_equal(),
            "winners_equal": self.winners_equal(),
            "read_generously": list(self.election.notes),
        }

    def text(self) -> str:
        result, currency = self.result, self.election.currency
        names = {project.key: project.name for project in self.election.projects}
        lines = [f"{self.election.name}: {result.ballots} ballots, rule {self.rule_name}"]
        for place, key in enumerate(result.winners, 1):
            outcome = result.outcome_of(key)
            cost = money_text(outcome.cost_minor, self.election.exponent)
            lines.append(
                f"{place:4}  {key:12}  {outcome.score:>8}  {cost:>16}  {names[key][:60]}".rstrip()
            )
        spent = money_text(result.spent_minor, self.election.exponent)
        budget = money_text(result.budget_minor, self.election.exponent)
        money = f"{budget} {currency}".strip()
        lines.append(f"{len(result.winners)} winners, {spent} of {money} spent")
        for tie in result.ties:
            if tie.changed_outcome:
                settled = ", ".join(tie.settled_by)
                lines.append(f"A tie decided: {', '.join(tie.projects)} (settled by {settled})")
        lines.append(f"tallies equal: {word(self.tallies_equal())}")
        lines.append(f"winners equal: {word(self.winners_equal())}")
        lines.append(f"{self.seconds:.3f} seconds")
        lines += [f"read generously: {note}" for note in self.election.notes]
        return "\n".join(printable(line) for line in lines)


def printable(line: str) -> str:
    """The line without what would move the cursor or change colours on somebody's terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line
    )


def money_text(minor: int, exponent: int) -> str:
    """`1,234.50` for 123450 with exponent 2."""
    whole, part = divmod(minor, 10**exponent)
    return f"{whole:,}" + (f".{part:0{exponent}}" if exponent else "")


def amount(minor: int, exponent: int) -> int | float:
    """Major units for JSON: whole where they are, as `replay` writes them."""
    whole, part = divmod(minor, 10**exponent)
    return whole if not part else float(Decimal(minor).scaleb(-exponent))


def share(answers: Sequence[bool | None]) -> str:
    return f"{answers.count(True)}/{len(answers) - answers.count(None)}"


def word(answer: bool | None) -> str:
    return {True: "yes", False: "NO", None: "-"}[answer]
