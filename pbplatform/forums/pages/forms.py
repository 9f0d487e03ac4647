from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, TimeField, WordsField
from pbplatform.web.presentation import exact_time

Choices = Sequence[tuple[str, str]]
_LONG = Length(max=20_000, message=_l("This is too long"))


class ForumForm(Form):
    name = LineField(
        _l("Name of the forum"),
        description=_l("For example “Town Forum”"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    team = SelectField(
        _l("Which team leads it?"),
        description=_l("It must answer until you give a point to another team."),
    )
    promise = WordsField(
        _l("What do officials promise?"),
        description=_l("One sentence that everybody can hold them to."),
        validators=[InputRequired(_l("Say in one sentence what officials promise")), _LONG],
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class MeetingForm(Form):
    day = DayField(
        _l("Day"), validators=[InputRequired(_l("Enter the day"))], description=_l("Like 18 3 2027")
    )
    starts = TimeField(
        _l("Begins at"),
        day="day",
        description=_l("Like 6.30pm"),
        validators=[InputRequired(_l("Enter when it begins"))],
    )
    ends = TimeField(_l("Ends at"), day="day", ends=True)
    venue = LineField(
        _l("Where"), validators=[InputRequired(_l("Say where the meeting is")), _LONG]
    )
    online_note = LineField(_l("How to join from elsewhere"), validators=[_LONG])
    access_note = WordsField(
        _l("What is done so that everybody can come"),
        description=_l("Step-free way, sign language, children, food, travel money."),
        validators=[_LONG],
    )
    agenda = WordsField(_l("What is on the agenda"), validators=[_LONG])


class CancelForm(ConfirmForm):
    fact_names = {
        "starts_at": _l("When it begins"),
        "ends_at": _l("When it ends"),
        "venue": _l("Where it is"),
        "agenda": _l("The agenda"),
        "cancelled_at": _l("Cancelled at"),
    }

    def say(self, name: str, text: str) -> str:
        return exact_time(datetime.fromisoformat(text)) if name.endswith("_at") else text

    reason = LineField(
        _l("Why is it cancelled?"), description=_l("The reason is public."), validators=[_LONG]
    )


class MinutesForm(ConfirmForm):
    fact_names = {
        "version": _l("The newest version"),
        "kind": _l("What the minutes are"),
        "text": _l("The text"),
        "author": _l("Who wrote them last"),
        "cancelled_at": _l("Cancelled at"),
    }

    text = WordsField(
        _l("Minutes"), description=_l("What was said, and what was decided."), validators=[_LONG]
    )
    reason = LineField(
        _l("Why do they change?"),
        description=_l("Needed when you change what is public. The reason is public too."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )
    after = HiddenField()


class ActForm(Form):
    """A button: nothing to fill in."""
