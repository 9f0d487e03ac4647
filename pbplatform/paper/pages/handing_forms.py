"""Forms of handing out papers and setting them aside."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pbplatform.paper.kinds import AsideOutcome, How, PaperState
from pbplatform.paper.words.asides import MORE_OUTCOMES, OUTCOMES, WHY_WORDS
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField, WholeField, WordsField

LONGEST_LIST = 20_000  # letters: some thousand numbers
_BACK = {
    PaperState.SPOILED: _l("Spoiled: I give another one now"),
    PaperState.UNUSED: _l("Not used: they can vote online again"),
    PaperState.SLIP: _l("My slip: no paper went to this number"),
}


def _numbers() -> LineField:
    return LineField(
        _l("Number on the roll"),
        description=_l("It stands on the letter. Several at once: 17, 20-25."),
        validators=[
            InputRequired(_l("Enter the number on the roll")),
            Length(max=LONGEST_LIST, message=_l("This list is too long. Enter it in parts")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def _reason() -> WordsField:
    return WordsField(
        _l("Your reason, in public"),
        description=_l("Everybody reads it. Name no person, no address and no number on the roll."),
        validators=[
            InputRequired(_l("Say why: everybody will read it")),
            Length(max=1000, message=_l("Use 1,000 letters or fewer")),
        ],
    )


class GiveForm(Form):
    numbers = _numbers()
    how = RadioField(
        _l("How does the paper go to them?"),
        choices=choices_of(
            [(How.HAND, _l("By hand, here")), (How.POST, _l("By post"))],
        ),
        validators=[InputRequired(_l("Choose how the paper goes to them"))],
    )
    sure = BooleanField(_l("Yes, this many"))


class BackForm(Form):
    numbers = _numbers()
    what = RadioField(
        _l("What is it?"),
        choices=choices_of(_BACK.items()),
        validators=[InputRequired(_l("Choose what it is"))],
    )
    sure = BooleanField(_l("Yes, this many"))


class ReplaceForm(Form):
    numbers = WholeField(
        _l("Number on the roll"),
        validators=[
            InputRequired(_l("Enter the number on the roll")),
            NumberRange(1, 100_000_000, _l("Enter a number from 1")),
        ],
    )


class AsideForm(Form):
    why = RadioField(
        _l("Why is this paper set aside?"),
        choices=choices_of(WHY_WORDS.items()),
        validators=[InputRequired(_l("Choose why it is set aside"))],
    )


class MoreForm(Form):
    outcome = RadioField(
        _l("What becomes of them?"),
        choices=choices_of(MORE_OUTCOMES.items()),
        validators=[InputRequired(_l("Choose what becomes of them"))],
    )
    reason = _reason()


class DecideForm(Form):
    outcome = RadioField(
        _l("What becomes of it?"),
        choices=choices_of(
            [(each, OUTCOMES[each]) for each in (AsideOutcome.COUNTS, AsideOutcome.REFUSED)]
        ),
        validators=[InputRequired(_l("Choose what becomes of it"))],
    )
    voter = WholeField(
        _l("Number on the roll, if it was given under a condition and counts"),
        validators=[Optional(), NumberRange(1, 100_000_000, _l("Enter a number from 1"))],
    )
    reason = _reason()
