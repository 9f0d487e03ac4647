"""The rounds of Hackford: two finished, one voting, one with delegates, one taking ideas."""

from __future__ import annotations

from datetime import timedelta

from pbplatform.demo.key_acts import end_key, open_again
from pbplatform.demo.paper_acts import close_place, list_places, post_papers, say_how_to_vote
from pbplatform.demo.paper_counting import (
    compare_papers,
    count_papers,
    set_a_late_one_aside,
    take_one_back,
)
from pbplatform.demo.pictures import HOT_STOP, IVY
from pbplatform.demo.plot.canal import CANAL
from pbplatform.demo.plot.projects import FUND_2026, FUND_2027, STREETS, TOGETHER, Plot
from pbplatform.demo.round_acts import (
    DAY,
    HOUR,
    ask_price,
    claim,
    declare,
    give_price,
    ideas_to_ballot,
    publish,
    send,
    set_up,
    support,
    write_up,
)
from pbplatform.demo.round_plots import Committee, RoundPlot
from pbplatform.demo.trustee_acts import name_people
from pbplatform.demo.voting_acts import (
    answer_objection_of,
    certify_result,
    count_votes,
    draw_ballots,
    keep_roll,
    object_to_count,
    votes_over_days,
)
from pbplatform.demo.world import Act, at
from pbplatform.proposals.services import IdeaFacts
from pbplatform.rounds.services import RoundDates

