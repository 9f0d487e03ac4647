"""The forms of an import from a register's file."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from pbplatform.core.table_files.reading import Table
from pbplatform.core.whole import whole_or_none
from pbplatform.voting.domain.registers.sifting import Layout, header_of
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.fields import CountField, LineField
from pbplatform.web.sentences import gettext as _


class FileOfRegisterForm(Form):
    """A file, and which sheet of it."""

    file = FileField(
        _l("File of the register"),
        description=_l("CSV or a spreadsheet (.xlsx), at most 20 MB."),
    )
    sheet = LineField(
        _l("Name of the sheet"),
        description=_l("Only for a spreadsheet. Leave it out to read the first sheet."),
        validators=[Length(max=100, message=_l("This is too long for the name of a sheet"))],
    )


class ColumnsForm(Form):
    """What the file's columns say, and what was confirmed of its numbers.

    Attributes:
        ticket: finds and opens the closed rows.
        seen: what the page that checks showed.
    """

    ticket = HiddenField(validators=[Length(max=200)])
    seen = HiddenField(validators=[Length(max=200)])
    number = SelectField(_l("Which column holds the register’s number?"), validate_choice=False)
    state = SelectField(
        _l("Which column says that somebody is no voter any more?"),
        description=_l("For instance struck, moved or dead."),
        validate_choice=False,
    )
    area = SelectField(
        _l("Which column says where they live?"),
        description=_l("Only to count voters on the next page. It is not kept."),
        validate_choice=False,
    )
    header = BooleanField(_l("The first row holds the names of the columns"))
    expected = CountField(
        _l("How many voters should the file hold?"),
        description=_l("The next page says when it does not. 1,000 and 1 000 are both fine."),
    )
    gone = CheckboxesField(_l("Which words say that somebody is no voter any more?"), coerce=str)
    rows_ok = BooleanField(_l("Go on without the rows that have mistakes"))
    sure = BooleanField(_l("Yes, these numbers are right"))

    def offer(self, table: Table) -> None:
        """Columns of this file to choose from."""
        names = column_names(table, header=True)
        columns = [(str(place), name) for place, name in enumerate(names)]
        self.number.choices = columns
        self.state.choices = self.area.choices = [("", _("No column")), *columns]
        self.gone.validate_choice = False

    def offer_words(self, words: Iterable[tuple[str, str]]) -> None:
        """Words of the chosen column, each with how often it stands there."""
        self.gone.choices = list(words)

    @property
    def layout(self) -> Layout:
        """What was chosen; a column that nobody could choose is none of the file's."""
        number = whole_or_none(self.number.data)
        return Layout(
            number=-1 if number is None else number,
            state=_chosen(self.state.data),
            area=_chosen(self.area.data),
            header=bool(self.header.data),
            gone=frozenset(self.gone.data or ()),
        )


def _chosen(typed: str | None) -> int | None:
    if not typed:
        return None
    number = whole_or_none(typed)
    return -1 if number is None else number


def column_names(table: Table, *, header: bool) -> list[str]:
    """Names of all columns; where the first row has none, their place."""
    first = header_of(table) if header else []
    return [
        (first[place] if place < len(first) else "")[:60]
        or _("Column %(number)s", number=place + 1)
        for place in range(table.columns)
    ]


class StopImportForm(Form):
    """One button."""


class FirstLettersForm(Form):
    """The letters of all who have none; the register once more, to set its numbers beside them."""

    file = FileField(
        _l("The register’s file once more"),
        description=_l(
            "Then the letters’ file has the register’s number beside each code, so that whoever "
            "prints finds the address. We do not keep it."
        ),
    )
    sheet = LineField(
        _l("Name of the sheet"),
        validators=[Length(max=100, message=_l("This is too long for the name of a sheet"))],
    )
    column = LineField(
        _l("Name of the column with the register’s number"),
        description=_l("Or its place, like 1, where the first row holds no names."),
        validators=[Length(max=300, message=_l("This is too long for the name of a column"))],
    )
