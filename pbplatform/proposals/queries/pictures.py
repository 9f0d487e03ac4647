"""Which ideas have a picture that everybody may see."""

from __future__ import annotations

from collections.abc import Sequence

from pbplatform.proposals.queries import IdeaRow


def with_pictures(rows: Sequence[IdeaRow]) -> list[IdeaRow]:
    """The ideas among these whose picture everybody may see; what was taken down is none."""
    return [row for row in rows if row.idea.photo is not None and row.idea.is_public]
