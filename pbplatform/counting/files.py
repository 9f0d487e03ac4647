"""The files of a count: whoever has them can count again and must get the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pbplatform.counting.cells import text_cell
from pbplatform.counting.election import WITHDRAWN_COST
from pbplatform.counting.explain import rounds_of
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.result import CountResult, Outcome, Reason
from pbplatform.counting.rulebook import CapKind, Completion, Family, Misfit, Rule, ThresholdKind
from pbplatform.counting.shares import SharesCount
from pbplatform.counting.ties import TieOrder

TRACE_COLUMNS = (
    "place",
    "project",
    "score",
    "cost_minor",
    "reason",
    "price",
    "paid_in_full",
    "gave_all",
    "left_minor",
)


@dataclass(frozen=True)
class About:
    """What the files say of the election beyond its ballots; all of it is public.

    Attributes:
        instance: the year or name of the round.
        date_begin, date_end: `DD.MM.YYYY` or a year, as the library writes them.
        exponent: decimal places of the currency's minor unit.
        names: project key to name.
        max_length: most projects that a ballot could name; None when it was not limited.
        max_sum_points: most points that a ballot could give; None takes the most that one gave.
    """

    description: str
    country: str
    unit: str
    instance: str
    date_begin: str
    date_end: str
    currency: str = ""
    language: str = ""
    exponent: int = 2
    names: Mapping[str, str] = field(default_factory=dict)
    max_length: int | None = None
    max_sum_points: int | None = None


def files_of_count(
    about: About,
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    counted: tuple[CountResult, SharesCount | None],
) -> dict[str, bytes]:
    """All files of a count by name; the same election gives the same bytes.

    Args:
        counted: what `count_with_record` gave for this profile, rule and tie order.
    Source: docs/rules/counting.md section 15.
    """
    result, record = counted
    files = {
        "ballots.pb": ballots_file(about, profile, rule, tie_order, result),
        "rule.json": rule.canonical_json() + b"\n",
        "result.json": result_file(rule, tie_order, result),
        "trace.csv": trace_file(result, record),
    }
    files["RECOUNT.md"] = recount_text(about, rule, tie_order, result, files)
    return files


def ballots_file(
    about: About, profile: Profile, rule: Rule, tie_order: TieOrder, result: CountResult
) -> bytes:
    """The ballots in Pabulib's format: no voter, no time, rows sorted.

    Projects stand in the order that settles equals, so a recount that takes equals in the order
    of the file settles them as this count did. Every amount has all its decimal places, which
    tells a recount what a minor unit is.
    """
    rows: list[list[str]] = [["META"], ["key", "value"], *_meta(about, profile, rule)]
    rows += [["PROJECTS"], *_projects(about, profile, rule, tie_order, result)]
    rows += [["VOTES"], ["voter_id", "vote", *(["points"] if profile.points is not None else [])]]
    cast = sorted(_ballot_rows(profile))
    rows += [[str(number), *cells] for number, cells in enumerate(cast, 1)]
    return _csv(rows, ";")


def _projects(
    about: About, profile: Profile, rule: Rule, tie_order: TieOrder, result: CountResult
) -> list[list[str]]:
    """The section PROJECTS, with the columns that this count needs."""
    capped = {cap.kind for cap in rule.caps}
    contender_of = {contender.key: contender for contender in profile.contenders}
    columns: dict[str, Callable[[Outcome], str]] = {
        "project_id": lambda one: one.key,
        "cost": lambda one: _cost(contender_of[one.key], about.exponent),
        "votes": lambda one: str(one.supporters),
        "score": lambda one: str(one.score),
        "name": lambda one: text_cell(about.names.get(one.key, one.key)),
        "category": lambda one: text_cell(contender_of[one.key].category),
        "selected": lambda one: _selected(one, pabulib_rule(rule)),
        # The library does not take an empty cell here.
        "neighborhood": lambda one: text_cell(contender_of[one.key].area) or "-",
    }
    needed = {
        "score": profile.kind in (BallotKind.CUMULATIVE, BallotKind.ORDINAL),
        "category": CapKind.CATEGORY in capped,
        "neighborhood": CapKind.AREA in capped,
    }
    kept = {name: cell for name, cell in columns.items() if needed.get(name, True)}
    outcomes = sorted(result.outcomes, key=lambda outcome: tie_order.rank[outcome.key])
    return [list(kept), *([cell(one) for cell in kept.values()] for one in outcomes)]


def _selected(outcome: Outcome, word: str) -> str:
    """1 for a winner, 0 for others; 2 with reserve money under the one rule where that wins."""
    if outcome.reason is Reason.FUNDED_FROM_RESERVE and word == "greedy-custom":
        return "2"
    return str(int(outcome.funded))


def _cost(contender: Contender, exponent: int) -> str:
    """The cost as the library writes it: of a withdrawn project its mark for one."""
    if contender.withdrawn:
        return _amount(int(WITHDRAWN_COST) * 10**exponent, exponent)
    return _amount(contender.cost_minor, exponent)


def _meta(about: About, profile: Profile, rule: Rule) -> list[list[str]]:
    pairs = [
        ("description", text_cell(about.description)),
        ("country", text_cell(about.country)),
        ("unit", text_cell(about.unit)),
        ("instance", text_cell(about.instance)),
        ("num_projects", str(len(profile.contenders))),
        ("num_votes", str(profile.voters)),
        ("budget", _amount(profile.budget_minor, about.exponent)),
        ("vote_type", _vote_type(profile.kind)),
        ("rule", pabulib_rule(rule)),
        ("date_begin", about.date_begin),
        ("date_end", about.date_end),
        ("max_length", str(about.max_length or "")),
        ("max_sum_points", _max_sum_points(about, profile)),
        ("min_project_score_threshold", _threshold(rule)),
        ("language", about.language),
        ("currency", about.currency),
        ("fully_funded", "1" if _all_together(profile) <= profile.budget_minor else ""),
        ("comment", _comment(profile, rule)),
    ]
    return [[key, value] for key, value in pairs if value]


def _vote_type(kind: BallotKind) -> str:
    return str(BallotKind.APPROVAL if kind is BallotKind.KNAPSACK else kind)


def _max_sum_points(about: About, profile: Profile) -> str:
    if profile.points is None:
        return ""
    if about.max_sum_points is not None:
        return str(about.max_sum_points)
    sums = np.add.reduceat(np.append(profile.points, 0), profile.offsets[:-1])
    return str(int(sums[profile.lengths > 0].max(initial=1)))


def _threshold(rule: Rule) -> str:
    scores = [t.numerator for t in rule.thresholds if t.kind is ThresholdKind.SCORE]
    return str(scores[0]) if scores else ""


def _all_together(profile: Profile) -> int:
    """Minor units that every project costs that can win at all."""
    return sum(one.cost_minor for one in profile.contenders if not one.withdrawn)


def _comment(profile: Profile, rule: Rule) -> str:
    """What the library has no field for, in the words from which a recount takes it."""
    told = []
    if rule.last_project_percent is not None:
        percent = f"{rule.last_project_percent}%"
        told.append(
            f"A project that does not fit is funded when at least {percent} of its cost is left."
        )
    if withdrawn := _withdrawn(profile):
        told.append(f"Withdrawn before the count, and passed over by it: {', '.join(withdrawn)}.")
    return " ".join(f"#{number}: {sentence}" for number, sentence in enumerate(told, 1))


def _withdrawn(profile: Profile) -> list[str]:
    return [one.key for one in profile.contenders if one.withdrawn]


def pabulib_rule(rule: Rule) -> str:
    """The library's word for a rule; `unknown` where it has none. The rule itself is rule.json."""
    shares = "equalshares/add1" if rule.completion is Completion.ADD1 else "equalshares"
    words = {
        Family.EQUAL_SHARES: shares + ("-comparison" if rule.comparison else ""),
        Family.VOTES_GREEDY: "greedy" if rule.misfit is Misfit.SKIP else "greedy-no-skip",
    }
    if rule.family not in words or rule.caps or rule.top_up:
        return "unknown"
    if rule.last_project_percent is not None and rule.family is Family.VOTES_GREEDY:
        return "greedy-custom"
    if rule.family is Family.VOTES_GREEDY and rule.conflicts:
        return "greedy-exclusive"
    if _threshold(rule) and words[rule.family] == "greedy":
        return "greedy-threshold"
    return words[rule.family]