COMMITTEES = (
    Committee(STREETS, "Streets and green space", ("amina", "george", "priya")),
    Committee(TOGETHER, "Together and learning", ("sam", "leila", "owen")),
)
PAST = RoundPlot(
    slug="neighbour-fund-2026",
    name="Neighbour Fund 2026",
    summary="The first fund that all of Hackford decided on.",
    money=390_000,
    max_choices=5,
    dates=RoundDates(
        ideas_open_at=at("2025-10-06 09:00"),
        ideas_close_at=at("2025-11-30 20:00"),
        review_close_at=at("2026-02-20 18:00"),
        opens_at=at("2026-03-07 08:00"),
        closes_at=at("2026-03-15 20:00"),
        results_at=at("2026-03-18 12:00"),
    ),
    begins=at("2025-09-15 10:00"),
    claims=at("2025-12-08 19:00"),
    decides=at("2026-02-11 18:00"),
    committees=COMMITTEES,
    projects=FUND_2026,
)
NOW = RoundPlot(
    slug="neighbour-fund-2027",
    name="Neighbour Fund 2027",
    summary="Half a million pounds for what neighbours want. Residents wrote the ideas, delegates "
    "made projects of them, and officials checked what they cost.",
    money=500_000,
    max_choices=5,
    dates=RoundDates(
        ideas_open_at=at("2026-11-02 09:00"),
        ideas_close_at=at("2026-12-12 20:00"),
        review_close_at=at("2027-02-18 18:00"),
        opens_at=at("2027-03-06 08:00"),
        closes_at=at("2027-03-14 20:00"),
        results_at=at("2027-03-17 12:00"),
    ),
    begins=at("2026-10-12 10:00"),
    claims=at("2026-12-14 19:00"),
    decides=at("2027-02-10 18:00"),
    committees=COMMITTEES,
    projects=FUND_2027,
)
SCHOOLS = Plot(
    "bikes",
    "owen",
    "Bicycle shed at Fenn School",
    "We would cycle to school if there was a dry place for the bicycles.",
    "A dry, lit shed for 60 bicycles and scooters at Fenn School.",
    "A roof, racks, lights and a lock with a code for pupils.",
    "Central",
    TOGETHER,
    "highways",
    24_000,
    30,
)
GARDEN = Plot(
    "garden",
    "mei",
    "School garden that neighbours water in summer",
    "Our garden dies every August when nobody is at school.",
    "Water butts and a side gate, so neighbours can look after the school garden in the holidays.",
    "Two water butts, a gate with a code and a shed for tools.",
    "East",
    TOGETHER,
    "parks",
    9_000,
    30,
)
YOUNG = RoundPlot(
    slug="schools-and-youth-fund-2027",
    name="Schools and Youth Fund 2027",
    summary="£80,000 that people from 11 to 18 decide on.",
    who="Everybody from 11 to 18 who lives in Hackford. You need no passport and no account.",
    money=80_000,
    max_choices=3,
    dates=RoundDates(
        ideas_open_at=at("2027-01-11 09:00"),
        ideas_close_at=at("2027-02-14 20:00"),
        review_close_at=at("2027-04-16 18:00"),
        opens_at=at("2027-05-08 08:00"),
        closes_at=at("2027-05-16 20:00"),
        results_at=at("2027-05-19 12:00"),
    ),
    begins=at("2026-12-15 10:00"),
    claims=at("2027-02-16 19:00"),
    decides=at("2027-04-07 18:00"),
    committees=(Committee(TOGETHER, "Together and learning", ("sam", "amina", "leila")),),
    projects=(SCHOOLS, GARDEN),
)
# Ideas that committees have still to look at: (key, author, title, text, area, supporters).
YOUNG_IDEAS = (
    (
        "film",
        "sam",
        "A film club that shows our own films",
        "Cameras we can borrow and one evening a month with a big screen.",
        "Central",
        ("kofi", "mei"),
    ),
    (
        "room",
        "leila",
        "A warm room after school",
        "Somewhere to sit and do homework until six, because home is loud.",
        "East",
        ("nadia", "joan", "tariq"),
    ),
)
GREEN = RoundPlot(
    slug="green-streets-fund-2028",
    name="Green Streets Fund 2028",
    summary="£150,000 for cooler, greener, quieter streets.",
    money=150_000,
    max_choices=None,
    dates=RoundDates(
        ideas_open_at=at("2027-03-01 09:00"),
        ideas_close_at=at("2027-04-30 20:00"),
        review_close_at=at("2027-08-27 18:00"),
        opens_at=at("2027-09-11 08:00"),
        closes_at=at("2027-09-19 20:00"),
        results_at=at("2027-09-22 12:00"),
    ),
    begins=at("2027-02-15 10:00"),
    claims=at("2027-05-03 19:00"),
    decides=at("2027-07-14 18:00"),
    committees=(Committee(STREETS, "Streets and green space", ("amina", "george", "priya")),),
    projects=(),
)
# Of ideas that came with a picture.
SCENES = {"shade": HOT_STOP, "walls": IVY}
GREEN_IDEAS = (
    (
        "shade",
        "joan",
        "Shade at every bus stop",
        "In June one cannot stand at the stop on Canal "
        "Road. A tree or a roof at each stop would do.",
        "South",
        ("nadia", "rosa", "kofi"),
    ),
    (
        "rain",
        "tariq",
        "Rain gardens on Chapel Street",
        "When it rains the water stands at the kerb. Plants could drink it.",
        "North",
        ("mei",),
    ),
    (
        "car",
        "priya",
        "One street a month without cars",
        "Close one street on a Sunday each month, so children can play and neighbours meet.",
        "Central",
        ("sam", "leila", "owen", "george"),
    ),
    (
        "walls",
        "kofi",
        "Green walls on the Sidings",
        "Ivy and jasmine on the long wall where the mural ends.",
        "East",
        ("rosa",),
    ),
)


def loose_ideas(plot: RoundPlot, ideas: tuple, first_day: int) -> list[Act]:  # type: ignore[type-arg]
    """Ideas that no committee has claimed yet."""
    acts: list[Act] = []
    for place, (key, author, title, text, _area, fans) in enumerate(ideas):
        sent = plot.dates.ideas_open_at + DAY * (first_day + place) + HOUR * 5
        acts += [
            send(plot, key, author, IdeaFacts(title=title, text=text), sent, SCENES.get(key)),
            publish(plot, key, sent + DAY),
            support(plot, key, fans, sent + DAY + HOUR * 3),
        ]
    return acts


