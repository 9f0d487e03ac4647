"""A fact of every kind, as services announce it: what the golden copies of mails are made of.

Facts are numbers, days in ISO, codes and people's own words; no sentence of ours is among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pbplatform.notices.words import Letterhead

HEAD = Letterhead(place="Hackford", public_url="http://localhost", help_line="Call 020 7946 0123")
OF_FEW_WORDS = Letterhead(place="Hackford", public_url="http://localhost")
TO = "rosa@example.org"

# What people write: several lines, signs of our own templates, of HTML and of percent.
ODD = "50% off %(title)s, {{ title }} & <b>“more”</b>\n\n\nLine two.\n"
POINT = {
    "path": "forums/town-forum/points/31",
    "number": 31,
    "title": "Bins behind Sidings Row",
    "forum": "Town Forum",
    "team": "Parks",
}
DUE = {**POINT, "due": "2027-03-18"}
ASKED = {name: POINT[name] for name in ("path", "number", "title", "forum")}
ROUND = {"name": "Neighbour Fund 2027", "path": "/rounds/fund", "reason": "The hall is flooded."}
ODD_ROUND = {**ROUND, "name": ODD, "reason": ODD}
MOVES = [
    ["ideas_close_at", "2027-05-31T23:00:00.000000Z", "2027-06-14T19:00:00.000000Z"],
    ["opens_at", "2027-09-01T08:00:00.000000Z", "2027-09-15T08:00:00.000000Z"],
]
CALLED_OFF = {**ROUND, "other": "", "other_path": "", "other_from": ""}
IDEA = {"path": "/rounds/fund/ideas/3", "number": 3, "title": "Benches on Mill Lane"}
SLIPS = {"forum": "Town Forum", "day": "2027-03-04", "path": "/desk/tables/town-forum/2027-03-04"}
CARRIED = {**IDEA, "round": "Neighbour Fund 2028"}
CARRIED_POINT = {
    **CARRIED,
    "words": "Six benches in the shade.",
    "point": 31,
    "by": "2027-03-18",
}
LINK = {"token": "abc", "waits": "", "title": "", "goes_to": "", "goal": "", "kept_until": ""}
DRAFT = {"title": "Shade and seats", "token": "abc", "until": "2027-03-17T12:00:00+00:00"}
STRUCK = {
    "round": "Neighbour Fund",
    "path": "rounds/fund/roll",
    "until": "2027-03-14T20:00:00.000000Z",
}
OBJECTION = {
    "round": "Neighbour Fund",
    "path": "rounds/fund/roll",
    "number": 3,
    "reason": "The roll was right.",
}
IDEA_WAITS = {
    **LINK,
    "waits": "idea",
    "title": "Benches on Mill Lane",
    "goes_to": "Neighbour Fund",
    "kept_until": "2027-05-31T23:00:00.000000Z",
}
COUNTED = {
    "round": "Neighbour Fund",
    "path": "/rounds/fund/results",
    "objections": "2027-04-19T23:00:00.000000Z",
    "due": "2027-04-26T23:00:00.000000Z",
}
COUNT_OBJECTION = {
    "round": "Neighbour Fund",
    "path": "rounds/fund/results/objections/2",
    "number": 2,
}
ROLE = {"role": "official", "where": {}, "until": "2028-12-31"}
OFFER = {
    **ROLE,
    "role": "facilitator",
    "where": {"kind": "place"},
    "name": "Bea",
    "path": "/offers/3",
    "lapses": "2027-03-24T12:00:00.000000Z",
}
ANSWERED = {"role": "facilitator", "name": "Ina"}
ENDING = {
    **ROLE,
    "where": {"kind": "team", "name": "Parks"},
    "is_last": False,
    "is_last_facilitator": False,
    "waits": 0,
    "path": "/desk/roles/7",
}
LAST = {
    **ENDING,
    "role": "facilitator",
    "where": {"kind": "place"},
    "is_last": True,
    "is_last_facilitator": True,
}
PROMISE = {**DUE, "what": "A third bin"}
CHECK = {
    "title": "A third bin",
    "team": "Waste",
    "path": "checks/3",
    "until": "2027-06-01",
}
CHECK_NO = {**CHECK, "path": f"desk/official/{DUE['path']}/promises/1/reply", "due": "2027-06-15"}
MEETING = {
    "forum": "Town Forum",
    "starts_at": "2027-03-18T18:30:00.000000Z",
    "venue": "Town Hall",
    "reason": "The hall has no heating.",
    "path": "forums/town-forum/meetings/2027-03-18",
}
CHANGES = [
    ["starts_at", "2027-03-11T18:30:00.000000Z", "2027-03-18T18:30:00.000000Z"],
    ["ends_at", "2027-03-11T20:00:00.000000Z", ""],
    ["venue", "Fenn Library", "Town Hall"],
]

MEETING_PATH = "forums/town-forum/meetings/2027-03-18"
MINUTES = {
    "forum": "Town Forum",
    "day": "2027-03-18",
    "path": MEETING_PATH,
    "version": f"{MEETING_PATH}/minutes/1",
    "correct": f"{MEETING_PATH}/minutes/correct",
    "sort": "circulated",
    "again": False,
    "reason": "",
    "until": "2027-04-08",
    "part": "asked",
}
CORRECTION = {
    "forum": "Town Forum",
    "day": "2027-03-18",
    "number": 3,
    "path": f"{MEETING_PATH}/corrections/3",
    "sort": "correction",
    "decision": "declined",
    "reason": "The recording says eleven.",
}
LOOK = {"decision": 4, "by": "2027-04-08", "path": "/desk/second-looks/4"}
DECISION = {
    "decision": 4,
    "sort": "idea",
    "named": "3",
    "outcome": "hidden",
    "standing": "stands",
    "rule": "private",
    "reason": "It says where somebody lives.",
    "path": "/moderation/4",
}

# By kind, then by what is special about the fact.
SAMPLES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "accounts:sign_in_link": {
        "plain": LINK,
        "on the way to a new point": {**LINK, "goal": "new_point"},
        "on the way to nothing we know": {**LINK, "goal": "mystery"},
        "an idea waits": IDEA_WAITS,
        "an idea waits whose title leads elsewhere": {**IDEA_WAITS, "title": "See evil.example/x"},
        "an idea waits without end": {**IDEA_WAITS, "kept_until": ""},
        "an odd idea waits": {**IDEA_WAITS, "title": ODD, "goes_to": ODD},
    },
    "moderation:erased": {"plain": DECISION},
    "accounts:new_address": {"plain": {"token": "abc"}},
    "accounts:address_changed": {"plain": {"path": "help"}},
    "accounts:erase_link": {"plain": {"token": "abc"}},
    "accounts:contact_asked": {
        "of a news": {"purpose": "none", "about": "forums/town-forum", "token": "abc"},
    },
    "accounts:role_granted": {
        "official of a team": {**ROLE, "where": {"kind": "team", "name": "Parks"}},
        "auditor": {"role": "auditor", "where": {"kind": "place"}, "until": ""},
        "delegate of a committee": {
            "role": "delegate",
            "where": {"kind": "committee", "name": "Green Mill", "round": "Neighbour Fund"},
            "until": "2027-06-30",
        },
        "delegate of a committee whose round is known": {
            "role": "delegate",
            "where": {"kind": "committee", "name": "Green Mill"},
            "until": "2027-06-30",
        },
        "clerk of a round": {**ROLE, "role": "clerk", "where": {"kind": "round", "name": "Fund"}},
        "facilitator of a forum": {
            **ROLE,
            "role": "facilitator",
            "where": {"kind": "forum", "name": "Town Forum"},
        },
        "role and scope without name": {"role": "mystery", "where": {}, "until": ""},
    },
    "proposals:idea_sent": {"plain": {**IDEA, "by": "2027-03-18"}},
    "carry:point_became": {
        "plain": CARRIED_POINT,
        "odd words": {**CARRIED_POINT, "title": ODD, "words": ODD, "round": ODD},
        "without an account": {**CARRIED_POINT, "token": "abc"},
    },
    "carry:carried_on": {
        "theirs": {**CARRIED, "project": 4, "yours": True, "by": "2027-03-18"},
        "of others": {**CARRIED, "project": 4, "yours": False, "by": "2027-03-18"},
    },
    "intake:rows_wait": {
        "plain": SLIPS,
        "odd words": {**SLIPS, "forum": ODD},
    },
    "intake:row_given_back": {
        "plain": {**SLIPS, "slip": 14, "reason": "Which lane is it?"},
        "odd words": {**SLIPS, "slip": 0, "reason": ODD, "forum": ODD},
    },
    "carry:idea_again": {
        "an idea": {**CARRIED, "was": "idea"},
        "a point": {**CARRIED, "was": "point"},
    },
    "proposals:idea_published": {"plain": {**IDEA, "by": "2027-04-01"}},
    "proposals:idea_public_at_once": {
        "plain": {**IDEA, "by": "2027-04-01", "read_by": "2027-03-18"}
    },
    "voting:struck": {
        "plain": {**STRUCK, "why": "moved", "vote": ""},
        "vote stays": {**STRUCK, "why": "died", "vote": "stays"},
        "after the vote": {**STRUCK, "why": "died", "vote": "stays", "until": ""},
        "vote taken out": {**STRUCK, "why": "not_entitled", "vote": "out"},
        "odd": {**STRUCK, "round": ODD, "why": "mystery", "vote": ""},
    },
    "results:provisional": {"plain": COUNTED, "older": {**COUNTED, "objections": "", "due": ""}},
    "results:certified": {"plain": COUNTED},
    "results:displaced": {
        "plain": {**COUNTED, "number": 4, "title": "Benches on Mill Lane"},
        "odd": {**COUNTED, "number": 4, "title": ODD},
    },
    "results:wins_now": {"plain": {**COUNTED, "number": 4, "title": "Benches on Mill Lane"}},
    "results:send_objection": {
        "plain": {"round": "Neighbour Fund", "path": "rounds/fund", "token": "abc"}
    },
    "results:objection_sent": {
        "plain": {**COUNT_OBJECTION, "due": COUNTED["due"]},
        "by link": {**COUNT_OBJECTION, "due": "", "token": "abc"},
    },
    "results:objection_answered": {
        "plain": {**COUNT_OBJECTION, "verdict": "upheld", "words": "A ballot was left out."},
        "by link": {**COUNT_OBJECTION, "verdict": "partly", "words": "No.", "token": "abc"},
        "odd": {**COUNT_OBJECTION, "verdict": "not-upheld", "words": ODD},
    },
    "voting:objection_answered": {
        "plain": {**OBJECTION, "outcome": "stays", "again": False},
        "again": {**OBJECTION, "outcome": "done", "again": True},
        "odd": {**OBJECTION, "reason": ODD, "outcome": "stays", "again": False},
    },
    "moderation:author": {
        outcome: {**DECISION, "outcome": outcome, "by": "2027-04-08"}
        for outcome in ("hidden", "struck")
    },
    "moderation:look_asked": {
        "somebody": {**LOOK, "nobody": False},
        "nobody": {**LOOK, "nobody": True, "path": "/moderation/4"},
    },
    "moderation:author_settled": {
        standing: {**DECISION, "standing": standing} for standing in ("confirmed", "taken_back")
    },
    "moderation:reporter": {
        **{out: {**DECISION, "outcome": out} for out in ("left", "hidden", "struck")},
        **{how: {**DECISION, "standing": how} for how in ("confirmed", "taken_back")},
    },
    "proposals:idea_refused": {
        rule: {**IDEA, "rule": rule, "words": "It names a neighbour.", "by": "2027-03-24"}
        for rule in ("person", "hatred", "advertising", "elsewhere", "unlawful", "twice")
    },
    "proposals:idea_refused_again": {
        "plain": {**IDEA, "rule": "twice", "words": "As idea 2.", "by": "2027-03-24"}
    },
    "proposals:idea_claimed": {
        "plain": {**IDEA, "committee": "Green Mill", "by": "2027-05-31"},
        "odd": {**IDEA, "title": ODD, "committee": "100% Green %(by)s", "by": "2027-05-31"},
    },
    "proposals:idea_handed_back": {
        "plain": {**IDEA, "committee": "Green Mill", "words": "Not in our area."}
    },
    "proposals:idea_reopened": {
        "plain": {**IDEA, "committee": "Green Mill", "words": "It is ours.", "by": "2027-05-31"}
    },
    "proposals:idea_plea": {"plain": {**IDEA, "by": "2027-03-18"}},
    "proposals:idea_plea_declined": {"plain": {**IDEA, "words": "The road is the county’s."}},
    "review:delegate_left": {
        "plain": {
            "path": "/rounds/fund/committees/green-mill",
            "name": "Dev Patel",
            "committee": "Green Mill",
            "claims": 0,
            "lacking": 0,
            "by": "2027-04-09",
        },
        "with claims, too few are left": {
            "path": "/rounds/fund/committees/green-mill",
            "name": "Dev Patel",
            "committee": "Green Mill",
            "claims": 2,
            "lacking": 1,
            "by": "2027-04-09",
        },
    },
    "review:scores_asked": {
        "plain": {
            "path": "/desk/delegate/fund/proposals/7/scores",
            "number": 7,
            "by": "2027-04-09",
        }
    },
    "review:comment_made": {
        "plain": {"path": "/desk/delegate/fund/proposals/7", "number": 7, "team": "Parks"}
    },
    "review:comment_answered": {
        outcome: {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "words": "It says so now.",
            "outcome": outcome,
        }
        for outcome in ("taken", "not_taken")
    },
    "review:claim_passed": {
        "plain": {
            "path": "/rounds/fund/ideas/3",
            "number": 3,
            "name": "Amina Diallo",
            "words": "I live there.",
        }
    },
    "proposals:idea_not_taken": {
        reason: {**IDEA, "reason": reason, "words": "The road is the county’s."}
        for reason in (
            *("not_ours", "too_dear", "not_safe", "cannot"),
            *("planned", "joined", "unreachable", "other"),
        )
    },
    "proposals:idea_became": {"plain": {**IDEA, "proposal": 7}},
    "proposals:idea_joined": {
        "plain": {**IDEA, "proposal": 7, "others": 1, "by": "2027-03-18"},
        "with many": {**IDEA, "proposal": 7, "others": 3, "by": "2027-03-18"},
        "without an account": {
            **IDEA,
            "proposal": 7,
            "others": 1,
            "by": "2027-03-18",
            "token": "abc",
        },
    },
    "proposals:join_objected": {
        "plain": {"number": 3, "proposal": 7, "path": "/desk/delegate/fund/proposals/7"}
    },
    "proposals:proposal_split": {
        "plain": {**IDEA, "proposal": 7, "new": 9, "new_path": "/rounds/fund/proposals/9"}
    },
    "proposals:put_on_ballot": {
        "plain": {**IDEA, "proposal": 7, "reason": "", "words": "Seats are missing."}
    },
    "proposals:not_this_round": {
        "plain": {**IDEA, "proposal": 7, "reason": "planned", "words": "In May."},
        "odd": {**IDEA, "title": ODD, "proposal": 7, "reason": "other", "words": ODD},
    },
    "review:costing_asked": {
        "plain": {
            "path": "/desk/official/costings/fund/4",
            "number": 7,
            "team": "Parks",
            "title": "Benches on Mill Lane",
            "due": "2027-04-09",
        }
    },
    "review:costing_given": {
        verdict: {"path": "/rounds/fund/proposals/7", "number": 7, "verdict": verdict}
        for verdict in ("yes", "if_changed", "no")
    },
    "review:price_asked": {
        "plain": {
            "path": "/desk/official/costings/fund/4/version",
            "number": 7,
            "version": 3,
            "due": "2027-04-09",
        }
    },
    "review:price_confirmed": {
        "plain": {"path": "/rounds/fund/proposals/7", "number": 7, "version": 3, "team": "Parks"}
    },
    "review:costing_again": {
        "plain": {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "team": "Parks",
            "words": "A firm asks for more.",
            "due": "2027-04-09",
        }
    },
    "review:price_replaced": {
        name: {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "team": "Parks",
            "words": "A firm asks for more.",
            "before": before,
            "after": after,
        }
        for name, before, after in (
            ("plain", "1800000 GBP 2", "1950000 GBP 2"),
            ("no price before", "", "1950000 GBP 2"),
            ("no price now", "1800000 GBP 2", ""),
            ("no price at all", "", ""),
        )
    },
    "review:condition_shown": {
        "plain": {
            "path": "/desk/official/costings/fund/4/conditions/1",
            "number": 7,
            "due": "2027-04-09",
        }
    },
    "review:condition_judged": {
        name: {
            "path": "/desk/delegate/fund/proposals/7",
            "number": 7,
            "met": name == "met",
            "words": "" if name == "met" else "It still says eight.",
        }
        for name in ("met", "not met")
    },
    "review:decision_fell": {
        why: {"path": "/desk/delegate/fund/proposals/7", "number": 7, "why": why}
        for why in ("text", "price")
    },
    "review:reopening_wanted": {
        "plain": {
            "path": "/desk/delegate/fund/proposals/7/reopen",
            "number": 7,
            "name": "Amina Diallo",
            "words": "The land is sold.",
        }
    },
    "review:decision_reopened": {
        was: {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "was": was,
            "words": "The land is sold.",
        }
        for was in ("on_ballot", "not_this_round")
    },
    "review:recheck_wrong": {
        name: {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "team": "Parks",
            "words": "The price doubled.",
            "desk": name == "facilitator",
        }
        for name in ("delegate", "facilitator")
    },
    "review:recheck_stays": {
        "plain": {
            "path": "/rounds/fund/proposals/7",
            "number": 7,
            "words": "The old price holds for us.",
        }
    },
    "proposals:proposal_reopened": {
        name: {**IDEA, "proposal": 7, "words": "The land is sold.", "left": name == "left"}
        for name in ("left", "was not on it")
    },
    "proposals:price_replaced": {
        name: {
            **IDEA,
            "proposal": 7,
            "team": "Parks",
            "words": "A firm asks for more.",
            "before": before,
            "after": after,
        }
        for name, before, after in (
            ("plain", "1800000 GBP 2", "1950000 GBP 2"),
            ("no price before", "", "1950000 GBP 2"),
            ("no price now", "1800000 GBP 2", ""),
            ("no price at all", "", ""),
        )
    },
    "review:decision_recorded": {
        "plain": {
            "path": "/desk/delegate/fund/proposals/7/decision",
            "number": 7,
            "name": "Amina Diallo",
            "by": "2027-04-09",
        }
    },
    "review:decision_without_you": {
        "plain": {
            "path": "/desk/delegate/fund/proposals/7/decision",
            "number": 7,
            "name": "Amina Diallo",
            "by": "2027-04-09",
        }
    },
    "review:decision_objected": {
        "plain": {
            "path": "/desk/delegate/fund/proposals/7",
            "number": 7,
            "words": "I abstained.",
        },
        "odd": {"path": "/desk/delegate/fund/proposals/7", "number": 7, "words": ODD},
    },
    "delivery:update_asked": {
        "plain": {"project": "Benches", "days": 61, "path": "desk/official/projects"}
    },
    "forums:minutes": {
        "plain": MINUTES,
        "a new version": {**MINUTES, "again": True, "reason": ODD},
        "approved": {**MINUTES, "sort": "approved", "until": ""},
        "amended": {**MINUTES, "sort": "amended", "until": "", "reason": "A name was wrong."},
        **{
            f"to who is told as {part}": {**MINUTES, "part": part}
            for part in ("there", "official", "team")
        },
        "to somebody without an account": {**MINUTES, "part": "news", "stop": "news/abc/stop"},
    },
    "forums:correction_decided": {
        "plain": CORRECTION,
        "accepted": {**CORRECTION, "decision": "accepted", "reason": ""},
        "to somebody without an account": {**CORRECTION, "stop": "news/abc/stop"},
        "odd": {**CORRECTION, "reason": ODD},
    },
    "forums:meeting_cancelled": {
        "plain": MEETING,
        "odd": {**MEETING, "forum": ODD, "venue": ODD, "reason": ODD},
        "without an account": {**MEETING, "stop": "news/abc/stop"},
    },
    "forums:meeting_changed": {
        "plain": {**MEETING, "changes": CHANGES},
        "only what is offered": {
            **MEETING,
            "changes": [["step_free", "no", "yes"], ["languages", "", "en,bn"]],
        },
        "odd": {
            **MEETING,
            "forum": ODD,
            "venue": ODD,
            "reason": ODD,
            "changes": [["venue", ODD, ODD]],
        },
    },
    "forums:place_free": {
        "of one": {**MEETING, "people": 1},
        "of three": {**MEETING, "people": 3},
    },
    "rounds:dates_moved": {"plain": {**ROUND, "moves": MOVES}, "odd": {**ODD_ROUND, "moves": []}},
    "rounds:resumed": {"plain": {**ROUND, "moves": MOVES}},
    "rounds:paused": {"plain": {**ROUND, "by": "2027-05-31T23:00:00.000000Z"}},
    "rounds:called_off": {
        "plain": {**CALLED_OFF, "votes": False},
        "in the vote, with another round": {
            **CALLED_OFF,
            "votes": True,
            "other": "Green Fund",
            "other_path": "/rounds/green-fund",
            "other_from": "2027-05-31T08:00:00.000000Z",
        },
    },
    "rounds:corrected": {
        "plain": {**ROUND, "parts": ["who_can_vote"]},
        "of all": {**ROUND, "parts": ["name", "summary", "who_can_vote"]},
    },
    "rounds:money_added": {
        "plain": {
            **ROUND,
            "before": 50_000_000,
            "after": 60_000_000,
            "currency": ["GBP", 2],
            "source": "A gift of the Canal Trust.",
        },
    },
    "forums:meeting_restored": {"plain": MEETING},
    "forums:meeting_again": {
        "plain": {
            **MEETING,
            "starts_before": "2027-03-11T18:30:00.000000Z",
            "new_path": "forums/town-forum/meetings/2027-03-18",
        },
    },
    "forums:point_published": {"plain": ASKED, "odd": {**ASKED, "title": ODD}},
    "forums:point_public_at_once": {
        "plain": {**ASKED, "by": "2027-03-18"},
        "no account": {**ASKED, "by": "2027-03-18", "token": "abc"},
    },
    "forums:point_refused": {"plain": {**ASKED, "reason": "It names a neighbour."}},
    "forums:send_point": {
        "plain": {
            "title": "Bins",
            "forum": "Town Forum",
            "path": "forums/town-forum",
            "token": "abc",
            "until": "2027-03-17T12:00:00+00:00",
        },
        "odd": {"title": "www.example.org", "forum": ODD, "path": "forums/x", "token": "abc"},
    },
    "forums:draft_link": {
        "plain": {**DRAFT, "goes_to": "Town Forum", "path": "forums/town-forum/points/new"},
    },
    "proposals:draft_link": {
        "plain": {**DRAFT, "goes_to": "Neighbour Fund", "path": "rounds/neighbour-fund/ideas/new"},
        "odd": {**DRAFT, "title": "www.example.org", "goes_to": ODD, "path": "rounds/x/ideas/new"},
    },
    "responses:withdrawn": {"plain": {**DUE, "part": "supporter"}},
    "responses:no_answer_needed": {"plain": DUE},
    "responses:goes_on": {"plain": DUE},
    "responses:answered": {
        f"{sort} to {part or 'the asker'}": {
            **POINT,
            "sort": sort,
            "part": part,
            "sentence": "We will add a collection.",
        }
        for sort in ("yes", "part", "already", "no", "answer")
        for part in ("", "supporter")
    },
    "responses:more_time": {"plain": DUE},
    "responses:question": {
        "plain": {**DUE, "question": "Which bins?"},
        "odd": {**DUE, "question": ODD},
    },
    "responses:joined": {"plain": {**DUE, "joined_with": "12"}},
    "trustees:asked": {
        "plain": {
            "round": "Neighbour Fund 2027",
            "name": "Grace Obi, librarian",
            "by": "Bea",
            "path": "/rounds/neighbour-fund-2027/trustees/mine",
        },
        "odd": {"round": ODD, "name": ODD, "by": "", "path": "/rounds/x/trustees/mine"},
    },
    "accounts:role_offered": {
        "plain": OFFER,
        "by somebody with an odd name": {**OFFER, "name": ODD, "until": "", "where": {}},
    },
    "accounts:offer_accepted": {"plain": ANSWERED, "odd": {**ANSWERED, "name": ODD}},
    "accounts:offer_declined": {"plain": ANSWERED, "odd": {**ANSWERED, "name": ODD}},
    "accounts:offer_taken_back": {"plain": {**ANSWERED, "name": "Bea"}},
    "accounts:role_ends": {
        "plain": ENDING,
        "last official, much open": {**ENDING, "is_last": True, "waits": 3},
        "last facilitator": {**LAST, "waits": 1},
    },
    "accounts:roles_end": {
        "plain": {"roles": [{**ENDING, "name": "Tom"}], "is_last_facilitator": False},
        "the last of two": {
            "roles": [{**LAST, "name": "Bea"}, {**ENDING, "name": ODD, "is_last": True}],
            "is_last_facilitator": True,
        },
    },
    "accounts:acts_received": {
        "plain": {"name": "Tom", "count": 1, "path": "/desk/roles/8"},
        "several": {"name": ODD, "count": 3, "path": "/desk/roles/8"},
    },
    "voting:project_withdrawn": {
        special: {
            "round": "Neighbour Fund 2027",
            "number": 7,
            "title": title,
            "reason": "The land is not ours.",
            "closes_at": "2027-06-13T19:00:00.000000Z",
            "path": "/rounds/neighbour-fund-2027",
            "vote": "/rounds/neighbour-fund-2027/vote",
        }
        for special, title in (("plain", "Benches"), ("odd title", ODD))
    },
    "voting:numbers_refused": {
        "plain": {
            "round": "Neighbour Fund 2027",
            "reason": "The library had 3 letters fewer.",
            "path": "/desk/facilitator/rounds/neighbour-fund-2027/box",
        }
    },
    "voting:window_extended": {
        "plain": {
            "round": "Neighbour Fund 2027",
            "reason": "The server was down.",
            "before": "2027-06-13T19:00:00.000000Z",
            "closes_at": "2027-06-13T21:00:00.000000Z",
            "results_at": "2027-06-16T11:00:00.000000Z",
            "path": "/rounds/neighbour-fund-2027",
            "vote": "/rounds/neighbour-fund-2027/vote",
        }
    },
    "places:table_ends": {"plain": {"until": "2030-12-31"}},
    "responses:promise": {
        change: {**PROMISE, "change": f"response:commitment:{change}"}
        for change in ("moved", "done", "given_up", "taken_back", "corrected")
    },
    "promises:check_asked": {"plain": CHECK},
    "promises:check_no": {"plain": CHECK_NO},
    "promises:check_no_again": {"plain": CHECK_NO},
    "promises:check_replied": {
        "explained": {**CHECK, "reply": "explained", "words": "It opens at ten.", "again": True},
        "explained for the last time": {
            **CHECK,
            "reply": "explained",
            "words": "It opens at ten.",
            "again": False,
        },
        "put right": {**CHECK, "reply": "put-right", "words": "We mend it.", "again": False},
        "not kept": {**CHECK, "reply": "not-kept", "words": "It is not.", "again": False},
    },
    "responses:assigned": {"plain": DUE},
    "responses:offered": {"plain": DUE},
    "responses:sent_back": {"plain": DUE},
    "responses:reply": {"plain": DUE},
    "responses:reminder": {
        mark: {**DUE, "mark": f"{mark}:1"} for mark in ("due10", "due0", "late", "very_late")
    },
    "responses:another_answer_due": {"plain": DUE},
    "responses:corrected": {
        part or "asker": {
            **POINT,
            "part": part,
            "wrong": "The figure was an old one.",
            "text": "The figure is £201,000.",
        }
        for part in ("", "supporter")
    },
    "responses:went_up": {
        f"{level} {why}": {**DUE, "level": level, "why": why}
        for level, why in (("lead", "nobody"), ("place", "senior"), ("facilitator", "nobody"))
    },
    "responses:went_up_for_asker": {
        f"{name or 'nobody'} {why}": {**DUE, "name": name, "why": why}
        for name, why in (("Ruth", "nobody"), ("Ruth", "senior"), ("", "nobody"))
    },
}

OPENED = {
    "kind": "delivery:opened",
    "about": "rounds/fund/projects/3",
    "facts": {"title": "Benches on Mill Lane", "reason": "Come and sit down."},
}
DAY_MOVED = {
    "kind": "delivery:day_moved",
    "about": "rounds/fund/projects/7",
    "facts": {
        "title": "A safe crossing",
        "due_before": "2027-03-04",
        "due": "2027-06-10",
        "reason": "The ground is frozen.",
    },
}
_LINKS = {"token": "abc", "audience": "", "through": "rounds/fund", "followed": "Fund 2027"}
_DIGEST = {"token": "abc", "lines": [OPENED, DAY_MOVED], "more": 0, "often": "weekly"}
SAMPLES["notices:news"] = {
    "plain": {**_LINKS, **OPENED},
    "concerned": {**_LINKS, **DAY_MOVED, "audience": "proposals.author", "followed": ""},
    "odd": {**_LINKS, **OPENED, "facts": {"title": ODD, "reason": ODD}, "followed": ODD},
}
SAMPLES["notices:digest"] = {
    "plain": _DIGEST,
    "one more": {**_DIGEST, "more": 1},
    "daily, two more": {**_DIGEST, "more": 2, "often": "daily"},
}


def every_sample() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Kind, what is special, and the whole fact with its address."""
    for kind, facts in SAMPLES.items():
        for special, fact in facts.items():
            yield kind, special, {**fact, "to": TO}
