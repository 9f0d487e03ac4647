from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from pbplatform.core.text import tidy_line
from pbplatform.rounds.domain.certificate import (
    FEWEST_TO_CERTIFY,
    FEWEST_TO_OBJECT,
    USUAL,
    CertificateRules,
)
from pbplatform.rounds.domain.certificate import MOST as MOST_DAYS
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.domain.quorum import FEWEST, MOST, CommitteeRules
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.layouts import BLANK, NEW_YORK
from pbplatform.rounds.services import DATE_FIELDS, EQUAL_SHARES, SKIP, STOP, RoundDates
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import (
    DayField,
    LineField,
    MoneyField,
    TimeField,
    WholeField,
    WordsField,
)

KEEP = "keep"
"""The rule that a draft has, where it is none of those to choose from."""


def _day(label: LazyString) -> DayField:
    return DayField(label, validators=[InputRequired(_l("Enter a day"))])


def _time(label: LazyString, day: str, *, ends: bool = False) -> TimeField:
    needed = InputRequired(_l("Enter a time, like 8pm"))
    return TimeField(label, day=day, ends=ends, validators=[needed])


def _needed_with_number(form: Any, field: WholeField) -> None:
    """A quorum where it is a number; whatever stands there counts for nothing else."""
    if form.quorum_is.data != "number":
        field.errors = []
        raise StopValidation
    if field.data is None or not FEWEST <= field.data <= MOST:
        field.errors = []
        raise StopValidation(gettext("Enter a number from 2 to 99"))


def _needed_with_limit(form: Any, field: WholeField) -> None:
    """A number where the limit is one; whatever stands there counts for nothing else."""
    if form.limit.data != "up-to":
        field.errors = []
        raise StopValidation
    if field.data is None or field.data < 1:
        field.errors = []
        raise StopValidation(gettext("Enter 1 or more"))


class DatesForm(Form):
    """The six dates of a round: day and time of the place, each in its own two fields."""

    ideas_open_at = _day(_l("Ideas open on"))
    ideas_open_at_time = _time(_l("Ideas open at"), "ideas_open_at")
    ideas_close_at = _day(_l("Ideas close on"))
    ideas_close_at_time = _time(_l("Ideas close at"), "ideas_close_at", ends=True)
    review_close_at = _day(_l("Proposals are decided on"))
    review_close_at_time = _time(_l("Proposals are decided at"), "review_close_at", ends=True)
    opens_at = _day(_l("Voting opens on"))
    opens_at_time = _time(_l("Voting opens at"), "opens_at")
    closes_at = _day(_l("Voting ends on"))
    closes_at_time = _time(_l("Voting ends at"), "closes_at", ends=True)
    results_at = _day(_l("Result on"))
    results_at_time = _time(_l("Result at"), "results_at", ends=True)

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """The two fields of each date, in order."""
        for name in DATE_FIELDS:
            if name in self:
                yield self[name], self[f"{name}_time"]

    def ask_only(self, names: Collection[str]) -> None:
        """Keep the fields of these dates: what cannot change is text on the page, no field.

        Source: docs/rules/rounds.md section 11.4.
        """
        for name in DATE_FIELDS:
            if name not in names:
                del self[name]
                del self[f"{name}_time"]

    def dates(self, timezone: ZoneInfo, kept: Round | None = None) -> RoundDates:
        """The instants; read them after the form was validated.

        Args:
            kept: the round whose dates hold where the form asks for none.
        """
        asked = {
            day.name.removeprefix(self._prefix): at.on(day.data, timezone)
            for day, at in self.pairs()
        }
        stay = {name: getattr(kept, name) for name in DATE_FIELDS if name not in asked}
        return RoundDates(**asked, **stay)

    @staticmethod
    def filled(laid_out: Mapping[str, tuple[date, time]]) -> dict[str, Any]:
        """Local days and times as what the fields start with."""
        days = {name: day for name, (day, _at) in laid_out.items()}
        return days | {f"{name}_time": at for name, (_day, at) in laid_out.items()}

    @staticmethod
    def of_round(round_: Round, timezone: ZoneInfo) -> dict[str, Any]:
        """The dates a round has, as what the fields start with."""
        local = {name: getattr(round_, name).astimezone(timezone) for name in DATE_FIELDS}
        return DatesForm.filled({name: (at.date(), at.time()) for name, at in local.items()})


