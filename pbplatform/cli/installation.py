"""What commands know of this installation: its environment, its folders, its secret."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from config import Settings, SettingsError, instance_dir, secret_file
from pbplatform.audit.domain.log_key import make_log_key, make_promise_key
from pbplatform.core.engines import sqlite_path

SERVE_PID = "PBPLATFORM_SERVE_PID"  # tells the web server whose end is its own


def environment() -> dict[str, str]:
    """A copy of the environment; commands change the copy and hand it to what they start."""
    return dict(os.environ)


def settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this installation.

    Raises:
        SettingsError: something is missing or makes no sense.
    """
    return Settings.from_env(environment() if environ is None else environ)


def new_secret() -> str:
    """A secret for SECRET_KEY: 256 random bits."""
    return secrets.token_urlsafe(32)


def prepare_folders(environ: Mapping[str, str]) -> list[str]:
    """Make the instance folder, and a secret in it when the environment gives none.

    Returns:
        What was made, one line each; empty when all was there.
    Raises:
        SettingsError: a folder cannot be made.
    """
    made: list[str] = []
    instance = instance_dir(environ)
    if not instance.is_dir():
        _make_folder(instance)
        made.append(f"Made the folder {instance}.")
    kept = secret_file(instance)
    if not environ.get("SECRET_KEY") and not kept.exists():
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(new_secret() + "\n")
        made.append(f"Made a secret in {kept}. Keep a copy of it in a safe place.")
    found = settings(environ)
    for folder, what in ((found.key_dir, "keys"), (found.files_dir, "uploaded files")):
        if not folder.is_dir():
            _make_folder(folder)
            made.append(f"Made the folder for {what}, {folder}.")
    if make_log_key(found.key_dir):
        made.append("Made the key that signs the public logs. Keep a copy of the key folder.")
    if make_promise_key(found.key_dir):
        made.append("Made the key that signs what receipts of votes promise.")
    return made


def make_key_dir(found: Settings) -> None:
    """The folder of keys, closed to everybody else, with those that sign logs and promises.

    Source: docs/rules/audit.md sections 9 and 11, ruling 13.
    """
    _make_folder(found.key_dir)
    make_log_key(found.key_dir)
    make_promise_key(found.key_dir)


def check_key_dir(found: Settings) -> None:
    """Refuse a key folder that others on the machine can read.

    Raises:
        SettingsError: it is missing, or open to others.
    """
    if not found.key_dir.is_dir():
        raise SettingsError(f"there is no key folder {found.key_dir}; run `pbplatform keys init`")
    if found.key_dir.stat().st_mode & 0o077:
        raise SettingsError(
            f"the key folder {found.key_dir} can be read by others; run `pbplatform keys init`"
        )


def close_to_others(found: Settings) -> None:
    """Close the database and what belongs to it, which an older version left open to all.

    What this program makes from now on is closed from the start: see `cli.main`.
    Source: docs/rules/running.md section 3.
    """
    path = sqlite_path(found.database_url)
    held = (
        [path.with_name(path.name + end) for end in ("", "-wal", "-shm", ".lock", ".lock.next")]
        if path
        else []
    )
    files = [*held, *found.key_dir.glob("*")]
    folders = [found.key_dir, found.files_dir, *found.files_dir.glob("*/")]
    if path is not None and _is_ours_alone(path.parent):
        folders.append(path.parent)
        files.append(secret_file(path.parent))
    for paths, mode in ((files, 0o600), (folders, 0o700)):
        for each in paths:
            _close(each, mode)


def _is_ours_alone(folder: Path) -> bool:
    """Whether a folder was made for an installation; a database may also lie in somebody's own."""
    made = (secret_file(folder), secret_file(folder / "demo"), folder / "files")
    return any(path.exists() for path in made)


def _close(path: Path, mode: int) -> None:
    try:
        if path.stat().st_mode & 0o077 and not path.is_symlink():
            path.chmod(mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(
            f"{path} is open to others and cannot be closed: {error.strerror}"
        ) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise SettingsError(f"the folder {folder} cannot be made: {error.strerror}") from error
