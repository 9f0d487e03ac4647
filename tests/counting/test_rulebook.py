"""Rules as data: both ways, and always the same bytes."""

from __future__ import annotations

import json

import pytest

from pbplatform.counting.rulebook import (
    Cap,
    CapKind,
    Completion,
    Family,
    Leftover,
    Misfit,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    Utility,
)

FULL = Rule(
    family=Family.EQUAL_SHARES,
    misfit=Misfit.STOP,
    last_project_percent=80,
    utility=Utility.CARDINALITY,
    completion=Completion.ADD1,
    increment_minor=100,
    start_whole=True,
    stop=Stop.EXHAUSTIVE,
    top_up=True,
    comparison=True,
    thresholds=(Threshold(ThresholdKind.COST_RELATIVE, 1, 3),),
    conflicts=(("7", "12"),),
    caps=(Cap(CapKind.AREA, "Nørrebro", 5_000),),
    positions=(3, 2, 1),
    leftover=Leftover.CITY_WIDE,
)


@pytest.mark.parametrize("rule", [Rule(Family.VOTES_GREEDY), FULL], ids=["short", "full"])
def test_rule_is_the_same_when_it_went_through_its_document(rule):
    document = json.loads(rule.canonical_json())

    assert document == rule.to_dict()
    assert Rule.from_dict(document) == rule
    assert Rule.from_dict(document).sha256 == rule.sha256


def test_rule_hash_stays_what_it_was_when_the_program_changes():
    # A frozen rule is known by this name for ever; a changed hash breaks published rounds.
    assert Rule(Family.VOTES_GREEDY).sha256 == (
        "8cbbac7e619dd1765a2ee89759ee12f8c67adbecc4470a9657696caf4979e785"
    )


def test_document_may_leave_out_fields_when_their_defaults_are_meant():
    short = {"format": "pbplatform-counting-rule", "version": 1, "family": "votes-greedy"}

    assert Rule.from_dict(short) == Rule(Family.VOTES_GREEDY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other"}, "not a pbplatform-counting-rule document"),
        ({"version": 2}, "version 1"),
        ({"family": "loudest"}, "family: 'loudest'"),
        ({"surprise": 1}, "unknown or missing fields"),
        ({"increment_minor": 1.5}, "increment_minor: 1.5"),
        ({"increment_minor": 0}, "increment_minor is at least 1"),
        ({"top_up": 1}, "top_up: 1"),
        ({"last_project_percent": 101}, "last_project_percent is from 1 to 100"),
        ({"thresholds": [{"kind": "share", "numerator": 1, "denominator": 0}]}, "a threshold"),
        ({"thresholds": [{"kind": "share"}]}, "thresholds"),
        ({"conflicts": [[1, 2]]}, "conflicts"),
        ({"caps": [{"kind": "area", "name": "x", "limit_minor": -1}]}, "caps"),
        ({"version": True}, "version 1"),
        ({"version": 1.0}, "version 1"),
        ({"conflicts": "ab"}, "conflicts: 'ab'"),
        ({"conflicts": ["12", "3"]}, "conflicts"),
        ({"caps": {}}, "caps: {}"),
        ({"caps": [{"kind": "area", "name": "\ud800", "limit_minor": 1}]}, "caps"),
        ({"thresholds": [{"kind": "score", "numerator": 1, "denominater": 2}]}, "thresholds"),
        ({"caps": [{"kind": "area", "name": "x", "limit_minor": 1, "limit": 2}]}, "caps"),
        ({"increment_minor": 10**15}, "increment_minor"),
        ({"positions": [10**9 + 1]}, "positions"),
    ],
)
def test_document_is_refused_when_a_value_is_none_of_the_rulebook(change, said):
    with pytest.raises(ValueError, match=said):
        Rule.from_dict({**FULL.to_dict(), **change})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"null", "not a pbplatform-counting-rule document"),
        (b'["format"]', "not a pbplatform-counting-rule document"),
        (b'{"format": ' + b"[" * 100_000, "nested too deep"),
        (b'{"family": "votes-greedy", "family": "equal-shares"}', "family comes twice"),
        (b'{"increment_minor": ' + b"9" * 5_000 + b"}", "too large a number"),
    ],
)
def test_bytes_are_refused_in_words_when_they_are_no_rule(raw, said):
    with pytest.raises(ValueError, match=said):
        Rule.from_json(raw)


def test_rule_is_the_same_when_it_went_through_its_bytes():
    assert Rule.from_json(FULL.canonical_json()) == FULL
