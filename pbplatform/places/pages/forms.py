from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_name
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileSize
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from pbplatform.core.local_time import NotADay, parse_date, time_zones
from pbplatform.core.pictures import MAX_UPLOAD_BYTES
from pbplatform.places.models import CalendarHoliday, CalendarVersion
from pbplatform.places.services import weekend_of
from pbplatform.web.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.web.fields import AddressField, LineField, WholeField, WordsField
from pbplatform.web.languages import translated
from pbplatform.web.presentation import short_date, shown_locale


def _currencies_in_use() -> set[str]:
    """What people pay with today; those of the past and metals cannot be spent."""
    return {
        code
        for known in get_global("territory_currencies").values()
        for code, _since, until, is_tender in known
        if until is None and is_tender
    }


def _region() -> LineField:
    return LineField(
        _l("Whose public holidays?"),
        description=_l("A country, with a part of it where holidays differ: GB-ENG, PL, DE-BY"),
        default="GB-ENG",
        validators=[InputRequired(_l("Enter a country")), Length(max=10)],
    )


class PlaceForm(Form):
    """What a place says of itself, and may change later."""

    name = LineField(
        _l("Name of the place"),
        validators=[
            InputRequired(_l("Enter the name of the place")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    help_line = WordsField(
        _l("Where can people get help?"),
        description=_l("In your own words. It stands at the foot of every page."),
        validators=[Length(max=200, message=_l("Use 200 letters or fewer"))],
    )
    help_phone = LineField(
        _l("Telephone number for help"),
        description=_l("Pages show it as a link that dials. Leave it empty if nobody answers."),
        validators=[Length(max=40, message=_l("Use 40 letters or fewer"))],
    )
    help_hours = LineField(
        _l("When does somebody answer it?"),
        description=_l("Like “Monday to Friday, 9am to 8pm”."),
        validators=[Length(max=120, message=_l("Use 120 letters or fewer"))],
    )
    languages = CheckboxesField(
        _l("Languages"),
        default=["en"],
        validators=[InputRequired(_l("Choose at least one language"))],
    )
    brand = LineField(
        _l("Colour"),
        description=_l("Like #0b5a5e. Leave it empty for ours. White text must be readable on it."),
        validators=[Optional(), Length(max=7, message=_l("Enter a colour like #0b5a5e"))],
    )
    logo = FileField(
        _l("Logo"),
        description=_l("A square picture: JPEG, PNG or WebP, smaller than 10 MB"),
        validators=[FileSize(MAX_UPLOAD_BYTES, message=_l("The picture must be under 10 MB"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = [SelectChoice(code, name) for code, name in translated()]


class SetupForm(PlaceForm):
    """The first run: the code from the console, the place and its first facilitator."""

    _ORDER = (
        *("code", "name", "brand", "logo", "timezone", "currency", "languages", "region"),
        *("help_line", "help_phone", "help_hours", "facilitator_name", "email"),
    )

    code = LineField(
        _l("Setup code"),
        description=_l(
            "It is on the console of the server. The command “setup-code” prints a new one."
        ),
        validators=[InputRequired(_l("Enter the setup code"))],
        render_kw={"autocomplete": "off"},
    )
    timezone = SelectField(_l("Time zone"), default="Europe/London")
    currency = SelectField(_l("Currency"), default="GBP")
    region = _region()
    facilitator_name = LineField(
        _l("Your name"),
        description=_l("Shown beside what you publish as facilitator of the place"),
        validators=[
            InputRequired(_l("Enter your name")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
        render_kw={"autocomplete": "name"},
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("You sign in with it from now on."),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Names of towns and seas only: old abbreviations such as EST mislead.
        zones = sorted(zone for zone in time_zones() if "/" in zone or zone == "UTC")
        self.timezone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones]
        # The order of the page, so that the list of what is wrong follows it.
        known = (*self._ORDER, *(field.short_name for field in self))
        self._fields = {name: self[name] for name in known}
        self.currency.choices = [
            SelectChoice(code, f"{code} – {get_currency_name(code, locale=str(get_locale()))}")
            for code in sorted(_currencies_in_use())
        ]


class FactsForm(ConfirmForm, PlaceForm):
    """What the place says of itself, changed from what the page showed."""

    fact_names = {
        "name": _l("Name of the place"),
        "help_line": _l("Where can people get help?"),
        "help_phone": _l("Telephone number for help"),
        "help_hours": _l("When does somebody answer it?"),
        "languages": _l("Languages"),
        "brand": _l("Colour"),
        "logo": _l("Logo"),
    }


class NameForm(Form):
    """One area or one team."""

    name = LineField(
        _l("Name"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )


class CalendarForm(ConfirmForm):
    """A new version of the holiday table."""

    fact_names = {
        "version": _l("The newest version"),
        "region": _l("Whose public holidays?"),
        "years": _l("The years"),
        "closures": _l("Own days without work"),
    }

    region = _region()
    first_year = WholeField(
        _l("First year"),
        validators=[
            InputRequired(_l("Enter a year")),
            NumberRange(2000, 2200, message=_l("Enter a year like 2027")),
        ],
    )
    last_year = WholeField(
        _l("Last year"),
        validators=[
            InputRequired(_l("Enter a year")),
            NumberRange(2000, 2200, message=_l("Enter a year like 2027")),
        ],
    )
    weekend = CheckboxesField(
        _l("Weekend"),
        description=_l("Days of the week without work. With none ticked, those of the region."),
        coerce=int,
        choices=[
            SelectChoice(number, label=name)
            for number, name in enumerate(
                (
                    *(_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday")),
                    *(_l("Friday"), _l("Saturday"), _l("Sunday")),
                )
            )
        ],
    )
    closures = WordsField(
        _l("Own days without work"),
        description=_l(
            "One on each line, day first: 24 December 2027 Offices closed. A line that you take "
            "away is a working day again, for new promises."
        ),
    )
    reason = WordsField(
        _l("Why a new table?"),
        description=_l("Public, for example: the years after 2030, or one more closure"),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=300, message=_l("Use 300 letters or fewer")),
        ],
    )
    action = HiddenField()
    own_days: tuple[tuple[date, str], ...] = ()

    def validate_closures(self, field: WordsField) -> None:
        found = []
        for line in filter(None, (line.strip() for line in (field.data or "").splitlines())):
            try:
                found.append(_day_and_name(line))
            except ValueError:
                raise ValidationError(
                    gettext(
                        "Begin each line with a day like 24 December 2027, not “%(line)s”",
                        line=line,
                    )
                ) from None
        self.own_days = tuple(found)

    @staticmethod
    def filled(
        table: CalendarVersion | None, own: Sequence[CalendarHoliday], year: int
    ) -> dict[str, Any]:
        """What the form starts with: the newest table as it is, with its own days, made longer."""
        if table is None:
            return {"first_year": year, "last_year": year + 5}
        last = max(table.last_year, year + 5)
        usual = table.weekend == weekend_of(table.region)
        return {
            "region": table.region,
            "first_year": max(table.first_year, last - 20),
            "last_year": last,
            "weekend": [] if usual else table.weekend,
            "closures": "\n".join(f"{short_date(day.day)} {day.name}" for day in own),
        }


def _day_and_name(line: str) -> tuple[date, str]:
    """`24 December 2027 Offices closed` as its day and the rest."""
    words = line.split()
    for many in range(min(len(words), 5), 0, -1):
        try:
            day = parse_date(" ".join(words[:many]).rstrip(":"), locale=shown_locale())
        except NotADay:
            continue
        return day, " ".join(words[many:]).strip(" -:–")[:120]
    raise NotADay("no day at the beginning")