def past_round(code_key: bytes) -> list[Act]:
    """Voted on a year ago; its winners are being built."""
    on_paper = draw_ballots(PAST, 940, "2026")[-20:]
    return [
        *ideas_to_ballot(PAST),
        say_how_to_vote(PAST, PAST.dates.review_close_at + HOUR, at_places=False),
        keep_roll(PAST, 11_500, code_key, PAST.dates.review_close_at),
        post_papers(PAST, range(11_477, 11_501), PAST.dates.opens_at + HOUR * 3),
        take_one_back(PAST, 11_490, PAST.dates.opens_at + DAY * 4),
        *votes_over_days(PAST, 940, 9, "2026", on_paper=len(on_paper)),
        *count_papers(PAST, on_paper, at("2026-03-16 09:00")),
        *set_a_late_one_aside(PAST, at("2026-03-16 11:30"), at("2026-03-17 10:00")),
        count_votes(PAST, at("2026-03-18 11:00")),
        compare_papers(PAST, at("2026-03-20 14:00")),
        open_again(PAST, at("2026-03-24 15:00")),
        certify_result(PAST, at("2026-03-26 10:00")),
        end_key(PAST, at("2026-03-30 11:00")),
    ]


def round_by_shares(code_key: bytes) -> list[Act]:
    """A small fund before it, counted by Equal Shares; most of its winners are built."""
    return [
        *ideas_to_ballot(CANAL),
        keep_roll(CANAL, 3_400, code_key, CANAL.dates.review_close_at),
        *votes_over_days(CANAL, 620, 9, "canal"),
        count_votes(CANAL, at("2026-02-11 11:00")),
        object_to_count(
            CANAL,
            "How can a project with fewer votes win, and one with more not? That must be wrong.",
            at("2026-02-12 18:40"),
        ),
        answer_objection_of(
            CANAL,
            "The count is right. By Equal Shares each vote has the same share of the money. The "
            "page of the result shows for both projects whose shares were left.",
            at("2026-02-16 10:20"),
        ),
        certify_result(CANAL, at("2026-02-19 10:00")),
        end_key(CANAL, at("2026-02-23 11:00")),
    ]


def present_round(code_key: bytes) -> list[Act]:
    """In its nine-day vote."""
    return [
        *ideas_to_ballot(NOW),
        name_people(NOW, NOW.dates.review_close_at),
        say_how_to_vote(NOW, NOW.dates.review_close_at + HOUR),
        list_places(NOW, NOW.dates.review_close_at + DAY * 2),
        keep_roll(NOW, 12_000, code_key, NOW.dates.review_close_at),
        post_papers(NOW, range(11_981, 12_001), NOW.dates.opens_at + HOUR * 3),
        close_place(NOW, 3, at("2027-03-10 07:50")),
        *votes_over_days(NOW, 1_190, 4, "2027"),
    ]


def round_with_delegates() -> list[Act]:
    """Ideas are in; one proposal is priced, one waits for its price, two ideas for a first look."""
    week = timedelta(days=7)
    acts = [set_up(YOUNG), declare(YOUNG), *loose_ideas(YOUNG, YOUNG_IDEAS, 10)]
    for place, project in enumerate((SCHOOLS, GARDEN)):
        sent = YOUNG.dates.ideas_open_at + DAY * (2 + place) + HOUR
        facts = IdeaFacts(title=project.title, text=project.idea)
        acts += [
            send(YOUNG, project.key, project.author, facts, sent),
            publish(YOUNG, project.key, sent + DAY),
            claim(YOUNG, project, YOUNG.claims + HOUR * place),
            write_up(YOUNG, project, YOUNG.claims + DAY * 3 + HOUR * place),
        ]
    acts += [
        ask_price(YOUNG, SCHOOLS, YOUNG.claims + DAY * 4),
        give_price(YOUNG, SCHOOLS, YOUNG.claims + week * 2),
        ask_price(YOUNG, GARDEN, YOUNG.claims + DAY * 20),
    ]
    return acts


def round_taking_ideas() -> list[Act]:
    """Open since the first of March; one idea still waits for the facilitator."""
    waiting = IdeaFacts(
        title="Swift boxes on the library",
        text="Swifts nest under old roofs. Boxes on the library would help them.",
    )
    return [
        set_up(GREEN),
        declare(GREEN, at("2027-02-17 19:00")),
        *loose_ideas(GREEN, GREEN_IDEAS, 1),
        send(GREEN, "swifts", "george", waiting, at("2027-03-09 16:20")),
    ]
