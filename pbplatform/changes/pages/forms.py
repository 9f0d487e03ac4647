"""Forms of changed decisions: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField
from wtforms.validators import InputRequired, Length

from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import DayField, LineField, WordsField

REASON = Length(max=600, message=_l("Use 600 characters or fewer"))


class SayForm(Form):
    team = RadioField(
        _l("Which team changed it?"), validators=[InputRequired(_l("Choose the team"))]
    )
    before = WordsField(
        _l("What was decided before?"),
        description=_l("One or two sentences. Everybody can read them once it is confirmed."),
        validators=[InputRequired(_l("Say what was decided before")), REASON],
    )
    now = WordsField(
        _l("What is decided now?"),
        validators=[InputRequired(_l("Say what is decided now")), REASON],
    )
    document = LineField(
        _l("Which document says so?"),
        description=_l("For example: Order 14 of the Environment Committee."),
        validators=[
            InputRequired(_l("Say how the document is called")),
            Length(max=300, message=_l("Use 300 characters or fewer")),
        ],
    )
    day = DayField(
        _l("Of which day is the document?"),
        description=_l("For example 4 6 2027"),
        validators=[InputRequired(_l("Enter a day"))],
    )
    link = LineField(
        _l("The link of the document"),
        description=_l("Give a link, or the document as PDF below."),
        validators=[Length(max=500, message=_l("Use 500 characters or fewer"))],
    )
    file = FileField(_l("The document as PDF"), description=_l("Not needed with a link."))


class CorrectForm(SayForm):
    team = None
    reason = WordsField(
        _l("Why is it corrected?"),
        description=_l("Everybody can read it once it is confirmed."),
        validators=[InputRequired(_l("Say why it is corrected")), REASON],
    )


class DecideForm(ConfirmForm):
    choice = LineField()
    reason = WordsField(
        _l("Why is it not so?"),
        description=_l("Needed only to turn it down. The team reads it."),
        validators=[REASON],
    )
    fact_names = {
        "n": _l("The version"),
        "state": _l("Whether it waits"),
        "before": _l("What was decided before"),
        "now": _l("What is decided now"),
        "document": _l("The document"),
        "day": _l("The day of the document"),
        "link": _l("The link of the document"),
        "file": _l("The document as PDF"),
        "reason": _l("Why it is corrected"),
    }


class TakeBackForm(ConfirmForm):
    reason = WordsField(
        _l("Why is it taken back?"),
        description=_l("Everybody can read it."),
        validators=[InputRequired(_l("Say why it is taken back")), REASON],
    )
    fact_names = DecideForm.fact_names
