from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SubmitField
from wtforms.validators import InputRequired, Length, NumberRange

from pbplatform.core.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.core.choices import choices_of
from pbplatform.core.fields import LineField
from pbplatform.core.whole import WholeField
from pbplatform.voting.codes import CodeKind

LONGEST_ENVELOPE = 100_000  # letters, far more than the longest ballot needs


class ChooseForm(Form):
    """Which boxes are ticked; how many may be is the rule of the round."""

    project = CheckboxesField(_l("Projects you can vote for"), coerce=int)

    def __init__(self, *, numbers: list[int], chosen: list[int]) -> None:
        # Flask-WTF reads the request's form only for a POST; a GET shows what is remembered.
        super().__init__(data={"project": chosen})
        self.project.choices = [(number, str(number)) for number in numbers]
        self.project.validate_choice = False


class CodeForm(Form):
    code = LineField(
        _l("The code from your letter"),
        description=_l(
            "14 letters and numbers. Small letters, spaces and dashes are fine. You can paste it."
        ),
        validators=[
            InputRequired(_l("Enter the code from your letter")),
            Length(max=60, message=_l("This is too long for a code. Check the letters.")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
    remember = BooleanField(_l("Next time, let me vote by signing in, without the code"))


class CastForm(Form):
    slip = HiddenField(validators=[InputRequired()])
    envelope = HiddenField(validators=[Length(max=LONGEST_ENVELOPE)])


class VerifyForm(Form):
    """The form says which of the two codes it is: one kind is never taken for the other."""

    kind = RadioField(
        _l("Which code is it?"),
        choices=choices_of(
            [
                (str(CodeKind.BOX), _l("The box code: is a vote in the box?")),
                (str(CodeKind.TRACKER), _l("The tracker: how was it counted?")),
            ]
        ),
        default=str(CodeKind.BOX),
        validators=[InputRequired(_l("Say which of your two codes it is"))],
    )
    code = LineField(
        _l("Your code"),
        description=_l("16 letters and numbers, like 7Q4K-9XMD-2HTB-WC3R"),
        validators=[
            InputRequired(_l("Enter a code")),
            Length(max=60, message=_l("This is too long for a code. Check the letters.")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


class FreezeForm(ConfirmForm):
    """One button, and what the page showed of the ballot."""


class ActForm(Form):
    """One button."""

    submit = SubmitField()


class RollForm(Form):
    known = HiddenField()
    size = WholeField(
        _l("How many voters to add"),
        description=_l("You get a file with one code for each, to print on letters."),
        validators=[
            InputRequired(_l("Enter how many voters to add")),
            NumberRange(1, 500_000, _l("Enter a number from 1 to 500,000")),
        ],
    )


class ReissueForm(Form):
    voter_no = WholeField(
        _l("Voter number on the lost letter"),
        validators=[
            InputRequired(_l("Enter the number of the voter")),
            NumberRange(1, 100_000_000, _l("Enter a number from 1")),
        ],
    )


class LettersForm(Form):
    first = WholeField(
        _l("From voter number"),
        validators=[
            InputRequired(_l("Enter the first number")),
            NumberRange(1, 100_000_000, _l("Enter a number from 1")),
        ],
    )
    last = WholeField(
        _l("To voter number"),
        validators=[
            InputRequired(_l("Enter the last number")),
            NumberRange(1, 100_000_000, _l("Enter a number from 1")),
        ],
    )


class LotForm(Form):
    digits = LineField(
        _l("The number the dice gave"),
        description=_l("10 to 40 digits, rolled in public after the close"),
        validators=[InputRequired(_l("Enter the number the dice gave"))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
