"""What was carried into which round, each thing once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class Carried(Base):
    """A point, an idea or a project was sent as an idea of a later round.

    The tie that pages show is a row of `link`; this row sees to “once” and to the mails.

    Attributes:
        from_path: the old thing, as links name it.
        told_at: when its supporters were told; none while the idea is not public.
    """

    __tablename__ = "carried"

    from_path: Mapped[str] = mapped_column(String(200), primary_key=True, info=not_personal())
    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(10), info=not_personal())
    carried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
