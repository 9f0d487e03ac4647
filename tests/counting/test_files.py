"""The files of a count: same bytes whatever the order, and a recount from them agrees."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting.count import count, count_with_record
from pbplatform.counting.files import files_of_count, pabulib_rule, result_file
from pbplatform.counting.official import announced_winners
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.rulebook import (
    Cap,
    CapKind,
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
from tests.counting.profiles import ABOUT, TWO_GROUPS, shuffled, tie_heavy_elections

RULES = [
    Rule(Family.VOTES_GREEDY),
    Rule(Family.DENSITY_GREEDY),
    Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, top_up=True),
]


def files(profile: Profile, rule: Rule, order: TieOrder) -> dict[str, bytes]:
    return files_of_count(ABOUT, profile, rule, order, count_with_record(profile, rule, order))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.family))
def test_recount_of_the_files_gives_the_same_winners(tmp_path, rule):
    order = TieOrder.by_lot("4 6 1", TWO_GROUPS.keys)
    written = files(TWO_GROUPS, rule, order)
    path = tmp_path / "ballots.pb"
    path.write_bytes(written["ballots.pb"])
    election = read_election(path)
    again = Rule.from_dict(json.loads(written["rule.json"]))
    result = count(election.profile, again, TieOrder.by_file(election.profile))

    assert list(result.winners) == json.loads(written["result.json"])["winners"]
    assert set(election.official_winners or ()) == set(result.winners)


@st.composite
def rules_for(draw, keys: tuple[str, ...]):
    """A rule with any of the features that a rule may have."""
    kinds = st.sampled_from(list(ThresholdKind))
    threshold = st.builds(Threshold, kinds, st.integers(0, 4), st.integers(1, 3))
    limits = st.one_of(st.integers(0, 90), st.integers(0, 9_000))
    cap = st.builds(Cap, st.sampled_from(list(CapKind)), st.sampled_from("xy"), limits)
    group = st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True).map(tuple)
    return Rule(
        draw(st.sampled_from(list(Family))),
        misfit=draw(st.sampled_from(list(Misfit))),
        last_project_percent=draw(st.sampled_from([None, 80])),
        utility=draw(st.sampled_from(list(Utility))),
        completion=draw(st.sampled_from(list(Completion))),
        increment_minor=draw(st.sampled_from([1, 100])),
        start_whole=draw(st.booleans()),
        stop=draw(st.sampled_from(list(Stop))),
        top_up=draw(st.booleans()),
        comparison=draw(st.booleans()),
        thresholds=tuple(draw(st.lists(threshold, max_size=1))),
        conflicts=tuple(draw(st.lists(group, max_size=1))),
        caps=tuple(draw(st.lists(cap, max_size=1))),
    )


def with_features(profile: Profile) -> Profile:
    """The same with categories and areas, and one project withdrawn."""
    contenders = tuple(
        replace(
            c, category="xy"[int(c.key) % 2], area="yx"[int(c.key) % 3 % 2], withdrawn=c.key == "4"
        )
        for c in profile.contenders
    )
    return replace(profile, contenders=contenders)


@settings(max_examples=100)
@given(tie_heavy_elections(), st.data(), st.randoms(use_true_random=False))
def test_files_are_the_same_bytes_when_ballots_and_projects_are_shuffled(profile, data, shuffler):
    profile = with_features(profile)
    rule = data.draw(rules_for(profile.keys))
    order = TieOrder.by_lot("4 6 1", profile.keys)

    assert files(profile, rule, order) == files(shuffled(profile, shuffler), rule, order)


@settings(max_examples=120)
@given(tie_heavy_elections(), st.data())
def test_recount_of_the_files_gives_every_reason_and_number_again(tmp_path_factory, profile, data):
    for project in range(len(profile.keys)):
        profile = profile.with_cost(project, profile.costs[project] * 100)
    profile = with_features(profile).with_budget(profile.budget_minor * 100)
    rule = data.draw(rules_for(profile.keys))
    written = files(profile, rule, TieOrder.by_lot("4 6 1", profile.keys))
    path = tmp_path_factory.mktemp("count") / "ballots.pb"
    path.write_bytes(written["ballots.pb"])
    election = read_election(path, keep_withdrawn=True)
    again = count(election.profile, rule, TieOrder.by_file(election.profile))

    found, said = (
        json.loads(result_file(rule, TieOrder.by_file(election.profile), again)),
        (json.loads(written["result.json"])),
    )
    for document in (found, said):
        del document["tie_order"], document["ties"]
        for project in document["projects"]:
            assert not project.pop("cost_minor") % 100
    assert found == said
    assert set(announced_winners(election) or ()) == set(again.winners)


def test_ballots_say_in_every_amount_what_a_minor_unit_is(tmp_path):
    path = tmp_path / "ballots.pb"
    profile = Profile.of_ballots([Contender("A", 100)], 200, ["A"])
    path.write_bytes(files(profile, RULES[0], TieOrder.by_file(profile))["ballots.pb"])

    assert read_election(path).exponent == 2


def test_result_file_has_exact_prices_and_a_reason_for_every_project():
    written = files(TWO_GROUPS, Rule(Family.EQUAL_SHARES), TieOrder.by_file(TWO_GROUPS))
    document = json.loads(written["result.json"])

    assert document["projects"][0]["numbers"]["price"] == "15/2"
    assert [project["reason"] for project in document["projects"]] == [
        "funded",
        "supporters_spent",
        "funded",
    ]
    assert document["equal_shares"]["start"] == "10/1"
    assert document["tie_order"]["kind"] == "file-order"
    rows = written["trace.csv"].decode().splitlines()
    assert rows[1] == "1,A,4,30,funded,15/2,4,0,30"


def test_recount_text_names_the_hash_of_every_file_and_of_the_rule():
    rule = Rule(Family.VOTES_GREEDY)
    written = files(TWO_GROUPS, rule, TieOrder.by_lot("4 6 1", TWO_GROUPS.keys))
    text = written.pop("RECOUNT.md").decode()

    assert all(hashlib.sha256(content).hexdigest() in text for content in written.values())
    assert rule.sha256 in text
    assert "4 6 1" in text


@pytest.mark.parametrize(
    ("kind", "points", "row"),
    [
        (BallotKind.ORDINAL, None, "1;B,A"),
        (BallotKind.CUMULATIVE, [(1, 2)], "1;A,B;2,1"),
        (BallotKind.KNAPSACK, None, "1;A,B"),
    ],
)
def test_ballots_keep_order_and_points_where_they_are_the_vote(kind, points, row):
    profile = Profile.of_ballots(
        [Contender("A", 150), Contender("B", 100)], 225, ["BA"], kind=kind, points=points
    )
    text = files(profile, Rule(Family.VOTES_GREEDY), TieOrder.by_file(profile))["ballots.pb"]

    assert text.decode().splitlines()[-1] == row
    assert "budget;2.25\n" in text.decode()


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (Rule(Family.VOTES_GREEDY), "greedy"),
        (Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP), "greedy-no-skip"),
        (
            Rule(Family.VOTES_GREEDY, thresholds=(Threshold(ThresholdKind.SCORE, 5),)),
            "greedy-threshold",
        ),
        (Rule(Family.VOTES_GREEDY, conflicts=(("1", "2"),)), "greedy-exclusive"),
        (Rule(Family.VOTES_GREEDY, last_project_percent=80), "greedy-custom"),
        (Rule(Family.DENSITY_GREEDY), "unknown"),
        (Rule(Family.EQUAL_SHARES), "equalshares"),
        (Rule(Family.EQUAL_SHARES, completion=Completion.ADD1), "equalshares/add1"),
        (
            Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, comparison=True),
            "equalshares/add1-comparison",
        ),
    ],
)
def test_file_says_the_library_s_word_for_the_rule(rule, word):
    assert pabulib_rule(rule) == word
