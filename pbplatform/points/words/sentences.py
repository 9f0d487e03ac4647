"""What pages say of a point: its status sentence, and what kind of answer and reason it got.

One function tells where a point stands, from the standing that `standing` worked out: the same
words on its page, in lists, on the desk and in the preview of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from pbplatform.points.kinds import AnswerType, Assessed, ReasonCode, Stand
from pbplatform.points.queries import PointView
from pbplatform.promises.kinds import PromiseState
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import day_month, long_date, short_date
from pbplatform.web.sentences import gettext, ngettext, word_of


@dataclass(frozen=True)
class StatusSentence:
    """A status in words.

    Attributes:
        mark: `waiting`, `paused`, `late`, `escalated` or `done`: the shape beside the words.
        html: the whole sentence, names escaped.
    """

    mark: str
    html: Markup


def status_sentence(view: PointView, *, meeting_on: date | None = None) -> StatusSentence:
    """Where the point stands, in words.

    Args:
        meeting_on: the forum's next meeting, where very late points come first.
    """
    standing = view.standing
    if standing.stand in _SAYS:
        return _SAYS[standing.stand](view)
    if standing.stand is Stand.LATE:
        return StatusSentence("late", _late(view))
    if standing.stand is Stand.VERY_LATE:
        return StatusSentence("escalated", _very_late(view, meeting_on))
    return _answered(view)


def _raised(_view: PointView) -> StatusSentence:
    return StatusSentence(
        "waiting", marked(gettext("<strong>Being read</strong> by a facilitator of the forum."))
    )


def _refused(_view: PointView) -> StatusSentence:
    return StatusSentence("done", marked(gettext("<strong>Not published.</strong>")))


def _withdrawn(view: PointView) -> StatusSentence:
    standing = view.standing
    day = long_date(standing.withdrawn_on) if standing.withdrawn_on else ""
    if not standing.days_late:
        told = gettext(
            "<strong>Withdrawn</strong> on %(day)s by the person who raised it.", day=day
        )
    else:
        told = ngettext(
            "<strong>Withdrawn</strong> on %(day)s by the person who raised it. The answer was "
            "%(num)s working day late.",
            "<strong>Withdrawn</strong> on %(day)s by the person who raised it. The answer was "
            "%(num)s working days late.",
            standing.days_late,
            day=day,
        )
    return StatusSentence("done", marked(told))


def _joined(_view: PointView) -> StatusSentence:
    return StatusSentence(
        "done", marked(gettext("<strong>Joined</strong> with another point that says the same."))
    )


def _not_started(view: PointView) -> StatusSentence:
    values = safe(team=named(view.team.name), day=long_date(view.standing.clock.start))
    return StatusSentence(
        "waiting",
        marked(
            gettext(
                "<strong>Waiting</strong> for the minutes. The time of %(team)s starts when they "
                "are published, on <b>%(day)s</b> at the latest.",
                **values,
            )
        ),
    )


def _paused(view: PointView) -> StatusSentence:
    clock = view.standing.clock
    values = safe(
        asked=day_month(clock.paused_on) if clock.paused_on else "",
        again=day_month(clock.resumes_on) if clock.resumes_on else "",
    )
    return StatusSentence(
        "paused",
        marked(
            ngettext(
                "<strong>Clock stopped</strong> on %(asked)s while the resident answers a "
                "question. %(num)s working day left. It starts again on %(again)s at the latest.",
                "<strong>Clock stopped</strong> on %(asked)s while the resident answers a "
                "question. %(num)s working days left. It starts again on %(again)s at the latest.",
                clock.left,
                **values,
            )
        ),
    )


def _waiting(view: PointView) -> StatusSentence:
    standing = view.standing
    values = safe(team=named(view.team.name), due=long_date(standing.due))
    if standing.is_taken_higher:
        return StatusSentence("escalated", _taken_higher(view))
    if standing.stage == 2:
        told = gettext(
            "<strong>A second answer is due.</strong> People say that the first one does not "
            "answer the point. %(team)s must answer by <b>%(due)s</b>.",
            **values,
        )
        return StatusSentence("waiting", marked(told))
    left = view.days.between(standing.today, standing.due)
    if left == 0:
        told = gettext(
            "<strong>Waiting</strong> for %(team)s. They promised an answer by today, "
            "<b>%(due)s</b>.",
            **values,
        )
    else:
        told = ngettext(
            "<strong>Waiting</strong> for %(team)s. They promised an answer by <b>%(due)s</b>, "
            "in %(num)s working day.",
            "<strong>Waiting</strong> for %(team)s. They promised an answer by <b>%(due)s</b>, "
            "in %(num)s working days.",
            left,
            **values,
        )
    return StatusSentence("waiting", _with_more_time(view, marked(told)))


def _with_more_time(view: PointView, told: Markup) -> Markup:
    if not view.standing.clock.extended:
        return told
    day = safe(day=short_date(view.standing.clock.first_due))
    more = gettext("They asked for more time, once. The first date was %(day)s.", **day)
    return Markup("{} {}").format(told, marked(more))


def _late(view: PointView) -> Markup:
    standing = view.standing
    values = safe(team=named(view.team.name), due=long_date(standing.due))
    if standing.days_late == 0:
        told = gettext(
            "<strong>Late.</strong> %(team)s promised an answer by <b>%(due)s</b>. That day has "
            "passed.",
            **values,
        )
    else:
        told = ngettext(
            "<strong>Late.</strong> %(team)s promised an answer by <b>%(due)s</b>. It is %(num)s "
            "working day late.",
            "<strong>Late.</strong> %(team)s promised an answer by <b>%(due)s</b>. It is %(num)s "
            "working days late.",
            standing.days_late,
            **values,
        )
    parts = [marked(told)]
    if standing.is_taken_higher:
        parts.append(_higher_with(view))
    elif view.was_reminded(f"late:{standing.stage}"):
        parts.append(marked(gettext("We have reminded the team.")))
    return Markup(" ").join(parts)


def _very_late(view: PointView, meeting_on: date | None) -> Markup:
    standing = view.standing
    values = safe(team=named(view.team.name), due=long_date(standing.due))
    told = ngettext(
        "<strong>Very late.</strong> %(team)s promised an answer by <b>%(due)s</b>. It is %(num)s "
        "working day late.",
        "<strong>Very late.</strong> %(team)s promised an answer by <b>%(due)s</b>. It is %(num)s "
        "working days late.",
        standing.days_late,
        **values,
    )
    parts = [marked(told)]
    if view.elected:
        who = safe(name=named(view.elected))
        parts.append(
            marked(gettext("This is now with <b>%(name)s</b>, who is responsible.", **who))
        )
    if meeting_on is not None:
        day = safe(day=day_month(meeting_on))
        parts.append(marked(gettext("It comes first at the forum on %(day)s.", **day)))
    return Markup(" ").join(parts)


def _taken_higher(view: PointView) -> Markup:
    told = marked(
        gettext("<strong>Taken higher.</strong> The second answer did not answer the point either.")
    )
    return Markup(" ").join([told, _higher_with(view)])


def _higher_with(view: PointView) -> Markup:
    since = view.answers[-1].challenged_on
    values = safe(
        name=named(view.elected or view.team.name),
        since=day_month(since) if since else "",
        due=long_date(view.standing.due),
    )
    return marked(
        gettext(
            "Since %(since)s it has been with <b>%(name)s</b>, who must answer by <b>%(due)s</b>.",
            **values,
        )
    )


_MARKS = {
    PromiseState.BROKEN: "late",
    PromiseState.CONTESTED: "late",
    PromiseState.DISPUTED: "escalated",
    PromiseState.CALLED_DONE: "waiting",
}


_LEADS = {
    PromiseState.KEPT: _l("<strong>Promise kept,</strong> by the day promised."),
    PromiseState.KEPT_LATE: _l("<strong>Promise kept,</strong> after the day promised."),
    PromiseState.BROKEN: _l("<strong>Promise broken.</strong> It was given up, or it is not kept."),
    PromiseState.CALLED_DONE: _l(
        "<strong>The team says that it is done.</strong> Residents are asked whether it is so."
    ),
    PromiseState.CONTESTED: _l("<strong>The team says that it is done. Residents say no.</strong>"),
    PromiseState.DISPUTED: _l(
        "<strong>Disputed.</strong> The team says that it is done. Residents say no."
    ),
}


def _answered(view: PointView) -> StatusSentence:
    """What came of it first, then when it was answered."""
    promise = view.standing.promise
    answered = _answered_when(view)
    if promise is PromiseState.MISSED and view.standing.promise_due:
        day = safe(day=long_date(view.standing.promise_due))
        told = gettext(
            "<strong>Promise missed.</strong> It was due on <b>%(day)s</b>. It is not done, and "
            "no new date was given.",
            **day,
        )
        return StatusSentence("late", Markup(" ").join([marked(told), answered]))
    if promise in _LEADS:
        mark = _MARKS.get(promise, "done")
        return StatusSentence(mark, Markup(" ").join([marked(str(_LEADS[promise])), answered]))
    if promise is PromiseState.UNDER_WAY:
        more = marked(gettext("The promise is under way."))
        return StatusSentence("done", Markup(" ").join([answered, more]))
    return StatusSentence("done", answered)


def _answered_when(view: PointView) -> Markup:
    standing = view.standing
    day = standing.answered_on or standing.today
    values = safe(day=day_month(day))
    if standing.in_time:
        if standing.stage > 1:
            return marked(gettext("<strong>Answered again,</strong> on %(day)s.", **values))
        return marked(
            ngettext(
                "<strong>Answered on time,</strong> on %(day)s, after %(num)s working day.",
                "<strong>Answered on time,</strong> on %(day)s, after %(num)s working days.",
                view.days.between(standing.clock.start, day),
                **values,
            )
        )
    if standing.days_late == 0:
        return marked(
            gettext("<strong>Answered</strong> on %(day)s, after the promised date.", **values)
        )
    return marked(
        ngettext(
            "<strong>Answered</strong> on %(day)s, %(num)s working day after the promised date.",
            "<strong>Answered</strong> on %(day)s, %(num)s working days after the promised date.",
            standing.days_late,
            **values,
        )
    )


_SAYS = {
    Stand.RAISED: _raised,
    Stand.REFUSED: _refused,
    Stand.JOINED: _joined,
    Stand.WITHDRAWN: _withdrawn,
    Stand.NOT_STARTED: _not_started,
    Stand.PAUSED: _paused,
    Stand.WAITING: _waiting,
}


_ANSWERS = {
    AnswerType.YES: _l("Yes"),
    AnswerType.PART: _l("Yes in part"),
    AnswerType.ALREADY: _l("We do this already"),
    AnswerType.NO: _l("No"),
    AnswerType.ANSWER: _l("Answer to a question"),
}


def answer_kind(kind: str) -> str:
    """`Yes in part` and its like."""
    return word_of("answers to points", _ANSWERS, AnswerType(kind))


def kind_and_sentence(kind: str, sentence: str) -> tuple[str, str]:
    """The kind of an answer with a full stop, and its sentence after it.

    An official who began with the very word is not made to say it twice: “Yes. We will.” stays.
    """
    word = answer_kind(kind)
    rest = sentence[len(word) :]
    if sentence.casefold().startswith(word.casefold()) and rest[:1] in {".", ",", ":", ";", "!"}:
        return sentence[: len(word) + 1], rest[1:].lstrip()
    return f"{word}.", sentence


def full_stop(text: str) -> str:
    """What somebody wrote, closed like a sentence."""
    closed = text.rstrip()
    return closed if closed.endswith((".", "!", "?", "…", "”", "。", "؟")) else f"{closed}."


_REASONS = {
    ReasonCode.LAW: _l("the law"),
    ReasonCode.MONEY: _l("money"),
    ReasonCode.POWER: _l("not our power"),
    ReasonCode.SAFETY: _l("safety"),
    ReasonCode.POLICY: _l("agreed policy"),
    ReasonCode.EVIDENCE: _l("evidence"),
    ReasonCode.OTHER: _l("another reason"),
}


def reason_words(code: str) -> str:
    """A coded reason in a word or two."""
    return word_of("reasons of answers", _REASONS, ReasonCode(code))


def opinion_words(view: PointView) -> str:
    """What people say of the newest answer, asker and others apart."""
    opinion = view.opinion
    others = sum(opinion.others.values())
    parts: list[str] = []
    if opinion.asker is not None:
        told = {
            Assessed.YES: gettext("The person who asked says: yes."),
            Assessed.PARTLY: gettext("The person who asked says: partly."),
            Assessed.NO: gettext("The person who asked says: no."),
        }
        parts.append(told[opinion.asker])
        if opinion.told:
            parts.append(gettext("Said on the phone or in person to %(who)s.", who=opinion.told))
    if others:
        parts.append(
            ngettext(
                "%(num)s other: %(yes)s yes, %(partly)s partly, %(no)s no.",
                "%(num)s others: %(yes)s yes, %(partly)s partly, %(no)s no.",
                others,
                yes=opinion.others.get(Assessed.YES, 0),
                partly=opinion.others.get(Assessed.PARTLY, 0),
                no=opinion.others.get(Assessed.NO, 0),
            )
        )
    return " ".join(parts) or str(gettext("Nobody has said yet."))
