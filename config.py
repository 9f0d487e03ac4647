"""Settings of one installation: read once from the environment, then frozen.

Every name is listed here and nowhere else. Rules of the process (dates, money, budgets of time) are
data of the place, never settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Mode = Literal["production", "demo", "test"]

ROOT = Path(__file__).resolve().parent
MOST_PROCESSES = 64


class SettingsError(Exception):
    """The environment does not describe a working installation; the text says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What differs between installations.

    Attributes:
        mode: `production` refuses everything that only the demonstration or tests may have.
        database_url: SQLAlchemy URL the web processes use (through PgBouncer where there is one).
        database_direct_url: URL without PgBouncer, for the worker and migrations.
        secret_key: source of session, CSRF, cookie and code keys; 32 characters or more.
        secret_key_previous: the last one, still accepted while keys are exchanged.
        key_dir: folder (mode 0700) of the urn and log keys; outside database and backups.
        key_copy: where a copy of `key_dir` lies, in words; the page of the freeze asks while it is
            empty.
        files_dir: folder of uploaded files.
        public_url: origin used in links of letters and mails, without a slash at the end.
        web_processes: of the web server on this host, 12 threads each.
        row_clock: read the instant from the `clock` row (demonstration and tests only).
        mail_host: SMTP server; empty leaves mails waiting in the outbox (production) or puts them
            into the mailbox page (demonstration and tests).
        backup_days: after how many days no back-up and no write-ahead log has what was erased.
        demo_size: how large the demonstration place is: the town of its story, or a city to measure
            on.
        mail_user: name at the SMTP server; with one, the connection must be encrypted.
    """

    mode: Mode = "production"
    database_url: str
    database_direct_url: str
    secret_key: str = field(repr=False)
    secret_key_previous: str = field(default="", repr=False)
    key_dir: Path
    files_dir: Path
    public_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 2
    row_clock: bool = False
    mail_host: str = ""
    mail_port: int = 25
    mail_from: str = ""
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    trust_proxy: bool = False
    backup_days: int = 35
    key_copy: str = ""
    demo_size: Literal["town", "city"] = "town"

    def __post_init__(self) -> None:
        if len(self.secret_key) < 32:
            raise SettingsError("SECRET_KEY must have 32 characters or more")
        for url in (self.database_url, self.database_direct_url):
            # Both PostgreSQL forms are psycopg 3, the driver we bring.
            if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
                raise SettingsError(
                    "DATABASE_URL and DATABASE_DIRECT_URL begin with sqlite:/// or postgresql://"
                )
        if self.mode == "production" and self.row_clock:
            raise SettingsError(
                "a production place runs on real time: PBPLATFORM_ROW_CLOCK is refused"
            )
        if self.mail_host and not self.mail_from:
            raise SettingsError(
                "MAIL_HOST is set but MAIL_FROM is not; set the address of the sender"
            )

    @property
    def is_production(self) -> bool:
        return self.mode == "production"

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; all names are here.

        Raises:
            SettingsError: a needed name is missing or a value makes no sense.
        """
        mode = environ.get("PBPLATFORM_MODE", "production")
        if mode not in ("production", "demo", "test"):
            raise SettingsError(f"PBPLATFORM_MODE is {mode!r}; use production, demo or test")
        instance = instance_dir(environ)
        port = _number(environ, "PORT", 8000)
        database = environ.get("DATABASE_URL", f"sqlite:///{instance / 'pbplatform.db'}")
        return cls(
            mode=mode,  # type: ignore[arg-type]  # checked above
            database_url=database,
            database_direct_url=environ.get("DATABASE_DIRECT_URL", database),
            secret_key=environ.get("SECRET_KEY") or _kept_secret(instance),
            secret_key_previous=environ.get("SECRET_KEY_PREVIOUS", ""),
            key_dir=Path(environ.get("KEY_DIR", str(instance / "keys"))),
            files_dir=Path(environ.get("FILES_DIR", str(instance / "files"))),
            public_url=environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            host=environ.get("HOST", "127.0.0.1"),
            port=port,
            web_processes=_web_processes(environ),
            row_clock=environ.get("PBPLATFORM_ROW_CLOCK", "") == "1",
            mail_host=environ.get("MAIL_HOST", ""),
            mail_port=_number(environ, "MAIL_PORT", 25),
            mail_from=environ.get("MAIL_FROM", ""),
            mail_user=environ.get("MAIL_USER", ""),
            mail_password=environ.get("MAIL_PASSWORD", ""),
            trust_proxy=environ.get("TRUST_PROXY", "") == "1",
            backup_days=_number(environ, "BACKUP_DAYS", 35),
            key_copy=environ.get("KEY_COPY", "").strip(),
            demo_size=_demo_size(environ),
        )


def instance_dir(environ: Mapping[str, str]) -> Path:
    """The folder of everything this installation keeps on disk, unless settings name others."""
    return Path(environ.get("INSTANCE_DIR", str(ROOT / "instance"))).absolute()


def secret_file(instance: Path) -> Path:
    """Where `pbplatform init` keeps the secret when the environment gives none."""
    return instance / "secret"


def _kept_secret(instance: Path) -> str:
    try:
        return secret_file(instance).read_text().strip()
    except FileNotFoundError as error:
        raise SettingsError(
            "SECRET_KEY is not set and there is no instance/secret; run `pbplatform init`, or set "
            "SECRET_KEY to what `pbplatform keys secret` prints"
        ) from error
    except OSError as error:
        raise SettingsError(f"instance/secret cannot be read: {error.strerror}") from error


def _demo_size(environ: Mapping[str, str]) -> Literal["town", "city"]:
    size = environ.get("DEMO_SIZE", "town")
    if size not in ("town", "city"):
        raise SettingsError(f"DEMO_SIZE is {size!r}; use town or city")
    return "city" if size == "city" else "town"


def _web_processes(environ: Mapping[str, str]) -> int:
    number = _number(environ, "WEB_PROCESSES", 2)
    if number > MOST_PROCESSES:
        raise SettingsError(
            f"WEB_PROCESSES is {number}; use a number from 1 to {MOST_PROCESSES}, "
            "about one for each core"
        )
    return number


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    typed = environ.get(name, str(default))
    if not typed.isascii() or not typed.isdigit() or not 0 < int(typed) < 65536:
        raise SettingsError(f"{name} is {typed!r}; use a number from 1 to 65535")
    return int(typed)
