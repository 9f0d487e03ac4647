from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import Length, Optional

from pbplatform.points.kinds import Assessed
from pbplatform.points.words.kinds import point_kind
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, WholeField, WordsField

Choices = Sequence[tuple[str, str]]
SHORT = Length(max=500, message=_l("Use 500 letters or fewer"))
POINT_FACTS = {
    "state": _l("Whether it is public"),
    "kind": _l("The kind"),
    "title": _l("The title"),
    "verbatim": _l("The words"),
    "raised_as": _l("The name beside it"),
    "team": _l("The team that must answer"),
    "acts": _l("Who can act on it"),
    "offered_to": _l("The team that is asked to take it"),
    "due": _l("The day of the answer"),
    "answers": _l("How many answers it has"),
    "turns": _l("How many turns its clock took"),
}
_PROMISE_FACTS = {
    "what": _l("The promise"),
    "owner": _l("Who does it"),
    "due": _l("The promised day"),
    "done_on": _l("Done on"),
    "done_note": _l("Where people can see it"),
    "given_up_on": _l("Given up on"),
    "given_up_reason": _l("Why it was given up"),
}
_VERDICTS = (
    (Assessed.YES.value, _l("Yes")),
    (Assessed.PARTLY.value, _l("Partly")),
    (Assessed.NO.value, _l("No")),
)


class PointActForm(ConfirmForm):
    """An act on a point: it takes the point that the page showed."""

    fact_names = POINT_FACTS

    def say(self, name: str, text: str) -> str:
        return point_kind(text) if name == "kind" else super().say(name, text)


class PassOnForm(PointActForm):
    team = SelectField(_l("To which team?"))
    reason = LineField(
        _l("Why is it not yours?"), description=_l("The reason is public."), validators=[SHORT]
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class SendBackForm(PointActForm):
    reason = LineField(
        _l("Why is it not yours?"), description=_l("The reason is public."), validators=[SHORT]
    )


class MoreTimeForm(PointActForm):
    days = WholeField(
        _l("How many working days more?"),
        description=_l("1 to 10. You can ask once, before the promised day."),
        validators=[Optional()],
    )
    reason = LineField(
        _l("Why do you need them?"), description=_l("The reason is public."), validators=[SHORT]
    )


class TakeForm(PointActForm):
    """A button: nothing to fill in."""


class QuestionForm(PointActForm):
    question = WordsField(
        _l("Your question to the person who asked"),
        description=_l("The question is public. The clock stops once, 10 working days at most."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class NoteForm(PointActForm):
    text = WordsField(
        _l("What people should know"),
        description=_l("A note is not an answer. The clock runs on."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class ReplyForm(Form):
    reply = WordsField(
        _l("Your reply"),
        description=_l("The reply is public. The clock of the team starts again."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class AssessForm(Form):
    verdict = RadioField(
        _l("Does this answer the point?"),
        choices=choices_of(_VERDICTS),
        validators=[Optional()],
    )
    missing = WordsField(
        _l("What is missing?"),
        description=_l("Shown without your name."),
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )


class PromiseForm(ConfirmForm):
    """Done, a new day, or given up: the button says which."""

    fact_names = _PROMISE_FACTS

    done_on = DayField(_l("On which day was it done?"))
    note = LineField(_l("Where can people see it?"), validators=[SHORT])
    due = DayField(_l("The new day"), description=_l("Needed to give a new day."))
    reason = LineField(
        _l("Why?"),
        description=_l("Needed to give a new day, or to give it up. The reason is public."),
        validators=[SHORT],
    )


class ActForm(Form):
    """A button: nothing to fill in."""