class FactsForm(Form):
    """What a round is: name, money, voters, how many choices, which rule."""

    name = LineField(
        _l("Name of the round"),
        description=_l("For example Neighbour Fund 2028. Its address is made from it and stays."),
        validators=[
            InputRequired(_l("Enter the name of the round")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    summary = WordsField(
        _l("What is it for?"), validators=[Length(max=500, message=_l("Use 500 letters or fewer"))]
    )
    money = MoneyField(
        _l("How much money can be spent?"),
        validators=[InputRequired(_l("Enter how much money can be spent"))],
    )
    who_can_vote = WordsField(
        _l("Who can vote?"),
        description=_l("In one or two sentences, as people will read it"),
        validators=[
            InputRequired(_l("Say who can vote")),
            Length(max=500, message=_l("Use 500 letters or fewer")),
        ],
    )
    limit = RadioField(
        _l("How many projects can a person choose?"),
        choices=[
            SelectChoice("up-to", _l("Up to a number")),
            SelectChoice("any", _l("As many as they like")),
        ],
        default="up-to",
    )
    max_choices = WholeField(_l("Up to how many?"), default=5, validators=[_needed_with_limit])
    counting = RadioField(
        _l("How are votes counted?"),
        choices=[
            SelectChoice(SKIP, _l("Most votes first, pass over what does not fit")),
            SelectChoice(STOP, _l("Most votes first, stop at what does not fit")),
            SelectChoice(EQUAL_SHARES, _l("Equal Shares")),
        ],
        default=SKIP,
    )

    least_votes = WholeField(
        _l("How many votes does a project need at least?"),
        description=_l("With 1, a project that nobody chose cannot win."),
        default=1,
        validators=[
            InputRequired(_l("Enter how many votes a project needs")),
            NumberRange(1, 10_000_000, _l("Enter a number from 1 to 10,000,000")),
        ],
    )

    money_left = RadioField(
        _l("What happens to money that is left?"),
        choices=[
            SelectChoice(MoneyLeft.BUDGET, _l("It goes back to the budget of the place")),
            SelectChoice(MoneyLeft.NEXT_ROUND, _l("It goes into the next round")),
            SelectChoice(
                MoneyLeft.NEXT_PROJECT, _l("It goes to the next project on the list that fits")
            ),
            SelectChoice(MoneyLeft.NOT_SAID, _l("Not said")),
        ],
        default=MoneyLeft.BUDGET,
    )

    quorum_is = RadioField(
        _l("How many delegates must take part in a decision?"),
        choices=[
            SelectChoice("half", _l("More than half of the committee, and at least 2")),
            SelectChoice("number", _l("At least a number that I choose")),
        ],
        default="half",
    )
    quorum = WholeField(_l("At least how many?"), default=3, validators=[_needed_with_number])

    criteria = WordsField(
        _l("What do delegates score proposals by?"),
        description=_l(
            "One on each line, at most 6. Each is scored from 1 to 5. Leave it empty for no scores."
        ),
        default=_l(
            "Need: how much is it needed?\nReach: how many people does it help?\n"
            "Upkeep: how easy is it to keep up?"
        ),
    )
    score_names = BooleanField(_l("Show names beside scores. Without, only the spread is public."))

    objection_days = WholeField(
        _l("For how many working days can everybody object to the result?"),
        description=_l("Usually 5. Left empty, it is 5."),
        default=USUAL,
        validators=[
            Optional(),
            NumberRange(
                FEWEST_TO_OBJECT, MOST_DAYS, _l("Enter a number of working days from 2 to 20")
            ),
        ],
    )
    certify_days = WholeField(
        _l("Within how many working days after that is it certified?"),
        description=_l("By two people, one of them an auditor. Usually 5. Left empty, it is 5."),
        default=USUAL,
        validators=[
            Optional(),
            NumberRange(
                FEWEST_TO_CERTIFY, MOST_DAYS, _l("Enter a number of working days from 1 to 20")
            ),
        ],
    )

    def offer_to_keep(self) -> None:
        """One more choice: the rule that the draft has."""
        kept = SelectChoice(KEEP, _l("Keep the rule that this draft has"))
        self.counting.choices = [*self.counting.choices, kept]

    @property
    def money_minor(self) -> int:
        """What can be spent, in minor units; read it after the form was validated."""
        return int(self.money.data or 0)

    @property
    def committee_rules(self) -> CommitteeRules:
        """How committees decide; read it after the form was validated."""
        number = self.quorum_is.data == "number"
        lines = (self.criteria.data or "").splitlines()
        return CommitteeRules(
            quorum=int(self.quorum.data) if number else None,
            criteria=tuple(tidy_line(line) for line in lines if tidy_line(line)),
            score_names=bool(self.score_names.data),
        )

    @property
    def certificate_rules(self) -> CertificateRules:
        """Days to object and to certify; read it after the form was validated."""
        days = (self.objection_days.data, self.certify_days.data)
        return CertificateRules(*(USUAL if each is None else int(each) for each in days))

    @property
    def most(self) -> int | None:
        """How many projects a ballot may name; None for any number."""
        return int(self.max_choices.data) if self.limit.data == "up-to" else None


class NewRoundForm(FactsForm, DatesForm):
    """A whole new round."""


class StartForm(Form):
    """Where a new round starts from; asked by GET, so it has no token."""

    class Meta:
        csrf = False

    start = RadioField(
        _l("Start from"),
        choices=[SelectChoice(NEW_YORK, _l("New York style")), SelectChoice(BLANK, _l("Blank"))],
        default=NEW_YORK,
    )
    first_day = DayField(
        _l("First day for ideas"), description=_l("The other dates are laid out from it")
    )


class MoveDatesForm(ConfirmForm, DatesForm):
    reason = WordsField(
        _l("Why do the dates move?"),
        description=_l("Public, together with the old and the new dates"),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )


def _why(label: LazyString, told: LazyString) -> WordsField:
    return WordsField(
        label,
        description=told,
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=500, message=_l("Use 500 letters or fewer")),
        ],
    )


class ResumeForm(ConfirmForm, DatesForm):
    """A paused round goes on, with dates that lie ahead."""

    reason = _why(_l("Why does it go on now?"), _l("Public, together with the new dates"))


class PauseForm(ConfirmForm):
    """Holding a round for a while."""

    resumes_by = DayField(
        _l("By when do you say how it goes on?"),
        description=_l("The last day. The page of the round names it, and you."),
        validators=[InputRequired(_l("Enter a day"))],
    )
    reason = _why(_l("Why is it paused?"), _l("Public, on every page of the round"))

    @property
    def last_day(self) -> date:
        """The last day on which the facilitator says it; read it after the form was validated."""
        return self.resumes_by.data or date.max


class CallOffForm(ConfirmForm):
    """Ending a round before its result."""

    reason = _why(_l("Why is it called off?"), _l("Public, wherever the round is named"))


class CorrectForm(ConfirmForm):
    """The words of a public round; its name only until the freeze."""

    name = LineField(
        _l("Name of the round"),
        description=_l("Its address stays as it is."),
        validators=[
            InputRequired(_l("Enter the name of the round")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    summary = WordsField(
        _l("What is it for?"), validators=[Length(max=500, message=_l("Use 500 letters or fewer"))]
    )
    who_can_vote = WordsField(
        _l("Who can vote?"),
        description=_l("Words only: nobody comes onto the roll or leaves it by this."),
        validators=[
            InputRequired(_l("Say who can vote")),
            Length(max=500, message=_l("Use 500 letters or fewer")),
        ],
    )
    reason = _why(_l("What was wrong?"), _l("Public, with the words before and after"))


class AddMoneyForm(ConfirmForm):
    """More money for a public round, for a second person to confirm."""

    money = MoneyField(
        _l("How much money is there then in all?"),
        description=_l("More than now. It cannot become less again."),
        validators=[InputRequired(_l("Enter how much money there is then"))],
    )
    source = WordsField(
        _l("Where does it come from?"),
        description=_l("Public. For example the budget line, or who gives it"),
        validators=[
            InputRequired(_l("Say where the money comes from")),
            Length(max=500, message=_l("Use 500 letters or fewer")),
        ],
    )
    reason = _why(_l("Why is it added?"), _l("Public, beside the sum"))


class PublishForm(ConfirmForm):
    """One button, and what the page showed."""
