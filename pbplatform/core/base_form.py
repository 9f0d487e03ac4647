"""The base of every form: CSRF on, refusals land beside their field, nothing typed is lost."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from pbplatform.core.errors import DomainError
from pbplatform.core.messages import message_for


class Form(FlaskForm):
    """Shape only (present, a number, on the list); whether it is allowed is the service's rule."""

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside its field, or at the top when it belongs to none."""
        text = message_for(error)
        if error.field and error.field in self._fields:
            held = self._fields[error.field]
            held.errors = [*held.errors, text]
        else:
            self.form_errors.append(text)

    @property
    def status(self) -> int:
        """HTTP status of the page that shows this form: 409 with a refusal, 422 with bad shape."""
        if self.form_errors:
            return 409
        return 422 if any(field.errors for field in self._fields.values()) else 200


class CheckboxesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        # The same box twice is one choice.
        super().process_formdata(list(dict.fromkeys(valuelist)))
