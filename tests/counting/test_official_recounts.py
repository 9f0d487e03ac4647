"""Real elections recounted: the winners are the ones that the cities announced."""

from __future__ import annotations

import pytest

from pbplatform.counting.count import count
from pbplatform.counting.election import Election
from pbplatform.counting.official import (
    RULE_NAMES,
    NoOfficialRule,
    announced_winners,
    named_rule,
    official_rule,
)
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.ties import TieOrder
from tests.counting.elections import ELECTIONS, SMALL, written

# Announced winners that no rule of the file gives; docs/rules/counting.md section 8 tells why.
CITY_EXCEPTIONS = {
    "Hungary_Budapest_2024",
    "Poland_Lodz_2020",
    "Poland_Warszawa_2018_Las",
}


def recounted(election: Election):
    return count(election.profile, official_rule(election), TieOrder.by_file(election.profile))


def test_recount_follows_the_rule_of_the_file_when_it_stops_at_the_first_misfit(tmp_path):
    text = SMALL.replace("rule;greedy", "rule;greedy-no-skip").replace("3;40;1", "3;45;1")
    election = read_election(written(tmp_path, text))

    assert recounted(election).winners == ("1",)


def test_recount_follows_the_threshold_of_the_file(tmp_path):
    text = SMALL.replace("rule;greedy", "rule;greedy-threshold\nmin_project_score_threshold;2")
    election = read_election(written(tmp_path, text))

    assert recounted(election).winners == ("1",)


def test_recount_is_refused_when_the_file_does_not_describe_its_rule(tmp_path):
    election = read_election(written(tmp_path, SMALL.replace("rule;greedy", "rule;lottery")))

    with pytest.raises(NoOfficialRule, match="lottery"):
        official_rule(election)


def test_recount_takes_conflicts_from_the_comment_when_the_rule_is_exclusive(tmp_path):
    text = SMALL.replace(
        "rule;greedy",
        "rule;greedy-exclusive\ncomment;#1: projects 1 and 2 share a place, 8 and 9 do not",
    )
    election = read_election(written(tmp_path, text))

    assert official_rule(election).conflicts == (("1", "2"),)


def test_recount_takes_the_last_project_clause_when_the_comment_describes_it(tmp_path):
    text = SMALL.replace("rule;greedy", "rule;greedy-custom\ncomment;#1: at least 80% of it")
    text = text.replace('"";0', '"";2').replace('ones";0', 'ones";2').replace("Trees;1", "Trees;0")
    election = read_election(written(tmp_path, text))

    assert recounted(election).winners == ("1", "2")
    assert announced_winners(election) == ("1", "2")


def test_announced_winners_leave_out_projects_that_got_other_money(tmp_path):
    election = read_election(written(tmp_path, SMALL.replace("Trees;1", "Trees;2")))

    assert announced_winners(election) == ("1",)


@pytest.mark.parametrize("name", RULE_NAMES)
def test_every_named_rule_counts_a_small_election(tmp_path, name):
    election = read_election(written(tmp_path, SMALL))
    result = count(election.profile, named_rule(name, election), TieOrder.by_file(election.profile))

    assert result.spent_minor <= 100


@pytest.mark.parametrize("path", ELECTIONS, ids=lambda path: path.stem)
def test_recount_gives_the_announced_winners_in_every_election(path):
    election = read_election(path, keep_withdrawn=True)
    result = recounted(election)
    announced = announced_winners(election)
    if announced is not None and path.stem in CITY_EXCEPTIONS:
        assert set(result.winners) != set(announced)
    elif announced is not None:
        assert set(result.winners) == set(announced)
    for project in election.projects:
        published = project.votes if project.score is None else project.score
        assert result.totals[project.key] == published
