"""Forms about voting places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.venues.domain.place_table import MOST_BYTES
from pbplatform.venues.words.places import ACCESS, OFFERS
from pbplatform.web.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField, TimeField, WordsField


class VenueForm(Form):
    name = LineField(
        _l("What is the place called?"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=120, message=_l("Use 120 characters or fewer")),
        ],
    )
    address = LineField(
        _l("Where is it?"),
        description=_l("Street, number and town, on one line."),
        validators=[
            InputRequired(_l("Enter an address")),
            Length(max=200, message=_l("Use 200 characters or fewer")),
        ],
    )
    area = LineField(
        _l("Which part of the place is it in?"),
        validators=[Length(max=80, message=_l("Use 80 characters or fewer"))],
    )
    hours = WordsField(
        _l("When is it open?"),
        description=_l("One line for each time, like “11 March 2027, 10:00 to 18:00”."),
        validators=[
            InputRequired(_l("Enter at least one line")),
            Length(max=4000, message=_l("Use 4,000 characters or fewer")),
        ],
    )
    offers = CheckboxesField(
        _l("What can people do there?"),
        choices=choices_of(OFFERS.items()),
        validators=[InputRequired(_l("Choose at least one"))],
    )
    access = CheckboxesField(_l("What makes it easier to use?"), choices=choices_of(ACCESS.items()))
    getting_there = WordsField(
        _l("How do people get there?"),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )


class TakeAwayForm(Form):
    reason = WordsField(
        _l("Why is it taken away?"),
        description=_l("Public. Say where people can go instead."),
        validators=[
            InputRequired(_l("Say why it is taken away")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


class ChangeVenueForm(ConfirmForm, VenueForm):
    """What a voting place says, changed from what the page showed."""

    reason = WordsField(
        _l("Why does it change?"),
        description=_l("Public. Those who follow the round get it by mail."),
        validators=[
            InputRequired(_l("Say why it changes")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )
    fact_names = {
        "name": _l("What is the place called?"),
        "address": _l("Where is it?"),
        "area": _l("Which part of the place is it in?"),
        "getting_there": _l("How do people get there?"),
    }


class CloseForm(Form):
    """One place is closed for a day, or a part of one."""

    day = RadioField(
        _l("On which day is it closed?"), validators=[InputRequired(_l("Choose a day"))]
    )
    begins = TimeField(
        _l("From when?"),
        description=_l("Like 2pm. Empty: the whole day; today from now on."),
        validators=[Optional()],
    )
    until = TimeField(
        _l("Until when?"),
        description=_l("Like 6pm. Empty: the rest of the day."),
        ends=True,
        validators=[Optional()],
    )
    reason = WordsField(
        _l("Why is it closed?"),
        description=_l("Public. Those who follow the round get it by mail."),
        validators=[
            InputRequired(_l("Say why it is closed")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


class FileOfPlacesForm(Form):
    """A table of places."""

    file = FileField(
        _l("File"),
        description=_l("CSV or a spreadsheet (.xlsx), at most 200 kB and 100 places."),
    )


class PlacesOfFileForm(ConfirmForm):
    """What a file says, as the page showed it; nothing of it is kept elsewhere."""

    table = HiddenField(validators=[Length(max=MOST_BYTES * 2)])
    fact_names = {
        "stands": _l("The places on the list"),
        "opens": _l("Voting opens"),
        "closes": _l("Voting ends"),
    }


class EarlierForm(ConfirmForm):
    """Which places of an earlier round are taken over."""

    places = CheckboxesField(_l("Which places are used again?"), coerce=str, validate_choice=False)
    fact_names = {
        "places": _l("The places and their hours"),
        "opens": _l("Voting opens"),
        "closes": _l("Voting ends"),
    }


class OpenAgainForm(Form):
    """One button: the place keeps its hours again."""
