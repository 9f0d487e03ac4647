"""Looking up one's own ballot."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from pbplatform.core.base_form import Form
from pbplatform.core.fields import LineField


class TrackerForm(Form):
    tracker = LineField(
        _l("Your tracker, 16 letters and digits"),
        description=_l("It stood on your screen when you voted. Small letters are fine."),
        validators=[InputRequired(_l("Enter your tracker"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
