from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.accounts.queries import Holder
from pbplatform.places.models import Team
from pbplatform.proposals.queries import IdeaRow
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.review.kinds import Stance
from pbplatform.review.words.kinds import (
    CANNOT_WORDS,
    STANCE_WORDS,
    SURE_WORDS,
    VERDICT_WORDS,
    YEARLY_WORDS,
)
from pbplatform.web.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.web.fields import DayField, LineField, MoneyField, WholeField, WordsField


def _choices(words: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(code), label=text) for code, text in words.items()]


class InterestsForm(Form):
    gain = RadioField(
        _l(
            "Do you, a close relative or a group you help run stand to gain money, property or "
            "work from any idea in this committee?"
        ),
        description=_l("Living nearby is not a conflict. Your answer is public."),
        choices=[SelectChoice("no", label=_l("No")), SelectChoice("yes", label=_l("Yes"))],
        validators=[InputRequired(_l("Choose yes or no"))],
    )
    interests = CheckboxesField(_l("From which ideas?"), validators=[Optional()])
    words = LineField(
        _l("What is the interest, in one line?"),
        description=_l("For example: my firm makes benches."),
        validators=[Length(max=200, message=_l("Use 200 characters or fewer"))],
    )

    def __init__(self, ideas: Sequence[IdeaRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interests.choices = [
            SelectChoice(str(row.idea.number), label=f"{row.idea.number}. {row.idea.title}")
            for row in ideas
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.gain.data == "yes":
            if not self.interests.data:
                self.interests.errors = [_l("Choose the ideas")]
                good = False
            if not (self.words.data or "").strip():
                self.words.errors = [_l("Say in one line what the interest is")]
                good = False
        return good

    def chosen(self) -> dict[int, str]:
        """One line of words by idea number; empty for no interest."""
        if self.gain.data != "yes":
            return {}
        return {int(number): self.words.data for number in self.interests.data}


class AskForm(ConfirmForm):
    fact_names = {
        "version": _l("The version of the text"),
        "title": _l("The title"),
        "text": _l("The text"),
        "state": _l("Whether it is decided"),
        "asked": _l("How many teams were asked"),
    }

    team = SelectField(_l("Team"), validators=[InputRequired(_l("Choose a team"))])
    questions = WordsField(
        _l("What do you want to know?"),
        default=_l(
            "Can it be done? What does it cost once, and what each year? Who pays to keep it? "
            "How long does it take? Does it need anybody’s consent?"
        ),
        validators=[InputRequired(_l("Say what you want to know"))],
    )

    def __init__(self, teams: Sequence[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice(team.slug, label=team.name) for team in teams]


class AnswerForm(ConfirmForm):
    """What is needed depends on the answer, so the service says what is missing."""

    verdict = RadioField(
        _l("Can it be done?"),
        choices=_choices(VERDICT_WORDS),
        validators=[InputRequired(_l("Choose whether it can be done"))],
    )
    change_words = WordsField(_l("What must change?"))
    cannot = RadioField(_l("Why not?"), choices=_choices(CANNOT_WORDS), validators=[Optional()])
    cannot_words = WordsField(
        _l("Say it so that residents understand it"),
        description=_l("Say also what would change your answer."),
    )
    low = MoneyField(_l("Lowest"))
    likely = MoneyField(_l("Likely"))
    high = MoneyField(_l("Highest"))
    price = MoneyField(
        _l("Price on the ballot"),
        description=_l("One number. This much money is kept aside if it wins."),
    )
    yearly_says = RadioField(
        _l("What does it cost each year?"),
        choices=_choices(YEARLY_WORDS),
        validators=[Optional()],
    )
    yearly = MoneyField(_l("Amount each year"))
    yearly_payer = LineField(
        _l("Who pays it each year?"),
        validators=[Length(max=120, message=_l("Use 120 characters or fewer"))],
    )
    months = WholeField(
        _l("Months after the vote until it is ready"),
        validators=[Optional()],
    )
    included = WordsField(_l("What does the price include?"))
    sure = RadioField(
        _l("How sure are the numbers?"),
        choices=_choices(SURE_WORDS),
        validators=[Optional()],
    )

    checked = BooleanField(_l("I have looked at these numbers again. They are right."))

    def shown(self) -> dict[str, str]:
        """Everything as typed, by name: what the page of the check carries and its mark is of."""
        own = {"csrf_token", "checked", "seen"}
        return {
            name: str(field.typed if isinstance(field, MoneyField) else field.data or "")
            if not isinstance(field, WholeField)
            else str(field._value())
            for name, field in self._fields.items()
            if name not in own
        }


class PassCostingForm(Form):
    team = SelectField(
        _l("Which team must be asked?"), validators=[InputRequired(_l("Choose a team"))]
    )
    words = WordsField(
        _l("Why is it theirs?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why it is theirs")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )

    def __init__(self, teams: Sequence[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice(team.slug, label=team.name) for team in teams]


class DecisionForm(Form):
    """With one field for each delegate who may vote: `decision_form` makes it.

    Attributes:
        others_vote: whether other delegates may vote now than when the page was opened.
    """

    others_vote = False
    voters = HiddenField()
    outcome = RadioField(
        _l("What did the committee decide?"),
        choices=[
            SelectChoice("ballot", label=_l("Put it on the ballot")),
            SelectChoice("not", label=_l("Not this round")),
        ],
        validators=[InputRequired(_l("Choose what the committee decided"))],
    )
    reason = RadioField(
        _l("Why not this round?"), choices=_choices(NOT_TAKEN_WORDS), validators=[Optional()]
    )
    decided_on = DayField(
        _l("On which day?"),
        description=_l("For example 18 2 2027"),
        validators=[InputRequired(_l("Enter the day the committee decided"))],
    )
    words = WordsField(
        _l("Why, in the committee’s words?"),
        description=_l("The authors and everybody can read this."),
        validators=[InputRequired(_l("Say why. The authors and everybody read it."))],
    )


_STANCES: Mapping[str, Any] = {
    "": _l("Was not there"),
    **{str(each): STANCE_WORDS[each] for each in (Stance.FOR, Stance.AGAINST, Stance.ABSTAINED)},
}


class ObjectForm(ConfirmForm):
    """Confirm what somebody wrote down, or object with a reason."""

    words = WordsField(
        _l("If something is wrong: what is it?"),
        description=_l("Everybody can read it. The record falls and can be written again."),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )


class HandBackForm(Form):
    words = WordsField(
        _l("Why do you hand it back?"),
        description=_l("Its author and everybody can read it."),
        validators=[
            InputRequired(_l("Say why you hand it back")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


def decision_form(voters: Sequence[Holder]) -> tuple[DecisionForm, dict[int, str]]:
    """The form with a field for each voter, and the names of those fields by account.

    Fields are counted, so the form carries who was counted: a delegate who comes or goes meanwhile
    must not turn one person's vote into another's.
    """
    names = {voter.account_id: f"vote_{place}" for place, voter in enumerate(voters, 1)}
    fields = {
        names[voter.account_id]: SelectField(voter.name, choices=_choices(_STANCES), default="")
        for voter in voters
    }
    made: DecisionForm = type("DecisionForm", (DecisionForm,), fields)()
    counted = sha256(",".join(str(voter.account_id) for voter in voters).encode()).hexdigest()
    made.others_vote = made.voters.data not in (None, "", counted)
    made.voters.data = counted
    if made.others_vote:
        for name in names.values():
            made[name].data = ""
    return made, names
