"""`pbplatform count`: one file, a folder, a rule of one's own, and refusals in one line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pbplatform.cli.count import count_command
from pbplatform.counting.rulebook import Cap, CapKind, Family, Misfit, Rule
from tests.counting.elections import SMALL, SMALL_FILES, written

FOLDER = str(SMALL_FILES[0].parent)


def run(*arguments: str):
    return CliRunner().invoke(count_command, list(arguments))


def test_file_is_counted_by_its_own_rule_when_none_is_given(tmp_path):
    answer = run(str(written(tmp_path, SMALL)))

    assert answer.exit_code == 0
    assert "small.pb: 4 ballots, rule greedy" in answer.output
    assert "2 winners, 100 of 100" in answer.output
    assert "winners equal: yes" in answer.output


def test_json_has_the_keys_of_a_replay_when_it_is_asked_for():
    document = json.loads(run(f"{FOLDER}/choose_one_stop.pb", "--json").stdout)

    assert document["winners"] == ["1"]
    assert document["totals"] == {"1": 3, "2": 2, "3": 1}
    assert (document["budget"], document["spent"]) == (100.5, 60.25)
    assert document["ballots"] == 6
    assert document["seconds"] >= 0
    assert document["reasons"]["3"] == {"code": "stopped_before", "stopped_at": "2"}


def test_rule_is_read_from_a_file_when_a_path_is_given(tmp_path):
    rule = tmp_path / "rule.json"
    rule.write_bytes(Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP).canonical_json())
    document = json.loads(run(str(written(tmp_path, SMALL)), "--rule", str(rule), "--json").stdout)

    assert document["winners"] == ["1"]
    assert document["winners_equal"] is False


def test_equals_are_settled_by_lot_when_a_seed_is_given(tmp_path):
    path = written(tmp_path, SMALL.replace("2;50;2", "2;40;2").replace("b;1;41", "b;3;41"))
    ties = [
        json.loads(run(str(path), "--seed", str(seed), "--json").stdout)["ties"][0]
        for seed in range(8)
    ]

    assert {tie["settled_by"][0] for tie in ties} == {"lot"}
    assert len({tuple(tie["projects"]) for tie in ties}) > 1


@pytest.fixture
def pots(tmp_path):
    """Two districts that leave 40 of 100 each, and a city whose project of 120 needs some of it."""
    north = written(tmp_path, SMALL, "north.pb")
    south = written(tmp_path, SMALL, "south.pb")
    city = written(tmp_path, SMALL.replace("1;60;3", "1;120;3"), "city.pb")
    return [str(city), "--pot", str(north), "--pot", str(south), "--rule", "greedy-no-skip"]


def test_leftovers_of_districts_are_spent_by_the_city_wide_pot(pots):
    alone = json.loads(run(*pots, "--json").stdout)["pots"]
    assert [pot["file"] for pot in alone] == ["north.pb", "south.pb", "city.pb"]
    assert [pot["returned"] for pot in alone] == [40, 40, 100]
    assert alone[2]["winners"] == []

    together = json.loads(run(*pots, "--leftover", "city-wide", "--json").stdout)["pots"]
    assert [pot["passed_on"] for pot in together] == [40, 40, 0]
    assert (together[2]["received"], together[2]["budget"]) == (80, 180)
    assert together[2]["winners"][0] == "1"

    told = run(*pots, "--leftover", "roll-over").output
    assert "40 left over, kept for the next round of this pot" in told
    assert "came from other pots" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all", FOLDER, "--pot", "x.pb"], "go with a FILE"),
        ([f"{FOLDER}/choose_one_stop.pb", "--leftover", "return"], "go with a FILE"),
        (
            [f"{FOLDER}/choose_one_stop.pb", "--pot", f"{FOLDER}/choose_one_stop.pb"],
            "two pots are called choose_one_stop.pb",
        ),
        ([f"{FOLDER}/choose_one_stop.pb", "--pot", "no.pb"], "no.pb"),
    ],
)
def test_pots_are_refused_in_one_line_when_they_make_no_sense(arguments, said):
    answer = run(*arguments)

    assert answer.exit_code != 0
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_pots_of_different_money_are_refused(tmp_path):
    yen = written(tmp_path, SMALL.replace("currency;", "currency;J"))
    answer = run(f"{FOLDER}/choose_one_stop.pb", "--pot", str(yen), "--rule", "greedy")

    assert answer.exit_code == 1
    assert "different currencies" in answer.output


def test_folder_ends_with_one_line_of_totals():
    answer = run("--all", FOLDER)

    assert answer.exit_code == 0
    last = answer.stdout.strip().splitlines()[-1]
    assert last.startswith("files 5, tallies equal 5/5, winners equal 5/5, ballots 22, seconds ")


def test_folder_names_a_file_that_cannot_be_counted(tmp_path):
    written(tmp_path, SMALL.replace("b;1;41", "b;9;41"))
    answer = run("--all", str(tmp_path))

    assert "not counted: small.pb, line 23, vote: names '9'" in answer.stdout
    assert answer.stdout.splitlines()[-1].startswith("files 0, tallies equal 0/0, ")
    assert answer.exit_code == 1


def test_command_says_what_the_rule_names_and_the_file_does_not_have(tmp_path):
    rule = tmp_path / "rule.json"
    caps = (Cap(CapKind.AREA, "Noth", 10),)
    rule.write_bytes(Rule(Family.VOTES_GREEDY, conflicts=(("1", "x"),), caps=caps).canonical_json())
    answer = run(str(written(tmp_path, SMALL)), "--rule", str(rule))

    assert answer.exit_code == 0
    assert answer.stderr.splitlines() == [
        "Note: small.pb has no project x, which the rule names.",
        "Note: small.pb has no area Noth, which the rule names.",
    ]


def test_names_of_a_file_cannot_move_the_cursor_of_a_terminal(tmp_path):
    answer = run(str(written(tmp_path, SMALL.replace("Benches;1", "\x1b[2JBen\0ches;1"))))

    assert "\ufffd[2JBen\ufffdches" in answer.stdout


def test_points_that_are_too_many_to_be_added_are_refused_in_one_line(tmp_path):
    text = SMALL.replace("vote_type;approval", "vote_type;cumulative")
    text = text.replace("vote;age", "vote;points").replace("1,2;30", "1,2;1,2")
    text = text.replace("num_votes;4", "num_votes;4000").replace("1,3;27", "1,3;1,3")
    voters = "".join(f"v{n};1;1000000000\n" for n in range(3_996))
    distinct = "".join(f"w{n};2;{n}\n" for n in range(3_996))
    text = text.replace("4000", "7996") + voters + distinct
    answer = run(str(written(tmp_path, text)))

    assert "small.pb: points are too large to be added exactly" in answer.output
    assert answer.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give one FILE, or --all DIR."),
        (("gone.pb",), "gone.pb, file: cannot be read"),
        ((f"{FOLDER}/approval_skip.pb", "--rule", "loudest"), "'loudest' is no rule"),
        ((f"{FOLDER}/approval_skip.pb", "--rule", "gone.json"), "gone.json: "),
        ((f"{FOLDER}/ranking_skip.pb", "--rule", "equal-shares"), "Equal Shares takes approval"),
        ((f"{FOLDER}/ranking_skip.pb", "--rule", "equal-shares"), "ranking_skip.pb: Equal"),
        ((f"{FOLDER}/approval_skip.pb", "--seed", ""), "--seed is empty"),
        (("--all", "/nowhere"), "/nowhere is no folder"),
        (("--all", FOLDER, "--rule", "loudest"), "'loudest' is no rule"),
        (("--all", FOLDER, "--rule", "gone.json"), "gone.json: cannot be read"),
    ],
)
def test_command_fails_in_one_line_when_it_cannot_count(arguments, said):
    answer = run(*arguments)

    assert answer.exit_code != 0
    assert said in answer.output
    assert "Traceback" not in answer.output
