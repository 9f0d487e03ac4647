"""Databases of tests go, whoever is still connected to them."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from sqlalchemy import make_url

from tests.databases import PostgresqlDatabases


@pytest.mark.only_on("postgresql")
def test_database_goes_while_a_superuser_is_still_connected(
    databases: PostgresqlDatabases, database_url: str
) -> None:
    """Whoever empties databases is one, and a connection that was closed ends a moment later."""
    superuser = databases._superuser
    if superuser is None:
        pytest.skip("a server that was given has its own superuser")
    copied = databases.copy(database_url)
    url = superuser.set(drivername="postgresql", database=make_url(copied).database)
    with closing(psycopg.connect(url.render_as_string(hide_password=False))):
        databases.drop(copied)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(make_url(copied).set(drivername="postgresql").render_as_string(False))
