"""Forms of a roll that shrinks, and of objections to it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from pbplatform.voting.services.objecting import LONGEST_WORDS
from pbplatform.voting.words.why import ABOUT_WORDS, OUTCOME_WORDS, WHY_WORDS
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import WholeField, WordsField

LONGEST_LIST = 20_000  # letters: some thousand numbers
_FACTS = {
    "votes": _l("Votes of these numbers in the box"),
    "roll": _l("Voters on the roll"),
    "numbers": _l("The numbers"),
}


def _numbers() -> WordsField:
    return WordsField(
        _l("Voter numbers"),
        description=_l("For example: 17, 20-25. You can paste them, one a line."),
        validators=[
            InputRequired(_l("Enter the numbers, like 17, 20-25")),
            Length(max=LONGEST_LIST, message=_l("This list is too long. Strike them in parts")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def _reason() -> WordsField:
    return WordsField(
        _l("Your reason, in public"),
        description=_l("Everybody reads it. Name no person and no address."),
        validators=[
            InputRequired(_l("Say why: everybody will read it")),
            Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer")),
        ],
    )


class StrikeForm(ConfirmForm):
    """Whom to strike and why; which numbers may be struck is the service's rule."""

    fact_names = _FACTS

    numbers = _numbers()
    why = RadioField(
        _l("Why are they struck? Everybody reads the reason"),
        choices=choices_of(WHY_WORDS.items()),
        validators=[InputRequired(_l("Choose why they are struck"))],
    )
    other = WholeField(
        _l("The number that stays, if somebody is on the roll twice"),
        validators=[Optional(), NumberRange(1, 100_000_000, _l("Enter a number from 1"))],
    )
    spare = WholeField(
        _l("Number outside on the spare letter, if somebody gets another number"),
        validators=[Optional(), NumberRange(1, 100_000_000, _l("Enter a number from 1"))],
    )
    sure = BooleanField(_l("Yes, this many"))


class PutBackForm(ConfirmForm):
    """Who was struck by mistake, and what the mistake was."""

    fact_names = _FACTS

    numbers = _numbers()
    reason = _reason()


class ObjectForm(Form):
    """What is wrong with the roll about somebody. Nothing of a vote is asked."""

    about = RadioField(
        _l("What is wrong?"),
        choices=choices_of(ABOUT_WORDS.items()),
        validators=[InputRequired(_l("Choose what is wrong"))],
    )
    words = WordsField(
        _l("Say what we must know to look"),
        description=_l(
            "Your name, your address or the number on your letter, for example. Never the code. "
            "Only staff of this round read it. It is erased with the answer."
        ),
        validators=[
            InputRequired(_l("Say what is wrong, so that a clerk can look")),
            Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer")),
        ],
    )


class AnswerForm(ConfirmForm):
    """A clerk's public answer to an objection."""

    fact_names = {"answers": _l("Answers given"), "reason": _l("The answer that stands")}

    outcome = RadioField(
        _l("What became of it?"),
        choices=choices_of(OUTCOME_WORDS.items()),
        validators=[InputRequired(_l("Choose what became of it"))],
    )
    reason = _reason()
