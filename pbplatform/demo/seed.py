"""The demonstration place: Hackford, made through the services as its people would make it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places import queries as places_queries
from pbplatform.places import services as places

FIRST_START = datetime(2027, 3, 10, 10, 14, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)
BEGIN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
SEEDER = ActorRef(kind="command", key="", role="operator")


def is_seeded(app: Flask) -> bool:
    """Whether the database has its place already."""
    with app.app_context():
        return places_queries.the_place(db.session()) is not None


def seed(app: Flask) -> None:
    """Fill an empty database."""
    with app.app_context(), transaction() as session:
        places.create_place(
            session,
            actor=SEEDER,
            facts=places.PlaceFacts(
                name="Hackford",
                timezone="Europe/London",
                currency_code="GBP",
                currency_exponent=2,
                languages=("en",),
                help_line="Call 020 7946 0123, weekdays 9am to 5pm",
            ),
            now=BEGIN,
        )
        places.freeze_calendar(
            session, actor=SEEDER, region="GB-ENG", first_year=2026, last_year=2030, now=BEGIN
        )
