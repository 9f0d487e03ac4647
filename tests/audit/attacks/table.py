"""The attacks as a table, and the line that sums them up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.audit.attacks.attack import WHEN, WHO
from tests.audit.attacks.outsider import COLUMNS
from tests.audit.attacks.running import Outcome

_SHOWN = {True: "seen", False: "–"}


def _cells(outcome: Outcome) -> list[str]:
    outside = [_SHOWN[outcome.seen_by(column)] for column in COLUMNS]
    outside.append(_SHOWN[outcome.seen_by_receipts])
    if not outcome.told:
        outside = ["no result"] * len(outside)
    return [outcome.attack.name, *outside, _SHOWN[bool(outcome.asked)], outcome.by_program or "–"]


def table(outcomes: Iterable[Outcome]) -> str:
    """One row for each attack, by who tries it; in Markdown."""
    found = list(outcomes)
    head = ["Attack", *COLUMNS, "every receipt", "in my name", "the program itself"]
    parts = []
    for who, words in WHO.items():
        rows = [each for each in found if each.attack.who == who]
        if not rows:
            continue
        lines = [f"### By {words}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
        for stage, when in WHEN.items():
            of_stage = [each for each in rows if each.attack.when == stage]
            if of_stage:
                lines.append(f"| *{when}* |" + " |" * (len(head) - 1))
            lines += [f"| {' | '.join(_cells(each))} |" for each in of_stage]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def evidence(outcomes: Iterable[Outcome]) -> str:
    """What is said of each attack by whoever needs least to see it."""
    lines = ["| Attack | What is said |", "|---|---|"]
    for each in outcomes:
        said = " ".join(each.evidence.replace("|", "/").split())
        lines.append(f"| {each.attack.name} | {said[:200] or 'nothing'} |")
    return "\n".join(lines)


def last_line(outcomes: Sequence[Outcome], *, alarms: int, histories: int) -> str:
    """All of it in one line."""
    missed = [each.attack.name for each in outcomes if not each.caught]
    return (
        f"attacks {len(outcomes)}, caught {len(outcomes) - len(missed)} with one receipt and one "
        f"pin before close, missed: {'; '.join(missed) or 'none'}, "
        f"false alarms {alarms} of {histories}"
    )
