"""A round of the city: its dated acts, from the first day as far as it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pbplatform.demo import round_acts, voting_acts
from pbplatform.demo.city import ideas
from pbplatform.demo.city.building import build_winners
from pbplatform.demo.city.phases import DAY, HOUR, CityRound, Phase
from pbplatform.demo.world import Act, World

_BALLOT_DAYS = 8


@dataclass(frozen=True)
class Share:
    """What one round has of the totals of the city."""

    ideas: int
    supports: int
    voters: int
    ballots: int


def count_at(city: CityRound) -> datetime | None:
    """When its votes are counted; None where they are not by the first start."""
    counted = city.phase in (Phase.PROVISIONAL, Phase.CERTIFIED, Phase.BUILT)
    return city.plot.dates.results_at if counted else None


def acts_of(
    world: World,
    city: CityRound,
    share: Share,
    residents: Sequence[int],
    code_key: bytes,
    marks: Sequence[datetime],
) -> list[Act]:
    """Everything that happens in a round.

    Args:
        marks: instants at which the log is put in order, ascending.
    """
    plot = city.plot
    sent = ideas.ideas_of(world, city, residents, share.ideas)
    acts = [
        round_acts.set_up(plot),
        *ideas.sending(city, sent, marks),
        *ideas.supporting(city, sent, residents, share.supports),
    ]
    if city.phase is Phase.IDEAS:
        return acts
    acts += [round_acts.declare(plot), *ideas.claiming(city, sent), *_reviewed(city)]
    if city.has_vote:
        acts += [*ideas.leaving(city, sent), *_voted(city, share, code_key)]
    if city.phase is Phase.BUILT:
        acts += build_winners(city)
    return acts


def _reviewed(city: CityRound) -> list[Act]:
    """Proposals, prices and decisions of the committees."""
    plot, acts = city.plot, []
    for place, project in enumerate(plot.projects):
        begun = plot.claims + DAY * (7 + place // 3) + HOUR * (place % 3)
        acts += [
            round_acts.write_up(plot, project, begun),
            round_acts.ask_price(plot, project, begun + DAY),
            round_acts.give_price(plot, project, begun + DAY * 8),
        ]
        decided = plot.decides + HOUR * place / 2
        if project.key in city.turned_down:
            reason, words = city.turned_down[project.key]
            acts.append(round_acts.turn_down(plot, project, reason, words, decided))
        else:
            acts.append(round_acts.decide(plot, project, decided))
    return acts


def _voted(city: CityRound, share: Share, code_key: bytes) -> list[Act]:
    """The roll, the frozen ballot, nine days of votes, and what the box says."""
    plot, dates = city.on_ballot, city.plot.dates
    roll = voting_acts.keep_roll(plot, share.voters, code_key, dates.review_close_at + HOUR * 4)
    votes = voting_acts.votes_over_days(plot, share.ballots, _BALLOT_DAYS, plot.slug)
    acts = [
        replace(roll, effort=share.voters // 100),
        replace(round_acts.freeze(plot, dates.review_close_at + DAY), effort=share.voters // 200),
        *(replace(act, effort=share.ballots // len(votes) // 4) for act in votes),
    ]
    if counted := count_at(city):
        effort = (share.ballots + share.voters) // 50
        acts.append(replace(voting_acts.count_votes(plot, counted), effort=effort))
    if city.phase in (Phase.CERTIFIED, Phase.BUILT):
        acts.append(voting_acts.certify_result(plot, dates.results_at + DAY * 16))
    return acts
