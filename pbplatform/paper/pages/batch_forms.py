"""Forms of batches: receipt, and one line for each sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from pbplatform.core.whole import whole_or_none
from pbplatform.paper.domain.reading import LONGEST_TYPED, NotTyped, doubts, read_typed, typed_again
from pbplatform.rounds.domain.ballots import Ballot, Terms
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import CountField, LineField, WordsField
from pbplatform.web.lengths import AtMost
from pbplatform.web.sentences import gettext as _


def _beyond() -> BooleanField:
    return BooleanField(
        _l("I counted again: more came back than were given out"),
        description=_l("It stands in public, and two people decide about it before the close."),
    )


class ReceiveForm(Form):
    place = LineField(
        _l("Where did they come from?"),
        description=_l("The voting place, the letterbox, the counter"),
        validators=[InputRequired(_l("Say where the papers came from")), AtMost(80)],
    )
    seal = LineField(
        _l("Number of the seal on the box or bag"),
        validators=[InputRequired(_l("Enter the number of the seal")), AtMost(40)],
    )
    sheets = CountField(
        _l("How many sheets?"),
        description=_l("Count them by hand. 25 at most."),
        missing=_l("Count the sheets"),
    )
    with_asides = BooleanField(_l("The papers that were set aside and count lie in this batch too"))
    beyond = _beyond()


class SheetsForm(Form):
    """Counted again before anybody enters it."""

    sheets = CountField(_l("How many sheets?"), missing=_l("Count the sheets"))
    beyond = _beyond()


class RefuseForm(ConfirmForm):
    reason = WordsField(
        _l("Why does this batch not count?"),
        description=_l("Public. Name no voter."),
        validators=[InputRequired(_l("Say why: everybody will read it")), AtMost(500)],
    )


class LinesForm(Form):
    """One line for each sheet that is asked; made by `lines_form`.

    Attributes:
        asked: the sheets, in order.
        doubtful: sheets that would not count as they stand, and were not confirmed.
    """

    seen = HiddenField(default="0")
    asked: tuple[int, ...] = ()
    doubtful: Mapping[int, str] = {}

    @property
    def revision(self) -> int:
        """The saving that the page showed; 0 for none."""
        return whole_or_none(self.seen.data) or 0

    def line_field(self, sheet: int) -> Any:
        """Where the line of a sheet is typed."""
        return self[f"sheet_{sheet}"]

    def stands_field(self, sheet: int) -> Any:
        """The tick that it stands so on the paper."""
        return self[f"stands_{sheet}"]

    def read(self, kind: type[Ballot], terms: Terms) -> dict[int, str | None]:
        """The lines of the sheets; what is wrong or doubtful is told beside its sheet."""
        found: dict[int, str | None] = {}
        doubtful: dict[int, str] = {}
        for sheet in self.asked:
            field = self.line_field(sheet)
            try:
                found[sheet] = read_typed(kind, field.data or "")
            except NotTyped as error:
                field.errors = [*field.errors, _wrong(error.code)]
                continue
            fault = next(doubts(kind, found[sheet], terms), None)
            if fault and not self.stands_field(sheet).data:
                doubtful[sheet] = _(
                    "As typed, it would not count: %(why)s. Look at the paper",
                    why=why_invalid(fault.reason),
                )
                field.errors = [*field.errors, doubtful[sheet]]
        self.doubtful = doubtful
        return found


def _wrong(code: str) -> str:
    words: dict[str, Callable[[], str]] = {
        "paper.typed_too_long": lambda: _(
            "Use %(letters)s letters or fewer", letters=LONGEST_TYPED
        ),
        "paper.only_numbers": lambda: _("Type numbers with blanks between them, 0 or u"),
        "paper.only_points": lambda: _("Type each as project=points, such as 3=2, or 0 or u"),
    }
    return words[code]()


def lines_form(sheets: Collection[int], kept: Mapping[int, str | None], revision: int) -> LinesForm:
    """A form with a line for each of these sheets, as they were kept."""
    fields: dict[str, Any] = {}
    for sheet in sheets:
        label = _("Sheet %(number)s", number=sheet)
        hints = {"autocomplete": "off", "spellcheck": "false"}
        fields[f"sheet_{sheet}"] = LineField(label, render_kw=hints)
        stands = _("It stands so on sheet %(number)s", number=sheet)
        fields[f"stands_{sheet}"] = BooleanField(stands)
    data = {f"sheet_{sheet}": typed_again(line) for sheet, line in kept.items()}
    made: LinesForm = type("LinesForm", (LinesForm,), fields)(data={**data, "seen": str(revision)})
    made.asked = tuple(sheets)
    return made
