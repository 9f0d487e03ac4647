"""Commands make an installation, and fail in words."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, Settings, SettingsError
from pbplatform import create_app
from pbplatform.audit.domain.log_key import load_promise_key
from pbplatform.audit.jobs.worker import name_promise_key
from pbplatform.audit.queries.promise_keys import promise_keys
from pbplatform.cli.demo import demo_environment
from pbplatform.core.db import db
from tests.cli.console import Console


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "instance")


def test_init_makes_folders_secret_tables_and_a_setup_code(console: Console) -> None:
    told = console.run("init")
    assert told.exit_code == 0, told.output
    secret = console.folder / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text().strip()) >= 32
    assert stat.S_IMODE((console.folder / "keys").stat().st_mode) == 0o700
    assert "/setup" in told.output
    code = told.output.split("with this code: ")[1].split()[0]
    assert len(code.replace("-", "")) == 16
    kept = console.ask("SELECT code_hash FROM setup_code")
    assert len(kept) == 1
    assert code.encode() not in (console.folder / "pbplatform.db").read_bytes()


def test_init_again_keeps_the_secret_and_ends_the_older_code(console: Console) -> None:
    console.run("init")
    secret = (console.folder / "secret").read_text()
    before = console.ask("SELECT code_hash FROM setup_code")
    assert console.run("init").exit_code == 0
    assert (console.folder / "secret").read_text() == secret
    assert console.ask("SELECT code_hash FROM setup_code") != before


def test_init_with_a_name_makes_the_place_and_its_first_facilitator(console: Console) -> None:
    told = console.run(
        *("init", "--name", "Fenn", "--currency", "jpy", "--timezone", "Asia/Tokyo"),
        *("--region", "JP", "--facilitator", "bea@example.org", "--facilitator-name", "Bea"),
    )
    assert told.exit_code == 0, told.output
    assert console.ask("SELECT name, currency_code, currency_exponent FROM place") == [
        ("Fenn", "JPY", 0)
    ]
    assert console.ask("SELECT role, scope FROM role_grant") == [("facilitator", "place")]
    assert "with this code" not in told.output
    assert "set up already" in console.run("setup-code").output


def test_init_leaves_nothing_behind_when_a_fact_makes_no_sense(console: Console) -> None:
    told = console.run("init", "--name", "Fenn", "--region", "XX", "--facilitator", "bea@e.org")
    assert told.exit_code == 1
    assert told.output.strip().endswith("Use a code like GB-ENG.")
    assert console.ask("SELECT count(*) FROM place") == [(0,)]


@pytest.mark.parametrize(
    ("words", "environ", "said"),
    [
        (("migrate",), {}, "SECRET_KEY is not set"),
        (("migrate",), {"SECRET_KEY": "short"}, "32 characters"),
        (("serve",), {"SECRET_KEY": "x" * 40}, "no key folder"),
        (("worker",), {"SECRET_KEY": "x" * 40}, "no tables yet"),
        (("worker",), {"SECRET_KEY": "x" * 40, "PORT": "abc"}, "PORT is 'abc'"),
        (("worker",), {"SECRET_KEY": "x" * 40, "MAIL_HOST": "mail"}, "MAIL_FROM"),
        (("migrate",), {"SECRET_KEY": "x" * 40, "DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        (
            ("migrate",),
            {"SECRET_KEY": "x" * 40, "DATABASE_URL": "sqlite:////proc/no/such.db"},
            "cannot be brought up to date",
        ),
        (("init", "--name", "Fenn"), {}, "--facilitator"),
        (("keys", "init"), {"SECRET_KEY": "x" * 40, "KEY_DIR": "/proc/keys"}, "cannot be made"),
    ],
)
def test_command_fails_in_one_line_of_words(
    console: Console, words: tuple[str, ...], environ: dict[str, str], said: str
) -> None:
    told = console.run(*words, **environ)
    assert told.exit_code == 1
    last = told.output.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert said in last


def test_serve_refuses_a_key_folder_that_others_can_read(console: Console) -> None:
    console.run("init")
    (console.folder / "keys").chmod(0o755)
    told = console.run("serve")
    assert told.exit_code == 1
    assert "can be read by others" in told.output
    assert console.run("keys", "init").exit_code == 0
    assert stat.S_IMODE((console.folder / "keys").stat().st_mode) == 0o700


def test_keys_secret_prints_a_new_one_each_time(console: Console) -> None:
    first, second = console.run("keys", "secret").output, console.run("keys", "secret").output
    assert first != second
    assert len(first.strip()) >= 32


def test_grant_gives_a_role_in_public(console: Console) -> None:
    console.run("init", "--name", "Fenn", "--facilitator", "bea@example.org")
    told = console.run(
        *("grant", "--email", "kit@example.org", "--role", "auditor", "--scope", "place"),
        *("--until", "2099-12-31", "--name", "Kit"),
    )
    assert told.exit_code == 0, told.output
    assert ("auditor", "place") in console.ask("SELECT role, scope FROM role_grant")
    logged = [str(body) for (body,) in console.ask("SELECT body FROM log_pending")]
    assert any("place:role:granted" in body and "Kit" in body for body in logged)
    assert not any("kit@example.org" in body for body in logged)


def test_demo_takes_nothing_of_a_real_place() -> None:
    real = {
        "INSTANCE_DIR": "/srv/pb",
        "DATABASE_URL": "postgresql+psycopg://city",
        "KEY_DIR": "/keys",
        "SECRET_KEY": "s",
        "MAIL_HOST": "mail",
    }
    made = demo_environment(real)
    assert made["DATABASE_URL"] == "sqlite:////srv/pb/demo.db"
    assert made["INSTANCE_DIR"] == "/srv/pb/demo"
    assert made["DEMO_SIZE"] == "town"
    assert not {"KEY_DIR", "SECRET_KEY", "MAIL_HOST"} & set(made)


def test_city_and_town_have_places_of_their_own_and_every_process_knows_which() -> None:
    made = demo_environment({"INSTANCE_DIR": "/srv/pb"}, "city")
    assert made["DATABASE_URL"] == "sqlite:////srv/pb/demo-city.db"
    assert made["INSTANCE_DIR"] == "/srv/pb/demo-city"
    assert Settings.from_env({**made, "SECRET_KEY": "s" * 32}).demo_size == "city"


def test_size_that_there_is_not_is_refused() -> None:
    with pytest.raises(SettingsError, match="use town or city"):
        Settings.from_env({"DEMO_SIZE": "village", "SECRET_KEY": "s" * 32})


@pytest.mark.parametrize("typed", ["0", "65", "many", "-1", ""])
def test_number_of_web_processes_that_makes_no_sense_is_refused(typed: str) -> None:
    with pytest.raises(SettingsError, match="WEB_PROCESSES"):
        Settings.from_env({"WEB_PROCESSES": typed, "SECRET_KEY": "s" * 32})


def test_web_server_has_as_many_processes_as_the_host_says(console: Console) -> None:
    console.run("init")
    asked = "from pbplatform.cli import gunicorn_settings; print(gunicorn_settings.workers)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "INSTANCE_DIR": str(console.folder), "WEB_PROCESSES": "5"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "5"


def test_what_was_left_open_to_others_is_closed_when_a_command_starts(console: Console) -> None:
    console.run("init")
    database = console.folder / "pbplatform.db"
    for path, mode in (
        (database, 0o644),
        (console.folder, 0o755),
        (console.folder / "files", 0o755),
    ):
        path.chmod(mode)
    console.run("init")
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in console.folder.rglob("*")}
    found[console.folder] = stat.S_IMODE(console.folder.stat().st_mode)
    assert {path.name for path, mode in found.items() if mode & 0o077} == set()
    assert len(found) >= 4


def settings_of(console: Console) -> Settings:
    return Settings.from_env({name: value for name, value in console.environ.items() if value})


def test_key_of_promises_is_revoked_in_public_and_replaced(console: Console) -> None:
    console.run("init")
    folder = console.folder / "keys"
    own = load_promise_key(folder)
    assert own is not None
    app = create_app(settings_of(console))
    with app.app_context():
        name_promise_key(settings_of(console))
        (named,) = promise_keys(db.session())
        db.session.remove()
    key_id = named.key.id.hex()
    words = ("--by", "Omar", "--reason", "A copy of the folder was lost")
    assert console.run("keys", "revoke-promise", "12345678", *words, "--yes").exit_code == 1
    told = console.run("keys", "revoke-promise", key_id, *words, "--yes")
    assert told.exit_code == 0, told.output
    again = load_promise_key(folder)
    assert again is not None
    assert again.public_key() != own.public_key()
    with app.app_context():
        (named,) = promise_keys(db.session())
        assert named.revoked_at is not None
        name_promise_key(settings_of(console))
        assert len(promise_keys(db.session())) == 2
    assert console.run("keys", "revoke-promise", key_id, *words, "--yes").exit_code == 1
