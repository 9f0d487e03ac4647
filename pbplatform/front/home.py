"""What the first page shows: the one thing that is open, what won, what was promised.

The page asks at most twelve questions of the database, whatever the size of the place (ruling 41).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.delivery import queries as delivery
from pbplatform.delivery.kinds import FINAL, RESIDENTS_SAY_NO, ProjectStanding, Step
from pbplatform.delivery.queries import ProjectView, Standing
from pbplatform.forums import queries as forums
from pbplatform.forums.queries import Coming
from pbplatform.points.queries.summary import Summary, summary
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import PHASE_OF, Phase, State
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.reading_order import in_order_of_hour

# The first that some round is in leads the page.
LEADING = (Phase.VOTING, Phase.COUNTING, Phase.IDEAS, Phase.REVIEW, Phase.READY, Phase.SOON)
GOING_ON = frozenset(LEADING) - {Phase.SOON}
NEWS = timedelta(days=14)
"""So long a result that is out stands above everything else."""
WITH_BALLOT = frozenset({Phase.READY, Phase.VOTING, Phase.COUNTING})


@dataclass(frozen=True)
class Winners:
    """The projects of the newest finished round, sorted by how they stand.

    Attributes:
        waiting: their result is provisional, so no line is due.
        asked_about: called open by their team; residents have not had their say yet.
        is_news: whether the result came out in the last two weeks.
    """

    round_slug: str
    round_name: str
    is_news: bool = False
    late: list[ProjectView] = field(default_factory=list)
    going: list[Standing] = field(default_factory=list)
    waiting: list[Standing] = field(default_factory=list)
    asked_about: list[Standing] = field(default_factory=list)
    finished: list[Standing] = field(default_factory=list)
    stopped: list[Standing] = field(default_factory=list)

    @property
    def total(self) -> int:
        told = (self.going, self.waiting, self.asked_about, self.finished, self.stopped)
        return len(self.late) + sum(len(group) for group in told)


@dataclass(frozen=True)
class Home:
    """All that the first page says."""

    lead: Round | None
    phase: Phase | None
    state: State | None
    others: list[tuple[Round, Phase]]
    called_off: list[Round]
    projects: list[BallotProject]
    meeting: Coming | None
    points: Summary
    winners: Winners | None
    next_opening: Round | None


def home(session: Session, *, now: datetime) -> Home:
    """Read the first page."""
    found = rounds.published_rounds(session)
    states = {round_.id: round_.state(now) for round_ in found}
    phases = [(round_, PHASE_OF[states[round_.id]]) for round_ in found]
    held = [pair for pair in phases if states[pair[0].id] is not State.NOT_HELD]
    lead = lead_round(held) or lead_round(phases)
    phase = lead.phase(now) if lead else None
    projects: list[BallotProject] = []
    if lead and phase in WITH_BALLOT:
        listed = rounds.ballot_projects(session, lead.id)
        standing = [one for one in listed if one.number not in lead.withdrawn]
        projects = in_order_of_hour(standing, lead.slug, now)
    soon = [round_ for round_, at in phases if at is Phase.SOON]
    return Home(
        lead=lead,
        phase=phase,
        state=states[lead.id] if lead else None,
        others=[(round_, at) for round_, at in phases if at in GOING_ON and round_ is not lead],
        called_off=[
            round_
            for round_, at in phases
            if at is Phase.CALLED_OFF and now < round_.results_at + NEWS
        ],
        projects=projects,
        meeting=forums.soonest_meeting(session, now),
        points=summary(session, now=now),
        winners=_winners(session, phases, now),
        next_opening=min(soon, key=lambda round_: round_.ideas_open_at, default=None),
    )


def lead_round(phases: Sequence[tuple[Round, Phase]]) -> Round | None:
    """The round that leads the page: what ends first among those in the foremost phase."""
    for wanted in LEADING[:-1]:
        here = [round_ for round_, phase in phases if phase is wanted]
        if here:
            return min(here, key=lambda round_: (round_.closes_at, round_.id))
    return None


def _winners(
    session: Session, phases: Sequence[tuple[Round, Phase]], now: datetime
) -> Winners | None:
    counted = [round_ for round_, phase in phases if phase is Phase.RESULTS]
    if not counted:
        return None
    newest = max(counted, key=lambda round_: (round_.closes_at, round_.id))
    is_news = newest.counted_at is not None and now - newest.counted_at <= NEWS
    found = Winners(newest.slug, newest.name, is_news)
    late: list[Standing] = []
    for one in delivery.standings(session, now=now, round_id=newest.id):
        (late if _is_told(one) else _group(found, one)).append(one)
    # Of the others the page says how many they are.
    found.late.extend(delivery.views_of(session, late, now=now))
    return found


def _is_told(one: Standing) -> bool:
    """Whether the page says what is wrong with it."""
    if one.step is Step.STOPPED or one.standing is ProjectStanding.CERTIFICATE_WAITING:
        return False
    if one.is_late or one.standing in RESIDENTS_SAY_NO:
        return True
    return one.step not in (*FINAL, Step.OPEN) and one.is_delayed


def _group(winners: Winners, one: Standing) -> list[Standing]:
    if one.step is Step.STOPPED:
        return winners.stopped
    if one.standing is ProjectStanding.CERTIFICATE_WAITING:
        return winners.waiting
    if one.step in (*FINAL, Step.OPEN):
        return winners.asked_about if one.is_asked_about else winners.finished
    return winners.going
