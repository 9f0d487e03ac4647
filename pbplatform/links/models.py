"""One table: two paths of this site, and what the first is to the second."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class Link(Base):
    """A tie between two things, from the earlier one to the later.

    Paths are those of their pages without decoration and without a stroke before them
    (`rounds/fund/ideas/5`); they never change, and numbers are not used twice.
    """

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_to_path", "to_path"),)

    from_path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())
    kind: Mapped[str] = mapped_column(String(30), primary_key=True, info=not_personal())
    to_path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
