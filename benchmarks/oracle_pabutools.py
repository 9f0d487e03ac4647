"""Answers with pabutools what our own count answers; runs in the oracle's own environment.

Reads one JSON object per line and writes one per line: the winners in order, processor seconds of
parsing and counting, or why there is no answer. It imports nothing of ours, and nothing of ours
imports it: pabutools is GPL and pulls in a proprietary solver.
"""

import json
import logging
import signal
import sys
import time

from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalMultiProfile,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    Project,
    parse_pabulib,
)
from pabutools.rules import (
    exhaustion_by_budget_increase,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
)
from pabutools.tiebreaking import TieBreakingRule


class OutOfTime(Exception):
    pass


def stop(_signal, _frame):
    raise OutOfTime


def election(ask):
    """Instance and profile of a question that carries its ballots."""
    projects = {key: Project(key, cost) for key, cost in ask["projects"]}
    instance = Instance(projects.values(), budget_limit=ask["budget"])
    if ask.get("points") is None:
        ballots = [ApprovalBallot(projects[k] for k in names) for names in ask["ballots"]]
        return instance, ApprovalProfile(ballots, instance=instance)
    ballots = [
        CumulativeBallot({projects[k]: p for k, p in zip(names, points, strict=True) if p})
        for names, points in zip(ask["ballots"], ask["points"], strict=True)
    ]
    return instance, CumulativeProfile(ballots, instance=instance)


def ordering(order):
    """Equals in the order that the question gives."""
    if order is None:
        return None
    place = {key: number for number, key in enumerate(order)}
    return TieBreakingRule(lambda _instance, _profile, project: place[project.name])


def winners(ask, instance, profile):
    ties = ordering(ask.get("order"))
    if ask["rule"] in ("greedy", "density"):
        # Its Cost_Sat greedy goes by votes, its Cardinality_Sat greedy by votes per unit of money.
        sat = Cost_Sat if ask["rule"] == "greedy" else Cardinality_Sat
        return greedy_utilitarian_welfare(instance, profile, sat_class=sat, tie_breaking=ties)
    sat = Cost_Sat if ask["utility"] == "cost" else Cardinality_Sat
    if ask.get("points") is not None:
        sat = Additive_Cardinal_Sat
    if ask["rule"] == "equal-shares":
        return method_of_equal_shares(instance, profile, sat_class=sat, tie_breaking=ties)
    if ask["rule"] == "add1-exhaustive":
        return method_of_equal_shares(
            instance,
            profile,
            sat_class=sat,
            tie_breaking=ties,
            voter_budget_increment=ask["increment"],
        )
    return exhaustion_by_budget_increase(
        instance,
        profile,
        method_of_equal_shares,
        {"sat_class": sat, "tie_breaking": ties},
        exhaustive_stop=False,
        budget_step=ask["increment"] * profile.num_ballots(),
    )


def answer(ask):
    begun = time.process_time()
    if "file" in ask:
        instance, profile = parse_pabulib(ask["file"])
        if isinstance(profile, ApprovalProfile):
            profile = ApprovalMultiProfile(profile=profile)
    else:
        instance, profile = election(ask)
    parsed = time.process_time()
    chosen = [project.name for project in winners(ask, instance, profile)]
    return {
        "winners": chosen,
        "parse_seconds": parsed - begun,
        "count_seconds": time.process_time() - parsed,
    }


def main():
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(100_000)
    signal.signal(signal.SIGALRM, stop)
    for line in sys.stdin:
        ask = json.loads(line)
        signal.alarm(ask.get("limit", 60))
        try:
            said = answer(ask)
        except OutOfTime:
            said = {"gave_up": "out of time"}
        except Exception as error:
            said = {"gave_up": f"{type(error).__name__}: {error}"}
        signal.alarm(0)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
