"""Every kind of ballot on its whole way. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.core.errors import Conflict
from pbplatform.counting.count import count
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.counting.scores import scores_of
from pbplatform.counting.ties import TieOrder
from pbplatform.results.domain.tally import TieOrderOf, tally
from pbplatform.rounds.domain.ballots import (
    KINDS,
    Approval,
    Ballot,
    Knapsack,
    Points,
    Ranking,
    Terms,
    kind_named,
    listed_in,
    profile_of,
)
from pbplatform.rounds.domain.definition import Definition, read_definition
from pbplatform.voting.domain.sealed_words import Draft, SealedWords, Slip
from pbplatform.voting.domain.sealing import (
    CannotOpen,
    PlainBallot,
    SealingKey,
    binding,
    decode_ballot,
    encode_ballot,
    envelope_size,
    load_private,
    new_key_pair,
    open_envelope,
    padded_size,
    seal,
)
from pbplatform.voting.services.open_urn import judge
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.refusals import MESSAGES, message_for
from tests.voting.golden_round import BODY

COSTS = {4: 1_800_000, 7: 4_200_000, 9: 9_600_000, 15: 24_000_000, 120: 100}
TERMS = Terms(COSTS, 30_000_000, max_choices=3, max_points=10)
TRACKER = "7Q4K9XMD2HTBWC3R"
PEM, PUBLIC = new_key_pair()
PRIVATE = load_private(PEM)

numbers = st.permutations(list(COSTS)).flatmap(
    lambda order: st.integers(0, 3).map(lambda most: tuple(order[:most]))
)
points = numbers.flatmap(
    lambda named: st.tuples(*(st.tuples(st.just(one), st.integers(1, 3)) for one in named))
)
ballots = st.one_of(
    numbers.map(Approval), numbers.map(Knapsack), numbers.map(Ranking), points.map(Points)
)


def key_of(kind: type[Ballot]) -> SealingKey:
    return SealingKey(PUBLIC, binding("fund", b"\x01" * 32), padded_size(kind, TERMS), kind)


@settings(max_examples=200)
@given(ballots)
def test_ballot_is_the_same_value_after_every_step_of_its_way(ballot: Ballot) -> None:
    kind, key = type(ballot), key_of(type(ballot))
    plain = PlainBallot(ballot, TRACKER)
    assert decode_ballot(kind, encode_ballot(plain, key.size)) == plain
    assert kind.from_row(ballot.row()) == ballot
    assert kind.read(json.loads(json.dumps(ballot.listed()))) == ballot
    assert listed_in(ballot.row()) == ballot.listed()
    words = SealedWords(("a secret",), "fund", kind)
    assert words.read_draft(words.write_draft(Draft(ballot, 3), TERMS)) == Draft(ballot, 3)
    slip = Slip(3, ballot, TRACKER, "n" * 32, "", 1)
    assert words.read_slip(words.write_slip(slip, TERMS)) == slip


@settings(max_examples=30)
@given(ballots)
def test_every_envelope_of_a_kind_has_one_length_and_opens(ballot: Ballot) -> None:
    key = key_of(type(ballot))
    envelope = seal(key, PlainBallot(ballot, TRACKER))
    assert len(envelope) == envelope_size(key)
    assert open_envelope(PRIVATE, key, envelope).ballot == ballot


@settings(max_examples=100)
@given(ballots)
def test_every_draft_and_slip_of_a_kind_has_one_length(ballot: Ballot) -> None:
    words = SealedWords(("a secret",), "fund", type(ballot))
    blank = type(ballot).blank()
    for one in (ballot, blank):
        assert len(words.write_draft(Draft(one), TERMS)) == len(
            words.write_draft(Draft(blank, 10**8, 1_800_000_000, True, 7), TERMS)
        )
        slips = [words.write_slip(Slip(1, two, "", "n", "", 1), TERMS) for two in (one, blank)]
        assert len(slips[0]) == len(slips[1])


@pytest.mark.parametrize(
    ("ballot", "body"),
    [
        (Approval((9, 4)), b'{"c":[4,9],"r":"7Q4K9XMD2HTBWC3R","v":1}'),
        (Knapsack((9, 4)), b'{"c":[4,9],"k":"knapsack","r":"7Q4K9XMD2HTBWC3R","v":2}'),
        (Ranking((9, 4)), b'{"c":[9,4],"k":"ranking","r":"7Q4K9XMD2HTBWC3R","v":2}'),
        (
            Points(((9, 1), (4, 3))),
            b'{"c":[[4,3],[9,1]],"k":"points","r":"7Q4K9XMD2HTBWC3R","v":2}',
        ),
    ],
)
def test_there_is_one_way_to_write_each_kind(ballot: Ballot, body: bytes) -> None:
    plain = encode_ballot(PlainBallot(ballot, TRACKER), 90)
    assert plain == (len(body).to_bytes(2) + body).ljust(90, b"\x00")
    # Another order is another vote where the order is the vote, and no ballot where it is not.
    turned = replace_choices(body, list(reversed(ballot.listed())))
    if ballot.ordered:
        assert decode_ballot(type(ballot), turned) == PlainBallot(Ranking((4, 9)), TRACKER)
    else:
        with pytest.raises(ValueError, match="not written"):
            decode_ballot(type(ballot), turned)


def replace_choices(body: bytes, choices: object) -> bytes:
    told = {**json.loads(body), "c": choices}
    again = json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
    return (len(again).to_bytes(2) + again).ljust(90, b"\x00")


@pytest.mark.parametrize(
    "body",
    [
        b'{"c":[9,4],"k":"approval","r":"7Q4K9XMD2HTBWC3R","v":2}',
        b'{"c":[9,4],"k":"knapsack","r":"7Q4K9XMD2HTBWC3R","v":2}',
        b'{"c":[9,4],"r":"7Q4K9XMD2HTBWC3R","v":1}',
        b'{"c":[9,4],"r":"7Q4K9XMD2HTBWC3R","v":2}',
        b'{"c":[9,4],"k":"ranking","r":"7Q4K9XMD2HTBWC3R","v":3}',
        b'{"c":[[9,1],[4,3]],"k":"ranking","r":"7Q4K9XMD2HTBWC3R","v":2}',
    ],
)
def test_ballot_of_another_kind_or_version_is_no_ballot_of_the_round(body: bytes) -> None:
    with pytest.raises(ValueError, match="ballot"):
        decode_ballot(Ranking, (len(body).to_bytes(2) + body).ljust(90, b"\x00"))


@pytest.mark.parametrize(
    "choices", ["47", [["4", 3]], [[4]], [[4, 3, 1]], [[4, True]], [4], [[4, 0]], [[4, -1]], None]
)
def test_points_that_are_written_otherwise_are_no_ballot(choices: object) -> None:
    body = b'{"c":0,"k":"points","r":"7Q4K9XMD2HTBWC3R","v":2}'
    with pytest.raises(ValueError, match="ballot"):
        decode_ballot(Points, replace_choices(body, choices))


def test_envelope_of_another_kind_is_neither_sealed_nor_opened() -> None:
    ranking, knapsack = key_of(Ranking), replace(key_of(Knapsack), size=key_of(Ranking).size)
    with pytest.raises(ValueError, match="not a ballot of this round"):
        seal(ranking, PlainBallot(Knapsack((4,)), TRACKER))
    with pytest.raises(CannotOpen, match="not-a-ballot"):
        open_envelope(PRIVATE, ranking, seal(knapsack, PlainBallot(Knapsack((4,)), TRACKER)))


def test_form_tells_a_ballot_of_each_kind() -> None:
    marks = [(15, 2), (4, 1), (9, 3)]
    assert Approval.from_form(marks) == Approval((4, 9, 15))
    assert Knapsack.from_form(marks) == Knapsack((4, 9, 15))
    assert Points.from_form([*marks, (7, 0)]) == Points(((4, 1), (9, 3), (15, 2)))
    assert Ranking.from_form([*marks, (7, 0)]) == Ranking((4, 15, 9))


FAULTY = [
    (Approval((4, 4)), "named-twice"),
    (Approval((4, 8)), "not-on-ballot"),
    (Approval((4, 7, 9, 120)), "too-many"),
    (Knapsack((9, 15)), "over-the-fund"),
    (Knapsack((4, 8)), "not-on-ballot"),
    (Points(((4, 5), (7, 6))), "too-many-points"),
    (Points(((4, 1), (4, 2))), "named-twice"),
    (Ranking((9, 4, 9)), "named-twice"),
    (Ranking((9, 8)), "not-on-ballot"),
    (Ranking((9, 4, 7, 15)), "too-many"),
]


@pytest.mark.parametrize(("ballot", "reason"), FAULTY)
def test_what_does_not_count_at_the_opening_is_refused_before_it_is_sealed_in_words(
    app: Flask, ballot: Ballot, reason: str
) -> None:
    assert judge(PlainBallot(ballot, TRACKER), TERMS).invalid == reason
    refusal = next(ballot.faults(TERMS)).refusal
    assert isinstance(refusal, Conflict)
    assert refusal.code in MESSAGES
    with app.test_request_context():
        assert why_invalid(reason) != reason
        assert "%" not in str(message_for(refusal))


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_blank_vote_counts_in_every_kind_and_is_listed_as_nothing(kind: type[Ballot]) -> None:
    blank = kind.blank()
    assert (blank.listed(), blank.row(), blank.numbers) == ([], "", ())
    assert judge(PlainBallot(blank, TRACKER), TERMS).invalid == ""


def test_voter_who_is_still_choosing_may_have_too_much_for_now() -> None:
    far = (Knapsack((4, 7, 9, 15)), Points(((4, 50), (7, 6))), Approval((4, 7, 9, 15)))
    for ballot in far:
        assert next(ballot.faults(TERMS), None)
        assert not next(ballot.faults(TERMS.without_limit), None)
    assert next(Approval((8,)).faults(TERMS.without_limit), None)


def frozen_as(kind: str, **ballot: object) -> Definition:
    """The golden definition with another kind of ballot, and a rule for it."""
    told = json.loads(BODY)
    told["ballot"] = {"kind": kind, "max": None, **ballot}
    return read_definition(json.dumps(told).encode())


def test_definition_names_the_kind_and_what_ballots_are_judged_by() -> None:
    told = frozen_as("points", points=10)
    assert told.ballot is Points
    assert told.terms.max_points == 10
    assert next(iter(told.terms.costs.items())) == (4, 1_800_000)
    assert read_definition(BODY).ballot is Approval


def test_definition_of_a_kind_that_we_do_not_know_is_not_read() -> None:
    with pytest.raises(Conflict, match="definition_unreadable"):
        frozen_as("quadratic")
    assert [kind_named(name) for name in KINDS] == list(KINDS.values())


def by_hand(
    kind: BallotKind, cast: list[list[str]], given: list[list[int]] | None = None
) -> Profile:
    """The profile as the tests of counting make it."""
    contenders = [Contender(str(number), cost) for number, cost in COSTS.items()]
    return Profile.of_ballots(contenders, TERMS.money_minor, cast, kind=kind, points=given)


SAME = [
    (
        [Approval((9, 4)), Approval((4,)), Approval()],
        by_hand(BallotKind.APPROVAL, [["4", "9"], ["4"], []]),
    ),
    (
        [Knapsack((9, 4)), Knapsack((4,)), Knapsack()],
        by_hand(BallotKind.KNAPSACK, [["4", "9"], ["4"], []]),
    ),
    (
        [Points(((9, 1), (4, 3))), Points(((120, 4),)), Points()],
        by_hand(BallotKind.CUMULATIVE, [["4", "9"], ["120"], []], [[3, 1], [4], []]),
    ),
    (
        [Ranking((9, 4, 120)), Ranking((4,)), Ranking()],
        by_hand(BallotKind.ORDINAL, [["9", "4", "120"], ["4"], []]),
    ),
]


@pytest.mark.parametrize(("cast", "expected"), SAME, ids=KINDS)
def test_count_of_ballots_is_the_count_of_their_profile(
    cast: list[Ballot], expected: Profile
) -> None:
    profile = profile_of(type(cast[0]), TERMS, [(ballot, 1) for ballot in cast])
    assert profile.kind is expected.kind
    assert (profile.voters, profile.supporters) == (expected.voters, expected.supporters)
    assert scores_of(profile) == scores_of(expected)
    families = [Family.VOTES_GREEDY]
    if profile.kind is not BallotKind.ORDINAL:  # Equal Shares takes no rankings
        families.append(Family.EQUAL_SHARES)
    for family in families:
        ours, theirs = (
            count(one, Rule(family), TieOrder.by_file(one)) for one in (profile, expected)
        )
        assert ours == theirs


def test_place_in_a_ranking_decides_where_everybody_names_the_same_projects() -> None:
    """Sorted by number all three would be one ballot, and 7 would come before 9."""
    told = frozen_as("ranking")
    groups = [(Ranking((9, 7, 4)), 2), (Ranking((9, 4, 7)), 1)]
    result = tally(told, groups, TieOrderOf(None)).result
    assert result.totals == {"9": 9, "7": 5, "4": 4, "15": 0}
    assert result.winners[0] == "9"


def test_points_are_added_not_ballots() -> None:
    told = frozen_as("points", points=10)
    groups = [(Points(((15, 9), (4, 1))), 1), (Points(((4, 2),)), 3)]
    assert tally(told, groups, TieOrderOf(None)).result.totals == {"4": 7, "7": 0, "9": 0, "15": 9}
