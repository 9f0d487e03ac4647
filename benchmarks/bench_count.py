"""Time the count: against pabutools on real files, and on its own up to 10 million ballots.

`make bench-count` runs it and prints the tables of docs/benchmarks.md. Seconds are processor
seconds of one thread, because the machine may be shared; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.attack_count import Oracle
from pbplatform.counting.count import count
from pbplatform.counting.official import named_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.profile import BallotKind, Profile
from pbplatform.counting.rulebook import Completion, Family, Rule
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_run import SharesGame, run_shares
from pbplatform.counting.ties import TieBreaker, TieOrder

FILES = (
    "Poland_Wieliczka_2023_Green_Budget",
    "Netherlands_Amsterdam_252",
    "Poland_Warszawa_2026",
    "Poland_Lodz_2022",
    "Poland_Wroclaw_2015_150_-_500",
)
ADD1_ASKED_UP_TO = 10_000
"""Ballots; on larger approval elections pabutools needs hours for Add1 and is not asked."""

MODEL = "Poland_Warszawa_2026"
REPEATS = 3
QUICK_REPEATS = 9
"""For work of some milliseconds, where a single run says little."""


def seconds(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """The shortest processor time of some repeats."""
    best = float("inf")
    for _ in range(repeats):
        begun = time.thread_time()
        work()
        best = min(best, time.thread_time() - begun)
    return best


def game_of(profile: Profile, rule: Rule) -> SharesGame:
    return SharesGame.of(
        profile, rule, {}, TieBreaker(profile, rule.ties, TieOrder.by_file(profile))
    )


def ours(path: Path) -> dict[str, float]:
    """Processor seconds of our parts of the work."""
    election = read_election(path)
    profile = election.profile
    order = TieOrder.by_file(profile)
    shares = named_rule("equal-shares", election)
    add1 = named_rule("equal-shares/add1-exhaustive", election)
    start = Fraction(profile.budget_minor, profile.voters)

    def run() -> None:
        run_shares(game_of(profile, shares), start).exact.prices()

    def greedy_to_the_end() -> None:
        fresh = read_election(path).profile
        count(fresh, Rule(Family.VOTES_GREEDY), order)

    return {
        "parse": seconds(lambda: read_election(path), QUICK_REPEATS),
        "greedy, end to end": seconds(greedy_to_the_end, QUICK_REPEATS),
        "Equal Shares": seconds(run, QUICK_REPEATS),
        "Add1": seconds(lambda: run_add1(game_of(profile, add1)).run.exact.prices()),
    }


def theirs(oracle: Oracle, path: Path, limit: int, ballots: int) -> dict[str, float | None]:
    """Processor seconds of pabutools; None when it had no answer in time or was not asked."""
    found: dict[str, float | None] = {"parse": None}
    asked = {
        "greedy, end to end": "greedy",
        "Equal Shares": "equal-shares",
        "Add1": "add1-exhaustive",
    }
    for name, rule in asked.items():
        found[name] = None
        if name == "Add1" and ballots > ADD1_ASKED_UP_TO:
            continue
        question = {"file": str(path), "rule": rule, "utility": "cost", "increment": 1}
        said = oracle.ask({**question, "limit": limit})
        found[name] = said.get("count_seconds")
        if "count_seconds" in said:
            found["parse"] = said["parse_seconds"]
            if rule == "greedy":
                found[name] = said["count_seconds"] + said["parse_seconds"]
    return found


def against_pabutools(folder: Path, python: Path, limit: int) -> None:
    oracle = Oracle(python)
    print("| file | ballots | work | pabutools s | ours s | times |")
    print("|---|---|---|---|---|---|")
    for name in FILES:
        path = folder / f"{name}.pb"
        ballots = read_election(path).voters
        mine, other = ours(path), theirs(oracle, path, limit, ballots)
        for work, took in mine.items():
            they = other[work]
            slow = f"{they:.3g}" if they is not None else "no answer"
            times = f"{they / took:,.0f}" if they is not None else ""
            print(f"| {name} | {ballots:,} | {work} | {slow} | {took:.4f} | {times} |", flush=True)


def resampled(model: Profile, ballots: int, seed: int = 7) -> Profile:
    """Real ballots drawn again, in three of five with two marks moved, so that few collapse."""
    chance = np.random.default_rng(seed)
    drawn = chance.choice(len(model.times), size=ballots, p=model.times / model.times.sum())
    lengths = model.lengths[drawn]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
    places = np.repeat(model.offsets[drawn] - offsets[:-1], lengths) + np.arange(offsets[-1])
    marks = model.marks[places]
    del places
    for _ in range(2):
        moved = np.flatnonzero(chance.random(ballots) < 0.6)
        moved = moved[lengths[moved] > 0]
        at = offsets[moved] + chance.integers(0, lengths[moved])
        other = chance.integers(0, len(model.contenders), size=len(moved)).astype(np.int32)
        # A mark is moved only where the ballot does not name the other project already.
        new = np.ones(len(moved), dtype=np.bool_)
        for step in range(int(lengths.max(initial=0))):
            has = lengths[moved] > step
            new[has] &= marks[offsets[moved[has]] + step] != other[has]
        marks[at[new]] = other[new]
    times = np.ones(ballots, dtype=np.int64)
    budget = model.budget_minor
    return Profile(model.contenders, budget, BallotKind.APPROVAL, offsets, marks, times)


def write_resampled(path: Path, ballots: int, folder: Path) -> None:
    profile = resampled(read_election(path).profile, ballots)
    np.save(folder / "offsets.npy", profile.offsets)
    np.save(folder / "marks.npy", profile.marks)


def scale_one(path: Path, ballots: int, folder: Path, with_add1: bool) -> dict[str, Any]:
    """One row of the scale table, in a process of its own so that its memory is its own."""
    election = read_election(path)
    model = election.profile
    offsets, marks = np.load(folder / "offsets.npy"), np.load(folder / "marks.npy")
    times = np.ones(ballots, dtype=np.int64)
    budget = model.budget_minor
    profile = Profile(model.contenders, budget, BallotKind.APPROVAL, offsets, marks, times)
    row: dict[str, Any] = {"ballots": ballots, "marks": len(marks)}
    row["read once"] = seconds(marks.sum, QUICK_REPEATS)

    def greedy() -> None:
        fresh = replace(profile)  # nothing worked out before is kept
        count(fresh, Rule(Family.VOTES_GREEDY), TieOrder.by_file(fresh))

    row["greedy"] = seconds(greedy, QUICK_REPEATS)
    begun = time.process_time()
    game = game_of(profile, Rule(Family.EQUAL_SHARES))
    row["turn over"] = time.process_time() - begun
    start = Fraction(budget, ballots)
    row["Equal Shares"] = seconds(lambda: run_shares(game, start), 2)
    exact = seconds(lambda: run_shares(game, start).exact.prices(), 1)
    row["with exact prices"] = exact
    if with_add1:
        add1 = named_rule("equal-shares/add1-overspend", election)
        begun = time.process_time()
        found = run_add1(game_of(profile, add1))
        row["Add1 by 1 zl"] = time.process_time() - begun
        row["steps"] = found.steps
        row |= _fine_add1(profile, election.voters)
    row["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _fine_add1(profile: Profile, model_voters: int) -> dict[str, Any]:
    """Add1 with about as many steps as the model election has: grosze instead of zloty."""
    contenders = tuple(replace(c, cost_minor=c.cost_minor * 100) for c in profile.contenders)
    fine = replace(profile, contenders=contenders, budget_minor=profile.budget_minor * 100)
    step = max(1, 100 * model_voters // profile.voters)
    add1 = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=step)
    begun = time.process_time()
    found = run_add1(game_of(fine, add1))
    return {"fine Add1": time.process_time() - begun, "fine steps": found.steps}


def scale(path: Path, sizes: list[int], most_with_add1: int) -> None:
    rows = []
    for ballots in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                alone.apply(write_resampled, (path, ballots, folder))
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                asked = (path, ballots, folder, ballots <= most_with_add1)
                rows.append(alone.apply(scale_one, asked))
    names = list(dict.fromkeys(name for row in rows for name in row))
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        cells = [row.get(name, "") for name in names]
        print("| " + " | ".join(_cell(cell) for cell in cells) + " |")


def _cell(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else f"{value:,}" if value != "" else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--oracle", type=Path, default=Path(".venv-oracle/bin/python"))
    parser.add_argument(
        "--limit", type=int, default=300, help="seconds for one answer of pabutools"
    )
    parser.add_argument("--sizes", type=json.loads, default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--add1-up-to", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("pabutools", "scale"))
    options = parser.parse_args()
    if options.only != "scale":
        against_pabutools(options.folder, options.oracle, options.limit)
        print()
    if options.only != "pabutools":
        scale(options.folder / f"{MODEL}.pb", options.sizes, options.add1_up_to)


if __name__ == "__main__":
    main()
