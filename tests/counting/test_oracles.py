"""Random elections full of ties: the winners are those that pabutools gave.

Its answers were recorded by `make attack-count`, which asks it anew, about many more.
"""

from __future__ import annotations

import json
from pathlib import Path

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
