"""The slip that lies with a batch of papers, as data of `templates/print/batch-slip.typ`.

Source: docs/rules/printing.md section 6, docs/rules/paper.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from pbplatform.core.secrets import group_code
from pbplatform.web.presentation import whole_number
from pbplatform.web.printing import Told


def batch_slip_data(
    *,
    round_name: str,
    batch: int,
    sheets: int,
    seal: str,
    place: str,
    trackers: Sequence[str] = (),
) -> dict[str, Told]:
    """The slip of one batch: when it is logged, and again once it is sealed.

    Args:
        seal: of the box or bag, as it was typed.
        place: where the papers come from.
        trackers: one for each sheet in its order, shown once after sealing; else empty.
    """
    facts = [
        [_("Round"), round_name],
        [_("Batch"), str(whole_number(batch))],
        [_("Sheets"), str(whole_number(sheets))],
        [_("Seal of the box or bag"), seal],
        [_("From"), place],
    ]
    open_words = [
        _("Number the sheets from 1, in the order in which they lie. This slip lies on top."),
        _("Two people enter the batch, each without seeing what the other typed."),
    ]
    sealed_words = [_("These sheets are votes in the box now. Keep them with this slip, sealed.")]
    return {
        "heading": _("Batch %(number)s", number=whole_number(batch)),
        "facts": facts,
        "lines": sealed_words if trackers else open_words,
        "signed": [_("First clerk: name and signature"), _("Second clerk: name and signature")],
        "trackers": [
            {"sheet": sheet, "groups": group_code(tracker).split("-")}
            for sheet, tracker in enumerate(trackers, start=1)
        ],
        "tracker-heading": _("Code of each sheet"),
        "tracker-words": _(
            "After the count these codes stand in the public list, to compare the sheets by hand."
        ),
        "tracker-columns": [_("Sheet"), _("Code")],
        "page_of": _("Page {page} of {pages}"),
    }
