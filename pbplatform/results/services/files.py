"""Keeping the files of a count. Source: docs/rules/results.md section 5."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.results.domain.count_files import CountFile
from pbplatform.results.models import ResultFile


def keep_count_files(
    session: Session, *, round_id: int, files: Mapping[str, CountFile], number: int = 1
) -> bool:
    """Keep the files of one count of a round; what is kept never changes.

    Returns:
        Whether they were kept now; no, when others were faster.
    """
    found = select(ResultFile.name).where(
        ResultFile.round_id == round_id, ResultFile.result_number == number
    )
    if session.scalars(found).first() is not None:
        return False
    session.add_all(
        ResultFile(
            round_id=round_id,
            result_number=number,
            name=file.name,
            content=file.content,
            sha256=bytes.fromhex(file.sha256),
        )
        for file in files.values()
    )
    session.flush()
    return True
