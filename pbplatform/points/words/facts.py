"""What becomes of points, answers and promises, each fact in one sentence.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience, FactKind, Topic
from pbplatform.core.mails import Payload, day
from pbplatform.points.kinds import AnswerType, Level
from pbplatform.points.queries import audiences as whom
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


def _due(told: Payload) -> str:
    return long_date(day(told["due"]))


def _published(told: Payload) -> str:
    return _("A new point: %(title)s.", title=told["title"])


def _assigned(told: Payload) -> str:
    return _(
        "%(team)s answers “%(title)s” by %(day)s.",
        team=told["team_name"],
        title=told["title"],
        day=_due(told),
    )


def _more_time(told: Payload) -> str:
    return _(
        "%(team)s took more time for “%(title)s”: the answer is due by %(day)s.",
        team=told["team_name"],
        title=told["title"],
        day=_due(told),
    )


def _question_asked(told: Payload) -> str:
    return _(
        "%(team)s has a question about “%(title)s”; its clock stands still.",
        team=told["team_name"],
        title=told["title"],
    )


def _replied(told: Payload) -> str:
    return _(
        "The question about “%(title)s” has a reply; the answer is due by %(day)s.",
        title=told["title"],
        day=_due(told),
    )


def _noted(told: Payload) -> str:
    return _(
        "%(team)s wrote a note about “%(title)s”. It is no answer yet.",
        team=told["team_name"],
        title=told["title"],
    )


def _joined(told: Payload) -> str:
    return _(
        "“%(title)s” was joined to point %(other)s, which is answered for both.",
        title=told["title"],
        other=told["other"],
    )


def _late(told: Payload) -> str:
    return _(
        "The answer to “%(title)s” is late: it was due from %(team)s by %(day)s.",
        title=told["title"],
        team=told["team_name"],
        day=_due(told),
    )


def _went_up(told: Payload) -> str:
    if told["level"] == Level.NOBODY or not told["to_name"]:
        return _(
            "Nobody can answer “%(title)s” now; the place must appoint somebody.",
            title=told["title"],
        )
    return _("“%(title)s” went up to %(name)s.", title=told["title"], name=told["to_name"])


def _came_back(told: Payload) -> str:
    return _(
        "%(team)s can answer “%(title)s” again, by %(day)s.",
        team=told["team_name"],
        title=told["title"],
        day=_due(told),
    )


def _answered(told: Payload) -> str:
    named = {"team": told["team_name"], "title": told["title"]}
    said = {
        AnswerType.YES: _("%(team)s says yes to “%(title)s”.", **named),
        AnswerType.PART: _("%(team)s says yes to a part of “%(title)s”.", **named),
        AnswerType.ALREADY: _("%(team)s says that “%(title)s” is done already.", **named),
        AnswerType.NO: _("%(team)s says no to “%(title)s”.", **named),
        AnswerType.ANSWER: _("%(team)s answered “%(title)s”.", **named),
    }
    return said[AnswerType(told["sort"])]


def _corrected(told: Payload) -> str:
    return _("The answer to “%(title)s” was corrected.", title=told["title"])


def _another_due(told: Payload) -> str:
    return _(
        "People say that “%(title)s” is not answered; another answer is due by %(day)s.",
        title=told["title"],
        day=_due(told),
    )


def _withdrawn(told: Payload) -> str:
    return _("Whoever raised “%(title)s” took it back.", title=told["title"])


def _goes_on(told: Payload) -> str:
    return _(
        "“%(title)s” goes on: the answer is due by %(day)s.", title=told["title"], day=_due(told)
    )


def _promise(told: Payload) -> dict[str, object]:
    return {"team": told["team_name"], "what": told["title"], "day": _due(told)}


def _promise_made(told: Payload) -> str:
    return _("%(team)s promises by %(day)s: %(what)s.", **_promise(told))


def _promise_moved(told: Payload) -> str:
    return _("%(team)s moved a promise to %(day)s: %(what)s.", **_promise(told))


def _promise_done(told: Payload) -> str:
    return _("%(team)s says that a promise is done: %(what)s.", **_promise(told))


def _promise_given_up(told: Payload) -> str:
    return _("%(team)s gave a promise up: %(what)s.", **_promise(told))


def _promise_taken_back(told: Payload) -> str:
    return _("A promise stands again as before, due by %(day)s: %(what)s.", **_promise(told))


def _promise_corrected(told: Payload) -> str:
    return _("Words of a promise were corrected: %(what)s.", **_promise(told))


def _promise_missed(told: Payload) -> str:
    return _("A promise of %(team)s for %(day)s was missed: %(what)s.", **_promise(told))


def _said(name: str) -> Callable[[Payload], str]:
    return lambda told: str(told[name])


FACTS: dict[str, FactKind] = {
    "points:published": FactKind(Topic.ANSWERS, _published),
    "points:assigned": FactKind(Topic.ANSWERS, _assigned),
    "points:more_time": FactKind(Topic.ANSWERS, _more_time, _said("reason")),
    "points:question_asked": FactKind(Topic.ANSWERS, _question_asked, _said("question")),
    "points:replied": FactKind(Topic.ANSWERS, _replied),
    "points:noted": FactKind(Topic.ANSWERS, _noted, _said("words")),
    "points:joined": FactKind(Topic.ANSWERS, _joined, _said("reason")),
    "points:late": FactKind(Topic.ANSWERS, _late),
    "points:went_up": FactKind(Topic.ANSWERS, _went_up),
    "points:came_back": FactKind(Topic.ANSWERS, _came_back),
    "points:answered": FactKind(Topic.ANSWERS, _answered, _said("sentence")),
    "points:answer_corrected": FactKind(Topic.ANSWERS, _corrected, _said("words")),
    "points:another_answer_due": FactKind(Topic.ANSWERS, _another_due),
    "points:withdrawn": FactKind(Topic.ANSWERS, _withdrawn),
    "points:goes_on": FactKind(Topic.ANSWERS, _goes_on),
    "points:promise_made": FactKind(Topic.ANSWERS, _promise_made),
    "points:promise_moved": FactKind(Topic.ANSWERS, _promise_moved, _said("reason")),
    "points:promise_done": FactKind(Topic.ANSWERS, _promise_done, _said("reason")),
    "points:promise_given_up": FactKind(Topic.ANSWERS, _promise_given_up, _said("reason")),
    "points:promise_taken_back": FactKind(Topic.ANSWERS, _promise_taken_back, _said("reason")),
    "points:promise_corrected": FactKind(Topic.ANSWERS, _promise_corrected, _said("reason")),
    "points:promise_missed": FactKind(Topic.ANSWERS, _promise_missed),
}
AUDIENCES = {
    whom.ASKER: Audience(_l("You get this because you raised this point."), whom.asker_of_point),
    whom.SUPPORTERS: Audience(
        _l("You get this because you support this point."), whom.supporters_of_point
    ),
}
