"""Forms of the delivery desks: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.fields import DayField, LineField, MoneyField, WholeField, WordsField

WORDS = 2000
REASON = 600


class LineForm(ConfirmForm):
    line_number = LineField(
        _l("Number of the budget line"),
        description=_l("As the budget has it, like 7-310-44."),
        validators=[
            InputRequired(_l("Enter the number of the budget line")),
            Length(max=60, message=_l("Use 60 characters or fewer")),
        ],
    )
    year = WholeField(_l("Budget year"), validators=[InputRequired(_l("Enter a year"))])
    amount = MoneyField(_l("Amount"), validators=[InputRequired(_l("Enter an amount"))])
    team = SelectField(
        _l("Team that owns the project"), validators=[InputRequired(_l("Choose a team"))]
    )
    post = LineField(
        _l("Post that answers for it"),
        description=_l("A post, not a person, like Head of Parks."),
        validators=[
            InputRequired(_l("Enter the post that answers for it")),
            Length(max=120, message=_l("Use 120 characters or fewer")),
        ],
    )
    reason = WordsField(
        _l("Reason"),
        description=_l(
            "Needed when the amount is not the cost on the ballot, and for every change. "
            "Everybody can read it."
        ),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )


class StopForm(ConfirmForm):
    reason = WordsField(
        _l("Why is it stopped?"),
        validators=[
            InputRequired(_l("Say why it is stopped")),
            Length(max=WORDS, message=_l("Use 2,000 characters or fewer")),
        ],
    )
    decided_by = LineField(
        _l("Who decided it?"),
        validators=[
            InputRequired(_l("Say who decided it")),
            Length(max=200, message=_l("Use 200 characters or fewer")),
        ],
    )
    money = LineField(
        _l("Where does the money go?"),
        validators=[
            InputRequired(_l("Say where the money goes")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


class StepForm(ConfirmForm):
    step = RadioField(
        _l("Which step is it at now?"),
        description=_l("The next one stands first. To leave steps out, say why below."),
        validators=[InputRequired(_l("Choose a step"))],
    )
    spent = MoneyField(
        _l("Spent so far, in all"),
        description=_l("Needed when it opens. Everybody can read it."),
        validators=[Optional()],
    )
    words = WordsField(
        _l("Why are steps left out, or why was nothing spent?"),
        description=_l("Needed only then. Everybody can read it."),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )


class TakeBackForm(ConfirmForm):
    words = WordsField(
        _l("What went wrong?"),
        description=_l("Everybody can read it. What was recorded stays in the history."),
        validators=[
            InputRequired(_l("Say what went wrong")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


class NextStepForm(ConfirmForm):
    words = LineField(
        _l("What comes next?"),
        description=_l("Like: the benches are ordered."),
        validators=[
            InputRequired(_l("Say what comes next")),
            Length(max=200, message=_l("Use 200 characters or fewer")),
        ],
    )
    due = DayField(
        _l("By which day?"),
        description=_l("For example 4 6 2027"),
        validators=[InputRequired(_l("Enter a day"))],
    )


class MoveDateForm(ConfirmForm):
    due = DayField(
        _l("The new day"),
        description=_l("For example 4 8 2027. The day first said stays on the page."),
        validators=[InputRequired(_l("Enter a day"))],
    )
    reason = WordsField(
        _l("Why does it move?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why the day moves")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


class UpdateForm(ConfirmForm):
    words = WordsField(
        _l("What happened since the last update?"),
        description=_l("A few sentences are enough. Say bad news first."),
        validators=[
            InputRequired(_l("Write what happened")),
            Length(max=WORDS, message=_l("Use 2,000 characters or fewer")),
        ],
    )
    spent = MoneyField(_l("Spent so far, in all"), validators=[Optional()])