def _ballot_rows(profile: Profile) -> Iterable[tuple[str, ...]]:
    """One row of cells per voter; marks sorted unless their order is the vote."""
    keys = profile.keys
    for ballot, times in enumerate(profile.times.tolist()):
        part = slice(int(profile.offsets[ballot]), int(profile.offsets[ballot + 1]))
        names = [keys[mark] for mark in profile.marks[part].tolist()]
        points = [] if profile.points is None else profile.points[part].tolist()
        if profile.points is not None:
            pairs = sorted(zip(names, points, strict=True))
            row: tuple[str, ...] = (
                ",".join(name for name, _ in pairs),
                ",".join(str(given) for _, given in pairs),
            )
        else:
            row = (",".join(names if profile.kind is BallotKind.ORDINAL else sorted(names)),)
        yield from [row] * times


def result_file(rule: Rule, tie_order: TieOrder, result: CountResult) -> bytes:
    """The whole result as canonical JSON: whole numbers, text, prices as p/q."""
    outcomes = sorted(result.outcomes, key=lambda outcome: tie_order.rank[outcome.key])
    shares = result.shares
    document = {
        "rule_sha256": rule.sha256,
        "ballots": result.ballots,
        "budget_minor": result.budget_minor,
        "spent_minor": result.spent_minor,
        "left_minor": result.left_minor,
        "winners": list(result.winners),
        "next_best": list(result.next_best),
        "projects": [_outcome(outcome) for outcome in outcomes],
        "ties": [tie.document() for tie in result.ties],
        "tie_order": {
            "kind": tie_order.kind,
            "seed": tie_order.seed,
            "projects": list(tie_order.keys),
        },
        "equal_shares": None if shares is None else {**vars(shares), "rounds": list(shares.rounds)},
    }
    return _canonical(document)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "project": outcome.key,
        "cost_minor": outcome.cost_minor,
        "supporters": outcome.supporters,
        "score": outcome.score,
        "reason": str(outcome.reason),
        "numbers": dict(outcome.numbers),
        "tie": outcome.tie,
    }


