"""Attack the count: random tie-heavy elections and real files, against pabutools.

`make attack-count` runs it. Every disagreement is printed with the election that shows it, and
the exit code says whether there was one. `--record FILE` keeps the first answers for the ordinary
tests, which then need no pabutools.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from pbplatform.counting.count import count
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.rulebook import Completion, Family, Rule, Stop, Utility
from pbplatform.counting.ties import TieBreaker, TieOrder

ORACLE = Path(__file__).with_name("oracle_pabutools.py")
RULES = ("greedy", "density", "equal-shares", "add1-exhaustive", "add1-overspend")
GIVE_UP_AFTER = 3
"""Files come smallest first: after so many without an answer a rule is not asked again."""

FAMILIES = {"greedy": Family.VOTES_GREEDY, "density": Family.DENSITY_GREEDY}


class Oracle:
    """pabutools in a process and an environment of its own."""

    def __init__(self, python: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), str(ORACLE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def random_question(seed: int) -> dict[str, Any]:
    """A small election with few different costs, so that equals and even money are common."""
    chance = random.Random(seed)
    projects = chance.randint(1, 9)
    keys = [str(number) for number in range(projects)]
    costs = [chance.choice([10, 20, 30, 60, chance.randint(1, 60)]) for _ in keys]
    ballots = [
        chance.sample(keys, chance.randint(0, min(projects, 5)))
        for _ in range(chance.randint(1, 25))
    ]
    points = [[chance.choice([1, 1, 2, 3]) for _ in names] for names in ballots]
    rule = chance.choice(RULES)
    with_points = rule not in FAMILIES and chance.random() < 0.3
    return {
        "projects": list(zip(keys, costs, strict=True)),
        "budget": chance.randint(max(costs) // 2 + 1, sum(costs) + 5),
        "ballots": ballots,
        "points": points if with_points else None,
        "rule": rule,
        "utility": "cardinality" if with_points else chance.choice(["cost", "cardinality"]),
        "increment": chance.randint(1, 4),
        "lot": chance.sample(keys, projects),
    }


def rule_of(question: dict[str, Any]) -> Rule:
    name = question["rule"]
    if name in FAMILIES:
        return Rule(FAMILIES[name])
    return Rule(
        Family.EQUAL_SHARES,
        utility=Utility(question["utility"]),
        completion=Completion.NONE if name == "equal-shares" else Completion.ADD1,
        stop=Stop.EXHAUSTIVE if name == "add1-exhaustive" else Stop.OVERSPEND,
        increment_minor=question["increment"],
    )


def profile_of(question: dict[str, Any]) -> Profile:
    with_points = question["points"] is not None
    return Profile.of_ballots(
        [Contender(key, cost) for key, cost in question["projects"]],
        question["budget"],
        question["ballots"],
        kind=BallotKind.CUMULATIVE if with_points else BallotKind.APPROVAL,
        points=question["points"],
    )


def our_answer(question: dict[str, Any], profile: Profile) -> tuple[list[str], list[str]]:
    """Our winners, and the order of all projects among equals, to be given to the oracle."""
    rule = rule_of(question)
    order = TieOrder("lot", tuple(question["lot"]))
    keys = TieBreaker(profile, rule.ties, order).keys
    among_equals = [profile.keys[p] for p in sorted(range(len(keys)), key=lambda p: keys[p])]
    return list(count(profile, rule, order).winners), among_equals


def agree(question: dict[str, Any], ours: list[str], said: dict[str, Any]) -> bool:
    # A greedy rule has no order of purchase to compare, and where everything is bought pabutools
    # raises the start further than we do, which changes the order only.
    if question["rule"] in (*FAMILIES, "add1-overspend"):
        return sorted(ours) == sorted(said["winners"])
    return ours == said["winners"]


def attack_random(
    oracle: Oracle, elections: int, seed: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in tqdm(range(elections), unit="election", disable=None):
        question = random_question(seed * 1_000_003 + number)
        ours, question["order"] = our_answer(question, profile_of(question))
        said = oracle.ask(question)
        kept = {**question, "winners": said.get("winners")}
        if "gave_up" in said:
            yield "no answer", {**kept, "said": said}
        else:
            yield "same" if agree(question, ours, said) else "DIFFERENT", {**kept, "ours": ours}


def attack_files(oracle: Oracle, folder: Path, limit: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every approval and choose-1 file, smallest first, under every rule until it is too slow."""
    timeouts: Counter[str] = Counter()
    paths = sorted(folder.glob("*.pb"), key=lambda path: (path.stat().st_size, path.name))
    for path in tqdm(paths, unit="file", disable=None):
        election = read_election(path, keep_withdrawn=True)
        if election.vote_type not in ("approval", "choose-1"):
            continue
        profile = election.profile
        for rule in RULES:
            if timeouts[rule] >= GIVE_UP_AFTER:
                yield f"{rule}: not asked", {"file": path.name}
                continue
            scale = 10**election.exponent
            question = {
                "rule": rule,
                "utility": "cost",
                "lot": list(profile.keys),
                "increment": scale,
            }
            ours, order = our_answer(question, profile)
            said = oracle.ask(
                {**question, "file": str(path), "increment": 1, "order": order, "limit": limit}
            )
            label = {"file": path.name, "rule": rule}
            if "gave_up" in said:
                timeouts[rule] += 1
                yield f"{rule}: no answer", {**label, "said": said}
                continue
            same = agree(question, ours, said)
            yield f"{rule}: {'same' if same else 'DIFFERENT'}", {**label, "ours": ours, **said}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oracle", type=Path, default=Path(".venv-oracle/bin/python"))
    parser.add_argument("--elections", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--folder", type=Path, help="real files to recount as well")
    parser.add_argument("--limit", type=int, default=60, help="seconds for one answer")
    parser.add_argument("--record", type=Path, help="keep the answers of the random elections")
    options = parser.parse_args()
    oracle = Oracle(options.oracle)
    verdicts: Counter[str] = Counter()
    recorded = []
    for verdict, election in attack_random(oracle, options.elections, options.seed):
        verdicts[f"random: {verdict}"] += 1
        recorded.append(election)
        if verdict != "same":
            print(verdict, json.dumps(election))
    if options.record:
        lines = [json.dumps(one, separators=(",", ":")) for one in recorded]
        options.record.write_text("\n".join(lines) + "\n", "utf-8")
    if options.folder:
        for verdict, election in attack_files(oracle, options.folder, options.limit):
            verdicts[verdict] += 1
            if not verdict.endswith(("same", "not asked")):
                print(verdict, json.dumps(election)[:2000])
    for verdict, times in sorted(verdicts.items()):
        print(f"{times:7}  {verdict}")
    return 1 if any("DIFFERENT" in verdict for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
