"""Random elections full of ties: the winners are those that pabutools gave.

Its answers were recorded by `make attack-count`, which asks it anew, about many more.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.attack_count import agree, our_answer, profile_of

RECORDED = Path(__file__).with_name("oracle_answers.jsonl")


def test_winners_are_those_of_pabutools_in_the_recorded_elections():
    questions = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
    rules = set()
    for question in questions:
        ours, _ = our_answer(question, profile_of(question))
        assert agree(question, ours, question), question
        rules.add(question["rule"])

    assert len(questions) >= 100
    assert rules == {"greedy", "density", "equal-shares", "add1-exhaustive", "add1-overspend"}


@pytest.mark.parametrize("place", ["first", "last"])
def test_with_a_project_withdrawn_winners_are_those_of_pabutools_on_the_list_without_it(place):
    """Every second ballot names one project more, which is withdrawn: a cheap one that all want.

    Source: docs/rules/amendments.md section 2.
    """
    questions = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
    for number, question in enumerate(questions):
        amended = _with_one_more(question, place=place, named=number % 2)
        profile = profile_of(amended)
        last = replace(profile.contenders[-1], withdrawn=True)
        profile = replace(profile, contenders=(*profile.contenders[:-1], last))
        ours, _ = our_answer(amended, profile)
        assert agree(question, ours, question), question


def _with_one_more(question, *, place, named):
    """The question with a project `w`, which stands first or last where equals are in order."""
    ballots = [
        [*ballot, "w"] if turn % 2 == named else ballot
        for turn, ballot in enumerate(question["ballots"])
    ]
    points = question["points"]
    if points is not None:
        pairs = zip(points, ballots, strict=True)
        points = [[*given, 9] if "w" in ballot else given for given, ballot in pairs]
    lot = ["w", *question["lot"]] if place == "first" else [*question["lot"], "w"]
    projects = [*question["projects"], ["w", 1]]
    return {**question, "projects": projects, "ballots": ballots, "points": points, "lot": lot}
