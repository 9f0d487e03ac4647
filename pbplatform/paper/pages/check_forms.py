"""Forms of the hand check."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.errors import Conflict
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.words.check import OUTCOMES
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField, WordsField


class PressForm(Form):
    """A button: nothing to fill in."""


class ExplainForm(PressForm):
    reason = WordsField(
        _l("Why do papers differ, or why are slips missing?"),
        description=_l("Public. Name no voter. A second person must confirm it."),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=1000, message=_l("Use 1,000 letters or fewer")),
        ],
    )


class SheetForm(ConfirmForm):
    tracker = LineField(
        _l("Tracker on the slip of this paper"),
        description=_l("16 letters and digits. We do not keep it."),
        validators=[Optional()],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    outcome = RadioField(
        _l("What did you find?"),
        choices=choices_of((str(each), words) for each, words in OUTCOMES.items()),
        validators=[Optional()],
    )
    fact_names = {"vote": _l("The public vote")}

    def refuse_what_does_not_fit(
        self, outcome: CheckOutcome, tracker: str, *, listed: bool
    ) -> None:
        """A missing slip has no tracker, the same vote is one of the list, another has a tracker.

        Raises:
            Conflict: the tracker and what was found do not fit.
        """
        if outcome is CheckOutcome.MISSING:
            if tracker:
                raise Conflict("paper.tracker_too_much", field="tracker")
        elif not tracker:
            raise Conflict("paper.tracker_missing", field="tracker")
        elif outcome is CheckOutcome.SAME and not listed:
            raise Conflict("paper.tracker_not_listed", field="tracker")
