"""A payload of every kind of fact, as services write it: what the golden lines are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPENS, CLOSES = "2027-03-05T09:00:00.000000Z", "2027-03-14T20:00:00.000000Z"
ROUND: dict[str, Any] = {
    "title": "Neighbour Fund 2027",
    "opens_at": OPENS,
    "closes_at": CLOSES,
    "ideas_close_at": "2027-01-31T23:59:00.000000Z",
    "results_at": "2027-03-17T09:00:00.000000Z",
}
WHY = {"reason": "The hall is flooded."}
CLOSING = {"begins_at": "2027-03-11T12:00:00.000000Z", "ends_at": "2027-03-12T00:00:00.000000Z"}
MOVES = {"moves": [["closes_at", CLOSES, "2027-03-21T20:00:00.000000Z"]], **WHY}
COUNTED = {**ROUND, "objections": "2027-04-19T23:00:00.000000Z", "due": CLOSES}
POUNDS = {"currency": ["GBP", 2]}
OUTCOME: dict[str, Any] = {
    "title": "Quiet benches",
    "round": "Neighbour Fund 2027",
    "number": 4,
    "votes": 412,
    "cost_minor": 1_800_000,
    "topped_up": False,
    "won": True,
    "why": "funded",
    "numbers": {"position": 2, "left_minor": 4_000_000},
    **POUNDS,
}
SHORT = {"why": "did_not_fit", "numbers": {"left_minor": 1_000_000, "missing_minor": 800_000}}
LOST = {**OUTCOME, **SHORT, "won": False}
PROJECT: dict[str, Any] = {"title": "Quiet benches", **WHY}
LINE = {**PROJECT, "amount_minor": 1_800_000, "year": 2027, "team_name": "Parks", **POUNDS}
IDEA: dict[str, Any] = {
    "title": "Benches on Mill Lane",
    "number": 3,
    "committee": "Streets",
    "words": "There are two already.",
    "by": "2027-02-08",
    "read_by": "2027-01-12",
    "proposal": 9,
}
PROPOSAL: dict[str, Any] = {"title": "Quiet benches", "words": "The need is plain.", **WHY}
PRICES = {"before": "1800000 GBP 2", "after": "2000000 GBP 2"}
PRICED = {"title": "Quiet benches", "team_name": "Parks", "price": "1800000 GBP 2"}
MEETING: dict[str, Any] = {
    "title": "Town Forum",
    "day": "2027-03-18",
    "starts_at": "2027-03-18T19:00:00.000000Z",
    "venue": "Fenn Library",
    **WHY,
}
MINUTES = {**MEETING, "sort": "circulated", "again": False, "until": "2027-04-01"}
POINT: dict[str, Any] = {
    "title": "Bins behind Sidings Row",
    "number": 31,
    "team_name": "Environment",
    "due": "2027-03-04",
    **WHY,
}
PROMISE = {**POINT, "title": "Friday collection begins"}
CHECK = {**PROMISE, "until": "2027-05-14"}
ANSWERED = {**POINT, "sentence": "A second collection every Friday."}

SAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    **{
        f"rounds:{name}": (ROUND,)
        for name in (
            "ideas_open",
            "ideas_close_soon",
            "voting_opens",
            "voting_closes_soon",
            "voting_closed",
        )
    },
    "rounds:ballot_final": ({**ROUND, "projects": 1}, {**ROUND, "projects": 9}),
    "rounds:dates_moved": ({**ROUND, **MOVES},),
    "rounds:paused": ({**ROUND, **WHY, "by": CLOSES},),
    "rounds:resumed": ({**ROUND, **MOVES},),
    "rounds:called_off": ({**ROUND, **WHY},),
    "rounds:money_added": ({**ROUND, **WHY, **POUNDS, "before": 100_000, "after": 250_000},),
    "rounds:corrected": ({**ROUND, **WHY, "parts": ["name", "summary"]},),
    "venues:changed": ({**ROUND, **WHY, "place": "Fenn Library", "parts": ["hours", "address"]},),
    "venues:taken_away": ({**ROUND, **WHY, "place": "Fenn Library"},),
    "venues:closed": ({**ROUND, **WHY, **CLOSING, "place": "Fenn Library"},),
    "venues:open_again": ({**ROUND, **CLOSING, "place": "Fenn Library"},),
    "voting:project_withdrawn": ({**PROJECT, "round": "Neighbour Fund 2027"},),
    "voting:window_extended": ({**ROUND, **WHY},),
    "results:provisional": (
        {**COUNTED, "winners": 1},
        {**COUNTED, "winners": 4, "objections": ""},
    ),
    "results:project_won": (OUTCOME,),
    "results:project_lost": (LOST,),
    "results:objection_shown": ({**COUNTED, "number": 2},),
    "results:objection_answered": ({**COUNTED, **WHY, "number": 2, "verdict": "upheld"},),
    "results:recount_owed": ({**COUNTED, **WHY},),
    "results:recount_off": (COUNTED,),
    "results:counted_again": ({**COUNTED, "count": 2},),
    "results:displaced": (LOST,),
    "results:wins_now": (OUTCOME,),
    "results:certified": (COUNTED,),
    "delivery:line_given": (LINE,),
    "delivery:line_changed": (LINE,),
    "delivery:line_late": ({**PROJECT, "due": "2027-04-09"},),
    "delivery:step": ({**PROJECT, "step": "building"},),
    "delivery:opened": ({**PROJECT, "step": "open"},),
    "delivery:looked_back": (PROJECT,),
    "delivery:stopped": (
        {**PROJECT, "decided_by": "Cabinet, 4 May.", "money_goes": "The next round."},
    ),
    "delivery:taken_back": ({**PROJECT, "step": "open", "back_at": "building"},),
    "delivery:next_step": ({**PROJECT, "words": "Order the benches.", "due": "2027-05-31"},),
    "delivery:day_moved": ({**PROJECT, "due": "2027-06-30", "due_before": "2027-05-31"},),
    "delivery:update": (
        {**PROJECT, "words": "The wood came."},
        {**PROJECT, "words": "The wood came.", "amount_minor": 420_000, **POUNDS},
    ),
    "delivery:corrected": ({**PROJECT, "words": "The wood is here."},),
    **{
        f"proposals:idea_{name}": (IDEA,)
        for name in (
            "published",
            "public_at_once",
            "claimed",
            "handed_back",
            "not_taken",
            "reopened",
            "became",
            "taken_out",
        )
    },
    "proposals:idea_withdrawn": ({"title": "Neighbour Fund 2027", "number": 3},),
    "proposals:proposal_created": (PROPOSAL,),
    "proposals:proposal_split": ({**PROPOSAL, "split_from": 4},),
    "proposals:proposal_changed": (PROPOSAL,),
    "proposals:put_on_ballot": (PROPOSAL,),
    "proposals:not_this_round": (PROPOSAL,),
    "proposals:proposal_reopened": (PROPOSAL,),
    "proposals:price_replaced": (
        {**PROPOSAL, **PRICES},
        {**PROPOSAL, **PRICES, "before": ""},
        {**PROPOSAL, **PRICES, "after": ""},
    ),
    "review:price_given": (
        {**PRICED, "verdict": "yes"},
        {**PRICED, "verdict": "if_changed"},
        {**PRICED, "verdict": "yes", "price": ""},
        {**PRICED, "verdict": "no", "price": ""},
    ),
    "review:found_wrong": ({**PRICED, **WHY},),
    "review:stays_on_ballot": ({**PRICED, **WHY},),
    **{
        f"forums:meeting_{name}": (MEETING,)
        for name in ("called", "cancelled", "restored", "again")
    },
    "forums:meeting_changed": ({**MEETING, "changes": [["venue", "Town Hall", "Fenn Library"]]},),
    "forums:agenda_changed": (MEETING,),
    "forums:minutes": (
        MINUTES,
        {**MINUTES, "again": True, "until": ""},
        {**MINUTES, "sort": "approved", "until": ""},
        {**MINUTES, "sort": "amended", "until": ""},
    ),
    "forums:forum_changed": (MEETING,),
    **{
        f"points:{name}": (POINT,)
        for name in (
            "published",
            "assigned",
            "more_time",
            "replied",
            "late",
            "came_back",
            "another_answer_due",
            "withdrawn",
            "goes_on",
        )
    },
    "points:question_asked": ({**POINT, "question": "Which street?"},),
    "points:noted": ({**POINT, "words": "We look at it."},),
    "points:joined": ({**POINT, "other": 12},),
    "points:went_up": (
        {**POINT, "level": "lead", "to_name": "Leena"},
        {**POINT, "level": "nobody", "to_name": ""},
    ),
    "points:answered": tuple(
        {**ANSWERED, "sort": sort} for sort in ("yes", "part", "already", "no", "answer")
    ),
    "points:answer_corrected": ({**POINT, "words": "£200,000"},),
    **{
        f"points:promise_{name}": (PROMISE,)
        for name in ("made", "moved", "done", "given_up", "taken_back", "corrected", "missed")
    },
    "carry:idea_again": (
        {"title": "Benches", "number": 4, "round": "Neighbour Fund 2028", "was": "idea"},
        {"title": "Benches", "number": 4, "round": "Neighbour Fund 2028", "was": "point"},
    ),
    "changes:confirmed": ({**POINT, "team": "Environment"},),
    "notices:notice": (
        {"title": "Come to the hall", "words": "The lift works again."},
        {"title": "Come to the hall", "words": "", "taken_back": True},
    ),
    "promises:check_asked": (CHECK,),
    "promises:check_no": (CHECK,),
    "promises:check_replied": tuple(
        {**CHECK, "reply": reply, "words": "It is there."}
        for reply in ("explained", "put-right", "not-kept")
    ),
}
