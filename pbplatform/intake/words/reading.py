"""An idea, a point or a round in short sentences, written to be read aloud.

Source: docs/rules/intake.md section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.core.next_act import NextAct
from pbplatform.points.models import Answer
from pbplatform.points.queries import PointView, corrections
from pbplatform.points.words.next_act import next_act as next_act_of_point
from pbplatform.points.words.rows import promise_line, raised_by
from pbplatform.points.words.sentences import (
    answer_kind,
    opinion_words,
    reason_words,
)
from pbplatform.proposals.models import Idea
from pbplatform.proposals.words.next_act import next_act as next_act_of_idea
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.words.status import (
    end_moment,
    moment,
    moment_of,
    result_due,
    state_sentence,
)
from pbplatform.venues.queries.places import venues_of
from pbplatform.venues.words.places import offer_words, open_words
from pbplatform.web.marked import marked, safe
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


@dataclass(frozen=True)
class Part:
    """A few sentences under a heading.

    Attributes:
        said: words of people, shown as such; the others are ours.
    """

    heading: str
    sentences: tuple[str, ...]
    said: tuple[str, ...] = ()


def read_point(session: Session, view: PointView) -> list[Part]:
    """What was asked, who acts next, and all of the newest answer."""
    point = view.point
    parts = [Part(_("What was asked"), (raised_by(view),), (point.verbatim,))]
    if act := next_act_of_point(view):
        parts.append(_who(act))
    if view.answer is not None:
        parts += _answer(session, view, view.answer)
    return parts


def _who(act: NextAct) -> Part:
    by = _("By %(day)s.", day=_day(act.by)) if act.by else ""
    late = _("That day is over.") if act.late else ""
    who = marked(_("%(who)s: %(what)s", **safe(who=act.who, what=act.what)))
    told = (who, by, late, marked(_("If not: %(words)s", **safe(words=act.otherwise))))
    return Part(_("Who acts next"), tuple(each for each in told if each))


def _day(by: date | datetime) -> str:
    return end_moment(by) if isinstance(by, datetime) else long_date(by)


def _answer(session: Session, view: PointView, answer: Answer) -> Iterator[Part]:
    who = _(
        "%(kind)s. Answered by %(name)s on %(day)s.",
        kind=answer_kind(answer.kind),
        name=answer.by_name,
        day=long_date(answer.day),
    )
    words = (answer.sentence, answer.explanation)
    yield Part(_("The answer"), (who,), tuple(each for each in words if each))
    for reason in answer.reasons:
        why = _("Why: %(words)s", words=reason_words(reason.code))
        yield Part(why, (), (reason.detail,) if reason.detail else ())
        yield Part(_("What would change it"), (), (reason.would_change,))
    for correction in corrections(session, [answer.id]).get(answer.id, []):
        yield Part(_("What was put right later"), (), (correction.wrong, correction.text))
    if view.promises:
        yield Part(_("What is promised"), (promise_line(view),))
    said = (view.opinion.words,) if view.opinion.words else ()
    until = view.standing.assess_until
    told = [opinion_words(view)]
    if until is not None and view.standing.today <= until:
        told.append(_("People can say so until %(day)s.", day=long_date(until)))
    yield Part(_("Does it answer the point?"), tuple(told), said)


def read_idea(
    session: Session, idea: Idea, round_: Round, *, now: datetime, today: date
) -> list[Part]:
    """What was proposed, and who acts next."""
    committee = session.get(Committee, idea.committee_id) if idea.committee_id else None
    parts = [Part(_("What the idea says"), (), (idea.text,))]
    if act := next_act_of_idea(idea, round_, committee, now=now, today=today):
        parts.append(_who(act))
    return parts


def read_round(round_: Round, now: datetime) -> list[Part]:
    """How a round stands, and its dates that are still to come."""
    dates = (
        (round_.ideas_open_at, _("Ideas open on %(day)s.", day=moment_of(round_, "ideas_open_at"))),
        (
            round_.ideas_close_at,
            _("Ideas close on %(day)s.", day=moment_of(round_, "ideas_close_at")),
        ),
        (round_.opens_at, _("Voting opens on %(day)s.", day=moment(round_.opens_at))),
        (round_.closes_at, _("Voting ends on %(day)s.", day=end_moment(round_.closes_at))),
    )
    to_come = tuple(words for at, words in dates if at > now)
    if round_.called_off_at is not None:
        to_come = ()
    due = () if round_.counted_at or round_.called_off_at else (result_due(round_, now),)
    told = (*to_come, *(each for each in due if each))
    parts = [Part(_("How the round stands"), (state_sentence(round_, now),))]
    return [*parts, Part(_("Its days"), told)] if told else parts


def read_places(session: Session, round_: Round, now: datetime) -> list[Part]:
    """Where one can vote in person, with the address and when it is open; none once it is over."""
    if round_.called_off_at is not None or now >= round_.closes_at:
        return []
    found = [view for view in venues_of(session, round_.id) if view.venue.taken_away_at is None]
    return [
        Part(
            view.venue.name,
            (
                _("%(address)s.", address=view.venue.address),
                _("%(words)s.", words=open_words(view, round_, now)),
                *(_("%(words)s.", words=words) for words in offer_words(view)),
            ),
        )
        for view in found
        if view.open_until(now) or view.opens_next(now)
    ]
