from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length, NumberRange

from pbplatform.rounds.domain.ballots import Ballot
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.fields import LineField, WholeField

LONGEST_ENVELOPE = 100_000  # letters, far more than the longest ballot needs


class ChooseForm(Form):
    """Which boxes are ticked; how many may be is the rule of the round."""

    project = CheckboxesField(_l("Projects you can vote for"), coerce=int)

    def __init__(self, *, numbers: list[int], kept: Ballot) -> None:
        # Flask-WTF reads the request's form only for a POST; a GET shows what is remembered.
        super().__init__(data={"project": list(kept.numbers)})
        self.project.choices = [(number, str(number)) for number in numbers]
        self.project.validate_choice = False

    @property
    def marks(self) -> list[tuple[int, int]]:
        """What stands beside each project, as kinds of ballots read a form: 1 for a tick."""
        return [(number, 1) for number in self.project.data or ()]


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


def vote_sent() -> tuple[str, str] | None:
    """Slip and envelope of a `CastForm` that was sent; None where they have not its shape.

    A vote makes no form of fields, which costs more than putting it into the box. That our page
    sent it was asked before any page was.
    """
    slip, envelope = request.form.get("slip", ""), request.form.get("envelope", "")
    return (slip, envelope) if slip.strip() and len(envelope) <= LONGEST_ENVELOPE else None


MOST_VOTERS = 500_000


class RollForm(Form):
    """How many voters to add; `seen` is what the page showed, `sure` answers a large number."""

    seen = HiddenField()
    size = WholeField(
        _l("How many voters to add"),
        description=_l("Each gets a letter with a code."),
        validators=[
            InputRequired(_l("Enter how many voters to add")),
            NumberRange(0, MOST_VOTERS, _l("Enter a number up to 500,000")),
        ],
    )
    spares = WholeField(
        _l("How many sealed spare letters"),
        description=_l(
            "For letters that get lost. The number stands outside, the code inside. After the "
            "freeze no other letters can be made. Two for every hundred voters is a start."
        ),
        validators=[
            InputRequired(_l("Enter how many spare letters, or 0")),
            NumberRange(0, MOST_VOTERS, _l("Enter a number up to 500,000")),
        ],
    )
    sure = BooleanField(_l("Yes, this many"))


def _number(label: LazyString, missing: LazyString) -> WholeField:
    return WholeField(
        label,
        validators=[
            InputRequired(missing),
            NumberRange(1, 100_000_000, _l("Enter a number from 1")),
        ],
    )


class ReissueForm(Form):
    """A lost letter: whose, and the sealed letter that takes its place."""

    voter_no = _number(_l("Voter number on the lost letter"), _l("Enter the number of the voter"))
    spare_no = _number(
        _l("Number outside on the spare letter"), _l("Enter the number of the spare letter")
    )


class MoreForm(Form):
    """Voters who are added after the freeze: one for each of these sealed letters."""

    first_spare = _number(_l("From spare letter"), _l("Enter the first number"))
    last_spare = _number(_l("To spare letter"), _l("Enter the last number"))


class TakeOutForm(Form):
    voter_no = _number(
        _l("Number of the voter whose vote it is not"), _l("Enter the number of the voter")
    )


class FileForm(Form):
    """One letter file: its key, or taking back what was added with it."""

    file = HiddenField()
    sure = HiddenField()


class LettersForm(Form):
    first = _number(_l("From voter number"), _l("Enter the first number"))
    last = _number(_l("To voter number"), _l("Enter the last number"))
