"""What one thing can be to another. Source: docs/rules/thread.md section 2."""

from __future__ import annotations

from enum import StrEnum


class LinkKind(StrEnum):
    """Said from the earlier thing to the later one.

    What one slice knows of its own things (which ideas a proposal is made of) stands in its own
    tables and is no link. Names are data: rows of names that stand here no more are passed over.
    """

    GIVEN_AT = "given-at"  # a meeting → an idea that was given there
    POINT_IDEA = "point-idea"  # a point → the idea that it became
    NEXT_YEAR = "next-year"  # an idea or a project → the idea of a later round
    CITES = "cites"  # a point or a project → the answer (of a point) or the promise that names it
