"""The place: its name and money, its areas, teams and holiday tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal

ONLY = 1  # one installation serves one place (ruling 3)


class Place(Base):
    """The one row that says whose installation this is."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint(f"id = {ONLY}", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=ONLY)
    name: Mapped[str] = mapped_column(String(80), info=not_personal())
    timezone: Mapped[str] = mapped_column(String(60), info=not_personal())
    currency_code: Mapped[str] = mapped_column(String(3), info=not_personal())
    currency_exponent: Mapped[int] = mapped_column(comment="decimal places of the minor unit")
    languages: Mapped[list[str]] = mapped_column(JSON)
    brand: Mapped[str] = mapped_column(String(7), default="", info=not_personal())
    brand_dark: Mapped[str] = mapped_column(String(7), default="", info=not_personal())
    logo: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), ForeignKey("stored_file.sha256"), info=not_personal()
    )
    help_line: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    help_phone: Mapped[str] = mapped_column(
        String(40), default="", server_default="", info=not_personal()
    )
    help_hours: Mapped[str] = mapped_column(
        String(120),
        default="",
        server_default="",
        comment="when somebody answers the telephone",
        info=not_personal(),
    )
    weekend: Mapped[list[int]] = mapped_column(JSON, comment="days without work, Monday is 0")
    answer_days: Mapped[int] = mapped_column(default=20, comment="working days")
    minutes_days: Mapped[int] = mapped_column(default=5, comment="working days")
    correction_days: Mapped[int] = mapped_column(
        default=10, server_default="10", comment="working days in which minutes can be corrected"
    )
    costing_days: Mapped[int] = mapped_column(default=10, comment="working days")
    reads_ideas: Mapped[str] = mapped_column(
        String(6),
        default="before",
        server_default="before",
        comment="whether ideas are read before or after they are public",
        info=not_personal(),
    )
    reads_points: Mapped[str] = mapped_column(
        String(6),
        default="before",
        server_default="before",
        comment="whether points are read before or after they are public",
        info=not_personal(),
    )
    warned_table: Mapped[int | None] = mapped_column(
        comment="newest holiday table of which it was mailed that it runs out"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def help_in_a_line(self) -> str:
        """Where people get help, for mails: the words, then the number and its hours."""
        reached = ", ".join(part for part in (self.help_phone, self.help_hours) if part)
        return " ".join(part for part in (self.help_line, reached) if part)


class PlaceTold(NamedTuple):
    """What every page shows of the place: columns of its row, in any query that needs them too."""

    name: str
    timezone: str
    currency_code: str
    currency_exponent: int
    languages: tuple[str, ...]
    brand: str
    brand_dark: str
    logo: bytes | None
    help_line: str
    help_phone: str
    help_hours: str


class SetupCode(Base):
    """The code that lets one person make the place; gone once it is made."""

    __tablename__ = "setup_code"
    __table_args__ = (CheckConstraint(f"id = {ONLY}", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Area(Base):
    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=not_personal())
    name: Mapped[str] = mapped_column(String(80), info=not_personal())


class Team(Base):
    """A public body or a department that prices, answers and builds."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=not_personal())
    name: Mapped[str] = mapped_column(String(120), info=not_personal())
    # How residents reach it: of the team, never of one person (docs/rules/places.md section 6).
    contact_site: Mapped[str] = mapped_column(
        String(300), default="", server_default="", info=not_personal()
    )
    contact_phone: Mapped[str] = mapped_column(
        String(60), default="", server_default="", info=not_personal()
    )
    contact_email: Mapped[str] = mapped_column(
        String(254), default="", server_default="", info=not_personal()
    )

    @property
    def scope(self) -> str:
        return f"team:{self.slug}"

    @property
    def path(self) -> str:
        """How facts name it, for those who follow it: `teams/parks`."""
        return f"teams/{self.slug}"

    @property
    def contact(self) -> dict[str, str]:
        """How residents reach it, by what it is; empty where the team says nothing."""
        return {
            "site": self.contact_site,
            "phone": self.contact_phone,
            "email": self.contact_email,
        }

    @property
    def has_contact(self) -> bool:
        """Whether it says at least one way to reach it."""
        return any(self.contact.values())


class CalendarVersion(Base):
    """A holiday table as it stood when frozen; a promise keeps the version it was made by."""

    __tablename__ = "calendar_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    region: Mapped[str] = mapped_column(String(10), info=not_personal())
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_year: Mapped[int]
    last_year: Mapped[int]
    weekend: Mapped[list[int]] = mapped_column(
        JSON, server_default="[5, 6]", comment="days without work, Monday is 0"
    )


class CalendarHoliday(Base):
    __tablename__ = "calendar_holiday"

    version: Mapped[int] = mapped_column(
        ForeignKey("calendar_version.version"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), info=not_personal())
    is_own: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="a closure of the place, no public holiday"
    )
