from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.fields import WordsField


def choices_of(words: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(code), label=text) for code, text in words.items()]


class ObjectForm(ConfirmForm):
    """Confirm what somebody wrote down, or object with a reason."""

    words = WordsField(
        _l("If something is wrong: what is it?"),
        description=_l("Everybody can read it. The record falls and can be written again."),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )
