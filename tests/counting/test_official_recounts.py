"""Real elections recounted: the winners are the ones that the cities announced."""

from __future__ import annotations

import pytest

from pbplatform.counting.count import count
from pbplatform.counting.election import Election
from pbplatform.counting.official import NoOfficialRule, official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.ties import TieOrder
from tests.counting.elections import REAL_FILES, SMALL, written

# Winners that no rule of the file gives: the reason is the city's own.
CITY_EXCEPTIONS = {
    # Two extra projects for turnout, from money outside the district's budget (selected=2).
    "Poland_Gdynia_2021_Chwarzno-Wiczlino__small": {"CHW/0003"},
    # Fits with 93 votes and 6,864 zl left, and the city still did not list it as chosen.
    "Poland_Warszawa_2018_Las": {"1649"},
}
GREEDY = {"greedy", "greedy-no-skip", "greedy-threshold"}


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


@pytest.mark.parametrize("rule", ["equalshares", "lottery"])
def test_recount_is_refused_when_the_file_does_not_describe_its_rule(tmp_path, rule):
    election = read_election(written(tmp_path, SMALL.replace("rule;greedy", f"rule;{rule}")))

    with pytest.raises(NoOfficialRule, match=rule):
        official_rule(election)


@pytest.mark.skipif(not REAL_FILES, reason="no real elections on this machine")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_recount_gives_the_announced_winners_when_the_election_was_real(path):
    election = read_election(path, keep_withdrawn=True)
    if election.rule not in GREEDY:
        pytest.skip(f"rule {election.rule}")
    result = recounted(election)
    if election.official_winners is not None:
        differ = set(result.winners) ^ set(election.official_winners)
        assert differ == CITY_EXCEPTIONS.get(path.stem, set())
    for project in election.projects:
        published = project.votes if project.score is None else project.score
        assert result.totals[project.key] == published
