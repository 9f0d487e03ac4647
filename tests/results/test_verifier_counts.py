"""The count of the verifier, written apart, against ours. docs/rules/audit.md section 10."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting.count import count
from pbplatform.counting.official import NoOfficialRule, official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Misfit,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    Utility,
)
from pbplatform.counting.ties import TieOrder
from pbplatform.results.domain.tally import describe
from pbplatform.rounds.domain.ballots import (
    Approval,
    Ballot,
    Knapsack,
    Points,
    Ranking,
    Terms,
    profile_of,
)
from tests.counting.elections import ELECTIONS
from tests.results.bundles import PROGRAM

pytestmark = pytest.mark.pure
KINDS = {"approval": "approval", "choose-1": "approval", "cumulative": "points"}
KINDS |= {"ordinal": "ranking", "knapsack": "knapsack"}
SMALL = sorted(ELECTIONS, key=lambda file: file.stat().st_size)[:12]


def recounted(profile: Profile, rule: Rule, kind: str, ballots: list[Any], seed: str) -> Any:
    """What the program for outsiders says that the rule decides."""
    withdrawn = {int(each.key) for each in profile.contenders if each.withdrawn}
    projects = [{"n": int(each.key), "cost_minor": each.cost_minor} for each in profile.contenders]
    definition = {
        "rule": rule.to_dict(),
        "projects": projects,
        "money_minor": profile.budget_minor,
        "ballot": {"kind": kind},
    }
    return PROGRAM.Count(definition, withdrawn, ballots, seed).result()


def ours(profile: Profile, rule: Rule, seed: str) -> Any:
    """The same of our document, without what explains it."""
    told = describe("fund", count(profile, rule, TieOrder.by_lot(seed, profile.keys)))
    names = ("ballots", "budget_minor", "rule_sha256", "spent_minor", "winners")
    funded = ("reason", "numbers")
    projects = [
        {name: one[name] for name in one if name not in funded or one["reason"] == "funded"}
        for one in told["projects"]
    ]
    return {**{name: told[name] for name in names}, "projects": projects}


costs = st.integers(0, 6).map(lambda units: units * 100)
thresholds = st.sampled_from(
    [
        (),
        (Threshold(ThresholdKind.SUPPORTERS, 2),),
        (Threshold(ThresholdKind.SCORE, 3),),
        (Threshold(ThresholdKind.SHARE, 1, 3), Threshold(ThresholdKind.COST_RELATIVE, 1, 2)),
    ]
)
conflicts = st.sampled_from([(), (("1", "3"),), (("2", "3", "4"), ("1", "2"))])
greedy = st.builds(
    Rule,
    family=st.just(Family.VOTES_GREEDY),
    misfit=st.sampled_from(Misfit),
    thresholds=thresholds,
    conflicts=conflicts,
    positions=st.sampled_from([(), (5, 3)]),
)
shares = st.builds(
    Rule,
    family=st.just(Family.EQUAL_SHARES),
    misfit=st.sampled_from(Misfit),
    utility=st.sampled_from(Utility),
    completion=st.sampled_from(Completion),
    increment_minor=st.sampled_from([7, 50]),
    start_whole=st.booleans(),
    stop=st.sampled_from(Stop),
    top_up=st.booleans(),
    comparison=st.booleans(),
    thresholds=thresholds,
    conflicts=conflicts,
)
named = st.permutations(range(1, 6)).flatmap(
    lambda order: st.integers(0, 4).map(lambda most: tuple(order[:most]))
)
given_points = named.flatmap(
    lambda numbers: st.tuples(*(st.tuples(st.just(n), st.integers(1, 3)) for n in numbers))
)
casts: dict[type[Ballot], st.SearchStrategy[Any]] = {
    Approval: named.map(Approval),
    Knapsack: named.map(Knapsack),
    Ranking: named.map(Ranking),
    Points: given_points.map(Points),
}


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("kind", casts, ids=lambda kind: kind.kind)
def test_random_election_ends_in_the_same_document(kind: type[Ballot], data: st.DataObject) -> None:
    cast = data.draw(st.lists(casts[kind], max_size=9))
    money = data.draw(st.integers(0, 12)) * 100
    terms = Terms(dict(enumerate(data.draw(st.lists(costs, min_size=5, max_size=5)), 1)), money)
    withdrawn = data.draw(st.sampled_from([(), (2,), (1, 5)]))
    rule = data.draw(greedy if kind is Ranking else st.one_of(greedy, shares))
    profile = profile_of(kind, terms, [(one, 1) for one in cast], withdrawn)
    listed = [one.listed() for one in cast]
    assert recounted(profile, rule, kind.kind, listed, "314") == ours(profile, rule, "314")


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_real_election_ends_in_the_same_document(path: Any) -> None:
    election = read_election(path)
    numbers = {each.key: str(place) for place, each in enumerate(election.projects, 1)}
    contenders = tuple(
        Contender(numbers[each.key], each.cost_minor, withdrawn=each.withdrawn)
        for each in election.projects
    )
    profile = replace(election.profile, contenders=contenders)
    step = 10**election.exponent
    rules = [Rule(Family.VOTES_GREEDY)]
    if election.vote_type != "ordinal":
        add1 = {"completion": Completion.ADD1, "increment_minor": step, "top_up": True}
        rules.append(Rule(Family.EQUAL_SHARES, **add1))  # type: ignore[arg-type]
    try:
        official = official_rule(election)
        if official.last_project_percent is None:
            ties = tuple(
                tuple(numbers[key] for key in group if key in numbers)
                for group in official.conflicts
            )
            rules.append(replace(official, conflicts=ties))
    except NoOfficialRule:
        pass
    ballots: list[Any] = []
    for voter in range(election.voters):
        chosen = [place + 1 for place in election.choices_of(voter)]
        given_ = election.points_of(voter)
        ballots.append(
            [list(pair) for pair in zip(chosen, given_, strict=True)] if given_ else chosen
        )
    for rule in rules:
        kind = KINDS[election.vote_type]
        assert recounted(profile, rule, kind, ballots, "271") == ours(profile, rule, "271")


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Family.DENSITY_GREEDY),
        Rule(Family.VOTES_GREEDY, last_project_percent=80),
    ],
)
def test_other_rules_are_not_recounted(rule: Rule) -> None:
    profile = profile_of(Approval, Terms({1: 100}, 100), [(Approval((1,)), 1)])
    with pytest.raises(PROGRAM.NotRecounted):
        recounted(profile, rule, "approval", [[1]], "1")
