from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from pbplatform.core.base_form import Form
from pbplatform.core.choices import choices_of
from pbplatform.core.fields import DayField
from pbplatform.forums.kinds import PointKind
from pbplatform.forums.sentences import KIND_CHOICES

Choices = Sequence[tuple[str, str]]
_CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d$"
_LONG = Length(max=20_000, message=_l("This is too long"))


class ForumForm(Form):
    name = StringField(
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
    promise = TextAreaField(
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
    starts = StringField(
        _l("Begins at"),
        description=_l("Like 18:30"),
        validators=[
            InputRequired(_l("Enter when it begins")),
            Regexp(_CLOCK, message=_l("Enter a time like 18:30")),
        ],
    )
    ends = StringField(
        _l("Ends at"),
        validators=[Regexp(r"^$|" + _CLOCK, message=_l("Enter a time like 20:30"))],
    )
    venue = StringField(
        _l("Where"), validators=[InputRequired(_l("Say where the meeting is")), _LONG]
    )
    online_note = StringField(_l("How to join from elsewhere"), validators=[_LONG])
    access_note = TextAreaField(
        _l("What is done so that everybody can come"),
        description=_l("Step-free way, sign language, children, food, travel money."),
        validators=[_LONG],
    )
    agenda = TextAreaField(_l("What is on the agenda"), validators=[_LONG])


class CancelForm(Form):
    reason = StringField(
        _l("Why is it cancelled?"), description=_l("The reason is public."), validators=[_LONG]
    )


class MinutesForm(Form):
    text = TextAreaField(
        _l("Minutes"), description=_l("What was said, and what was decided."), validators=[_LONG]
    )
    reason = StringField(
        _l("Why do they change?"),
        description=_l("Needed when you change what is public. The reason is public too."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )
    after = HiddenField()


class RaiseForm(Form):
    """A point of a resident. Shape only: what is missing is the service's rule."""

    kind = RadioField(
        _l("What is it?"), choices=choices_of(KIND_CHOICES), default=PointKind.REQUEST.value
    )
    title = StringField(
        _l("Say it in a few words"),
        description=_l("Like “Bins behind Sidings Row”"),
        validators=[
            InputRequired(_l("Say it in a few words")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    verbatim = TextAreaField(
        _l("What do you want to change?"),
        description=_l("In your own words. Officials cannot change them."),
        validators=[
            InputRequired(_l("Say what you want to change")),
            Length(max=1500, message=_l("Use 1,500 letters or fewer")),
        ],
    )
    area = SelectField(_l("Where is it?"))
    without_name = BooleanField(_l("Do not show my name beside it"))

    def __init__(self, *, areas: Choices) -> None:
        super().__init__()
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])


class ActForm(Form):
    """A button: nothing to fill in."""
