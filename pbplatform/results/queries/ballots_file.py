"""The public list of votes as a table. Source: docs/rules/results.md section 3."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sqlalchemy.orm import Session

from pbplatform.voting import queries as voting

_BLOCK = 500


def csv_of_ballots(session: Session, round_id: int) -> Iterator[str]:
    """`ballots.csv` in blocks: every opened ballot by its tracker."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("tracker", "choices", "does_not_count_because"))
    for place, ballot in enumerate(voting.published_ballots(session, round_id), start=1):
        writer.writerow((ballot.tracker, " ".join(ballot.entries), ballot.invalid))
        if place % _BLOCK == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()
