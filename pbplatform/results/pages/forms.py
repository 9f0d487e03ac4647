"""Looking up one's own ballot; opening the box before the promised hour."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import LineField


class TrackerForm(Form):
    tracker = LineField(
        _l("Your tracker, 16 letters and digits"),
        description=_l("It stood on your screen when you voted. Small letters are fine."),
        validators=[InputRequired(_l("Enter your tracker"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class EarlyForm(ConfirmForm):
    """The second press of an opening that is earlier than everybody was told."""

    early = BooleanField(
        _l("I open the box before the promised hour"),
        validators=[InputRequired(_l("Tick this to open the box now, or go back"))],
    )