def trace_file(result: CountResult, record: SharesCount | None) -> bytes:
    """One row per funded project in the order of funding, `place` from 1.

    After them one without a place for each project that was withdrawn before the count.
    """
    gave_all = {} if record is None else {one.key: one.gave_all for one in rounds_of(record)}
    rows: list[list[str]] = [list(TRACE_COLUMNS)]
    for place, key in enumerate(result.winners, 1):
        outcome = result.outcome_of(key)
        numbers = outcome.numbers
        by_shares = "price" in numbers
        rows.append(
            [
                str(place),
                key,
                str(outcome.score),
                str(outcome.cost_minor),
                str(outcome.reason),
                str(numbers.get("price", "")),
                str(numbers.get("paid_in_full", "")),
                str(gave_all[key]) if by_shares else "",
                str(numbers["left_minor"]),
            ]
        )
    rows += [
        ["", one.key, str(one.score), str(one.cost_minor), str(one.reason), "", "", "", ""]
        for one in result.outcomes
        if one.reason is Reason.WITHDRAWN
    ]
    return _csv(rows, ",")


def recount_text(
    about: About,
    rule: Rule,
    tie_order: TieOrder,
    result: CountResult,
    files: Mapping[str, bytes],
) -> bytes:
    """How a stranger repeats the count, with the hash of every file."""
    hashes = "\n".join(
        f"    {hashlib.sha256(content).hexdigest()}  {name}"
        for name, content in sorted(files.items())
    )
    lot = f"\nThe lot was drawn from the seed `{tie_order.seed}`.\n" if tie_order.seed else ""
    withdrawn = _words_of_withdrawn(result)
    text = f"""\
# Count it again: {" ".join(about.description.split())}

{result.ballots} ballots, {len(result.outcomes)} projects, {len(result.winners)} winners.

1. Check that these are the published files (`sha256sum *`):

{hashes}

2. Check that the rule is the one that was frozen before voting opened. Its name is the SHA-256 of
   `rule.json` without the line end:

    {rule.sha256}

3. Count:

    pbplatform count ballots.pb --rule rule.json --json

   It prints the name of the rule as `rule_sha256`. The winners must be these, in this order:

    {", ".join(result.winners) or "none"}

4. `ballots.pb` is in Pabulib's format: other programs read it too. Projects are listed in the order
   that settles equals last.
{lot}{withdrawn}
Amounts in `result.json` and `trace.csv` are in minor units ({about.exponent} decimal places).
Prices are exact fractions: minor units per supporter, or per point where voters gave points.
"""
    return text.encode()


def _words_of_withdrawn(result: CountResult) -> str:
    """What RECOUNT.md says where projects were withdrawn before the count."""
    keys = [one.key for one in result.outcomes if one.reason is Reason.WITHDRAWN]
    if not keys:
        return ""
    return f"""
Withdrawn before the count: {", ".join(keys)}. The frozen document still names them, and votes for
them are valid: they count for all else that they name. The count passes over them, whatever the
rule. `ballots.pb` gives them the cost {WITHDRAWN_COST}, Pabulib's mark for such a project. What
they cost is in `result.json` and `trace.csv`. The public log of the round has an entry for each.
"""


def _amount(minor: int, exponent: int) -> str:
    whole, part = divmod(minor, 10**exponent)
    return f"{whole}.{part:0{exponent}}" if exponent else str(whole)


def _csv(rows: Iterable[Iterable[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _canonical(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"
