"""How winners stand on a thread, and what a proposal that won came to.

Source: docs/rules/thread.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from pbplatform.core.thread import Asked, Depth, Moment, Outcome, Rank, Station, ThreadKind
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import (
    ProjectView,
    project_path,
    project_views,
    steps_taken,
)
from pbplatform.delivery.queries.bulk import news_of_projects, steps_at
from pbplatform.delivery.words.sentences import step_name
from pbplatform.delivery.words.standing import Said, short_standing, standing
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.web.marked import lead_and_text, names_in
from pbplatform.web.presentation import local_day, money
from pbplatform.web.sentences import gettext


def _projects(session: Session, asked: Asked) -> Mapping[str, Station]:
    """Three reads, however many projects, and one of their news."""
    views = project_views(session, at=set(asked.pairs("round", "number")), now=asked.now)
    stations = _stations(session, views, whole=asked.whole)
    return {path: each for path, each in stations.items() if path in asked.named}


def _stations(session: Session, views: Sequence[ProjectView], *, whole: bool) -> dict[str, Station]:
    keys = [(view.round_id, view.number) for view in views]
    news = news_of_projects(session, keys) if whole and keys else {}
    found = {}
    for view in views:
        path, told = project_path(view.round_slug, view.number), (view.round_id, view.number)
        found[path] = _station(path, view, news.get(told, []), whole=whole)
    return found


def _station(path: str, view: ProjectView, news: Sequence[ProjectNews], *, whole: bool) -> Station:
    said = standing(view)
    lead, text = lead_and_text(said[0].html)
    rest = " ".join(each.html.striptags() for each in said[1:])
    return Station(
        path=path,
        rank=Rank.PROJECT,
        what=gettext("Project %(number)s", number=view.number),
        title=view.title,
        lead=lead,
        text=f"{text} {rest}".strip(),
        short=short_standing(view.step),
        mark=said[0].mark,
        names=_names(said),
        on=view.won_on,
        outcome=Outcome.WON,
        earlier=(proposal_path(view.round_slug, view.number),),
        moments=tuple(_moments(path, view, news)) if whole else (),
    )


def _names(said: Sequence[Said]) -> tuple[str, ...]:
    return tuple(name for each in said for name in names_in(each.html))


def _moments(path: str, view: ProjectView, news: Sequence[ProjectNews]) -> Iterator[Moment]:
    """Its budget line, and the steps that hold."""
    url = f"/{path}#history"
    if view.project is not None:
        told = gettext(
            "Budget line: %(amount)s, with %(team)s.",
            amount=money(view.project.line_amount_minor, view.currency),
            team=view.owner,
        )
        yield Moment(local_day(view.project.line_given_at), told, url, (view.owner,))
    for step, at in steps_taken(news):
        if step is not Step.WON:
            yield Moment(local_day(at), gettext("Step: %(step)s.", step=step_name(step)), url)


def _proposals(session: Session, asked: Asked) -> Mapping[str, Station]:
    """What a proposal that won came to, in the words of its project."""
    won = {
        path: (named["round"], int(named["number"]))
        for path, named in asked.named.items()
        if path in asked.told and asked.told[path].outcome is Outcome.WON
    }
    if not won:
        return {}
    if asked.depth is Depth.SHORT:
        steps = steps_at(session, set(won.values()))
        return {
            path: replace(asked.told[path], short=short_standing(steps[key]))
            for path, key in won.items()
            if key in steps
        }
    views = project_views(session, at=set(won.values()), now=asked.now)
    found = {proposal_path(view.round_slug, view.number): view for view in views}
    proposals = {path: _came_to(asked.told[path], found[path]) for path in won if path in found}
    return {**proposals, **(_stations(session, views, whole=True) if asked.whole else {})}


def _came_to(station: Station, view: ProjectView) -> Station:
    said, text = standing(view), station.text
    if view.project is not None or view.line_is_late:
        text = " ".join(each.html.striptags() for each in said)
    elif view.line_due is not None:  # that it won is said already
        text = lead_and_text(said[0].html)[1]
    short, mark = short_standing(view.step), said[0].mark
    return replace(station, text=text, short=short, mark=mark, names=_names(said))


THREADS = (
    ThreadKind(r"rounds/(?P<round>[^/]+)/proposals/(?P<number>\d+)", _proposals),
    ThreadKind(r"rounds/(?P<round>[^/]+)/projects/(?P<number>\d+)", _projects),
)
