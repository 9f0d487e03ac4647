"""`pbplatform init`, `migrate` and `setup-code`: from nothing to an empty place."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from babel.numbers import get_currency_precision

from config import Settings, SettingsError
from pbplatform import create_app
from pbplatform.cli.database import has_tables, upgrade
from pbplatform.cli.installation import (
    close_to_others,
    environment,
    make_key_dir,
    prepare_folders,
    settings,
)
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places import queries, services
from pbplatform.places.services import FirstFacilitator, PlaceFacts


@click.command()
@click.option("--name", help="Name of the place; makes the place at once, with the options below.")
@click.option("--timezone", default="Europe/London", show_default=True)
@click.option("--currency", default="GBP", show_default=True, help="ISO code.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True)
@click.option("--region", default="GB-ENG", show_default=True, help="Whose public holidays.")
@click.option("--facilitator", help="E-mail address of the first facilitator.")
@click.option("--facilitator-name", help="Their name as the public knows it.")
def init(
    name: str | None,
    timezone: str,
    currency: str,
    languages: tuple[str, ...],
    region: str,
    facilitator: str | None,
    facilitator_name: str | None,
) -> None:
    """Prepare this installation: folders, secret, keys, tables; with --name the place too."""
    for line in prepare_folders(environment()):
        click.echo(line)
    found = settings()
    make_key_dir(found)
    upgrade(found.database_direct_url)
    close_to_others(found)
    click.echo("The database is up to date.")
    if name is None:
        offer_setup_code(found)
        return
    if not facilitator or "@" not in facilitator:
        raise SettingsError("--name needs --facilitator with the e-mail address of a person")
    facts = PlaceFacts(
        name=name,
        timezone=timezone,
        currency_code=currency.upper(),
        currency_exponent=get_currency_precision(currency.upper()),
        languages=languages,
    )
    person = FirstFacilitator(email=facilitator, name=facilitator_name or facilitator.split("@")[0])
    with create_app(found).app_context(), transaction() as session:
        services.make_place(
            session, facts=facts, region=region, facilitator=person, now=datetime.now(UTC)
        )
    click.echo(f"{name} is there. {person.name} can sign in at {found.public_url}/sign-in.")


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    upgrade(settings().database_direct_url)
    click.echo("The database is up to date.")


@click.command(name="setup-code")
def setup_code() -> None:
    """Print a new code for the first-run page; the code before it stops working."""
    found = settings()
    require_tables(found)
    if not offer_setup_code(found):
        click.echo("This place is set up already; nobody needs a code.")


def require_tables(found: Settings) -> None:
    """Refuse to go on with an empty database.

    Raises:
        SettingsError: it has no tables, or cannot be reached.
    """
    if not has_tables(found.database_direct_url):
        raise SettingsError("the database has no tables yet; run `pbplatform init`")


def offer_setup_code(found: Settings) -> bool:
    """Print where and how to make the place, while there is none; whether that was so."""
    with create_app(found).app_context():
        if queries.the_place(db.session()) is not None:
            return False
        with transaction() as session:
            code = services.new_setup_code(session, now=datetime.now(UTC))
        db.engine.dispose()
    click.echo(f"\n  There is no place yet. Make it at {found.public_url}/setup")
    click.echo(
        f"  with this code: {code}\n  It works once. `pbplatform setup-code` prints another.\n"
    )
    return True
