"""How long a line may be, said with the number that the rule holds: one number, not two."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from wtforms import ValidationError

from pbplatform.web.sentences import ngettext


class AtMost:
    """At most so many letters; what is longer is told how many there may be."""

    def __init__(self, letters: int) -> None:
        self.letters = letters

    def __call__(self, _form: Any, field: Any) -> None:
        if len(field.data or "") > self.letters:
            raise ValidationError(
                ngettext(
                    "Use %(count)s character or fewer",
                    "Use %(count)s characters or fewer",
                    self.letters,
                    count=format_decimal(self.letters),
                )
            )
