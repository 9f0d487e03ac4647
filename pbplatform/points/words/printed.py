"""The points of a meeting on a noticeboard. Source: docs/rules/printing.md section 7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.points.kinds import Stand
from pbplatform.points.models import Answer, AnswerCorrection
from pbplatform.points.queries import PointView
from pbplatform.points.words.rows import raised_by
from pbplatform.points.words.sentences import (
    answer_kind,
    full_stop,
    kind_and_sentence,
    reason_words,
    status_sentence,
)
from pbplatform.promises.queries import promised_day
from pbplatform.promises.words.states import promise_words
from pbplatform.web.marked import lead_and_text
from pbplatform.web.navigation import whole_url
from pbplatform.web.presentation import clock_time, long_date
from pbplatform.web.printing import Exact, Told

Corrections = Mapping[int, Sequence[AnswerCorrection]]


def points_data(
    forum: ForumSeries,
    meeting: Meeting,
    views: Sequence[PointView],
    corrections: Corrections,
    *,
    today: date,
) -> dict[str, Told]:
    """The data of `templates/print/points.typ`.

    Args:
        corrections: by answer, what was put right in it.
    """
    place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
    day, at = long_date(meeting.day), clock_time(meeting.starts_at)
    return {
        "size": 13,
        "heading": _("Points of a meeting: %(forum)s", forum=forum.name),
        "lines": [
            _("%(day)s, %(time)s", day=day, time=at),
            place,
            _("This sheet says how the points stand on %(day)s.", day=long_date(today)),
        ],
        "notice": _("This meeting is cancelled.")
        if meeting.cancelled_at
        else ""
        if views
        else _("No point was written down at this meeting."),
        "points": [_point(view, corrections) for view in views],
        "newest": _("How they stand today:"),
        "address": Exact(whole_url(f"/{forum.path_to(meeting)}")),
        "page_of": _("Page {page} of {pages}"),
    }


def _point(view: PointView, corrections: Corrections) -> dict[str, Told]:
    lead, text = lead_and_text(status_sentence(view).html)
    return {
        "heading": _(
            "Point %(number)s, %(title)s", number=view.point.number, title=view.point.title
        ),
        "raised": raised_by(view).striptags(),
        "facts": _who_and_when(view),
        "status": f"{lead} {text}".strip(),
        "answers": [_answer(view, answer, corrections) for answer in view.answers],
    }


def _who_and_when(view: PointView) -> list[list[str]]:
    """Who answers and by when, while an answer is due; no day while the clock is stopped."""
    standing = view.standing
    if not standing.is_open:
        return []
    facts = [[_("Who answers"), view.acts.name]]
    if standing.stand is not Stand.PAUSED:
        facts.append([_("By"), long_date(standing.due)])
    return facts


def _answer(view: PointView, answer: Answer, corrections: Corrections) -> dict[str, Told]:
    lead, rest = kind_and_sentence(answer.kind, answer.sentence)
    who = answer.by_title or view.team.name
    day = long_date(answer.day)
    return {
        "heading": _("Answer of %(day)s: %(kind)s", day=day, kind=answer_kind(answer.kind)),
        "text": "\n".join(
            part for part in (f"{lead} {rest}".strip(), answer.explanation) if part.strip()
        ),
        "list": [
            *_reasons(answer),
            *_promises(view, answer),
            *(
                _("Correction of %(day)s: %(text)s", day=long_date(each.at), text=each.text)
                for each in corrections.get(answer.id, ())
            ),
        ],
        "link": Exact(answer.link),
        "by": _("%(name)s, %(title)s", name=answer.by_name, title=who),
    }


def _reasons(answer: Answer) -> Iterator[str]:
    for reason in answer.reasons:
        why = ". ".join(part for part in (reason_words(reason.code), reason.detail) if part)
        yield _("Why not, or not all of it: %(why)s", why=full_stop(why))
        yield _("What would change it: %(change)s", change=reason.would_change)


def _promises(view: PointView, answer: Answer) -> Iterator[str]:
    for promise in view.promises:
        if promise.answer_id == answer.id:
            yield _(
                "Promise: %(what)s, by %(day)s. %(owner)s. %(state)s.",
                what=promise.what,
                day=long_date(promise.due_current),
                owner=promise.owner,
                state=promise_words(promised_day(promise).state(view.standing.today)),
            )
