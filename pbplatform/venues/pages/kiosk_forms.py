"""Forms about kiosks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from pbplatform.web.base_form import Form
from pbplatform.web.fields import LineField


class OpenForm(Form):
    """At which voting place this device stands."""

    place = RadioField(
        _l("At which voting place is this device?"),
        coerce=int,
        validators=[InputRequired(_l("Choose a voting place"))],
    )


class EndForm(Form):
    """The code that closes a kiosk on its device."""

    code = LineField(
        _l("Closing code"),
        description=_l("Eight letters and digits. It stands on the clerk’s page."),
        validators=[InputRequired(_l("Enter the closing code"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class OverForm(Form):
    """One button: closing from the desk, and a kiosk that is over, which needs no code."""


class HelpForm(Form):
    """What is asked before somebody presses for a voter. Source: docs/rules/venues.md 3.3."""

    asked = BooleanField(
        _l("The voter asked for this help, and has their own letter here"),
        validators=[
            InputRequired(_l("Help is only for a voter who asked for it and has a letter"))
        ],
    )
    witness = BooleanField(
        _l("A witness is here who is not the helper"),
        validators=[InputRequired(_l("A second person must be here who is not the helper"))],
    )
