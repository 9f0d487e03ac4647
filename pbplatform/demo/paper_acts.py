"""The ways to vote without a screen of one's own in a demonstration round."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.world import Act, World, at
from pbplatform.paper.kinds import How
from pbplatform.paper.services.handing import give_papers
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Exclusion, Offer
from pbplatform.venues.services.closing import close_venue
from pbplatform.venues.services.places import add_venue
from pbplatform.venues.services.ways import Ways, say_ways

_OFFERS = (Offer.PAPER, Offer.HAND_IN, Offer.SCREEN, Offer.HELP)


def say_how_to_vote(plot: RoundPlot, when: datetime, *, at_places: bool = True) -> Act:
    """Bea says before the freeze that the round takes paper, and help and screens at places.

    Papers are kept for thirteen months, so that a visitor meets them before they are destroyed.
    """
    kept = (plot.dates.results_at + timedelta(days=400)).date()

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            say_ways(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[plot.slug],
                ways=Ways(Exclusion.FIRST, at_places, at_places, papers_kept_until=kept),
                seen=None,
                now=now,
            )

    return Act(when, run)


def list_places(plot: RoundPlot, when: datetime) -> Act:
    """Three voting places, open on the last days of the vote."""
    last = plot.dates.closes_at.date()
    days = [last - timedelta(days=before) for before in (4, 3, 2, 1)]
    places = (
        VenueFacts(
            name="Central Library",
            address="2 Market Square",
            area="Central",
            getting_there="Opposite the bus stop Market Square.",
            access=(Access.STEP_FREE, Access.HEARING_LOOP, Access.LARGE_PRINT, Access.BUS),
            offers=(*_OFFERS, Offer.LANGUAGE),
            hours=[_open(day, 9, 18) for day in days],
        ),
        VenueFacts(
            name="Fenn School hall",
            address="14 Fenn Road",
            area="East",
            getting_there="Through the gate in Fenn Road.",
            access=(Access.STEP_FREE, Access.PARKING, Access.TOILET),
            offers=(Offer.PAPER, Offer.HAND_IN, Offer.HELP),
            hours=[_open(day, 12, 20) for day in days[-2:]],
        ),
        VenueFacts(
            name="North End community room",
            address="3 Chapel Lane",
            area="North",
            getting_there="Beside the chapel. Ring the lower bell: the door is heavy.",
            access=(Access.STEP_FREE, Access.TOILET, Access.SEATS, Access.BUS),
            offers=(Offer.PAPER, Offer.HAND_IN, Offer.HELP),
            hours=[_open(day, 10, 19) for day in days],
        ),
    )

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            for facts in places:
                add_venue(
                    session,
                    actor=world.acting("bea", "facilitator"),
                    round_id=world.ids[plot.slug],
                    facts=facts,
                    now=now,
                )

    return Act(when, run)


def close_place(plot: RoundPlot, number: int, when: datetime) -> Act:
    """Joan closes a voting place for the rest of its day."""
    day = when.date()

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            close_venue(
                session,
                actor=world.acting("joan", "clerk"),
                round_id=world.ids[plot.slug],
                n=number,
                span=(at(f"{day} 00:00"), at(f"{day + timedelta(days=1)} 00:00")),
                reason="The boiler broke. It is mended tonight.",
                now=now,
            )

    return Act(when, run)


def _open(day: date, begins: int, ends: int) -> Hours:
    return at(f"{day} {begins:02}:00"), at(f"{day} {ends:02}:00")


def post_papers(plot: RoundPlot, numbers: range, when: datetime) -> Act:
    """Joan posts ballot papers to voters who asked for one; Carla can log what comes back."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            give_papers(
                session,
                actor=world.acting("joan", "clerk"),
                round_id=world.ids[plot.slug],
                numbers=numbers,
                how=How.POST,
                sure=True,
                today=now.date(),
                now=now,
            )

    return Act(when, run)
