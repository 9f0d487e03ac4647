"""Typed relations between things of different slices, from which pages draw lineage."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class Link(Base):
    """`from_path` led to `to_path`; both are paths as in the log: `rounds/fund/ideas/214`."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_to_path", "to_path"),)

    from_path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())
    kind: Mapped[str] = mapped_column(String(30), primary_key=True, info=not_personal())
    to_path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
