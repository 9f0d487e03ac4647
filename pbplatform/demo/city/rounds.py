"""A round of the city, from the first day as far as it has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pbplatform.demo import round_acts, voting_acts
from pbplatform.demo.city import ideas
from pbplatform.demo.city.building import build_winners
from pbplatform.demo.city.phases import DAY, HOUR, CityRound, Phase
from pbplatform.demo.world import FIRST_START, Act, World

_BALLOT_DAYS = 8


@dataclass(frozen=True)
class Share:
    """What one round has of the totals of the city."""

    ideas: int
    supports: int
    voters: int
    ballots: int


def play(
    world: World,
    city: CityRound,
    share: Share,
    residents: Sequence[int],
    code_key: bytes,
    told: Callable[[str, int], None],
) -> None:
    """Everything that happened in a round before the first start.

    Args:
        told: what was made, and how many.
    """
    plot = city.plot
    _run(world, [round_acts.set_up(plot)])
    sent = ideas.send_all(world, city, residents, share.ideas)
    shown = ideas.publish_all(world, sent)
    told("ideas", share.ideas)
    told("supports", ideas.support_all(world, city, shown, residents, share.supports))
    if city.phase is Phase.IDEAS:
        return
    _run(world, [round_acts.declare(plot)])
    ideas.claim_all(world, city, shown)
    _run(world, _reviewed(city))
    if not city.has_vote:
        return
    ideas.leave_rest(world, city, shown)
    _vote(world, city, share, code_key)
    told("voters", share.voters)
    told("ballots", share.ballots)
    if city.phase is Phase.BUILT:
        _run(world, build_winners(world, city))


def _run(world: World, acts: Sequence[Act]) -> None:
    """Acts of before the first start, in the order of time, in one transaction."""
    due = sorted((act for act in acts if act.at < FIRST_START), key=lambda act: act.at)
    if due:
        with world.batch():
            for act in due:
                act.run(world, act.at)


def _reviewed(city: CityRound) -> list[Act]:
    """Proposals, prices and decisions of the committees."""
    plot, acts = city.plot, []
    for place, project in enumerate(plot.projects):
        begun = plot.claims + DAY * (7 + place // 3) + HOUR * (place % 3)
        acts += [
            round_acts.write_up(plot, project, begun),
            round_acts.ask_price(plot, project, begun + DAY),
            round_acts.give_price(plot, project, begun + DAY * 8),
            round_acts.decide(plot, project, plot.decides + HOUR * place / 2),
        ]
    return acts


def _vote(world: World, city: CityRound, share: Share, code_key: bytes) -> None:
    """The roll, the frozen ballot, nine days of votes, and what the box says."""
    plot, dates = city.plot, city.plot.dates
    acts = [
        voting_acts.keep_roll(plot, share.voters, code_key, dates.review_close_at + HOUR * 4),
        round_acts.freeze(plot, dates.review_close_at + DAY),
        *voting_acts.votes_over_days(plot, share.ballots, _BALLOT_DAYS, plot.slug),
    ]
    if city.phase is not Phase.VOTING:
        acts.append(voting_acts.count_votes(plot, dates.results_at))
    if city.phase in (Phase.CERTIFIED, Phase.BUILT):
        acts.append(voting_acts.certify_result(plot, dates.results_at + DAY * 16))
    for act in sorted(acts, key=lambda act: act.at):
        if act.at < FIRST_START:
            act.run(world, act.at)  # sealing and opening are slow: each in its own transaction
