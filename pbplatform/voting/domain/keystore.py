"""The urn's opening keys: files of mode 0600 in KEY_DIR, outside database and backups."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from pbplatform.core.errors import Conflict
from pbplatform.voting.domain.sealing import load_private, new_key_pair, public_point


def _erase(path: Path) -> None:
    """Overwrite a key where it lies on the disk, and remove it.

    Not by writing the file anew: that gives its blocks back first, with the key still in them.
    """
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


class KeyStore:
    """Makes, finds and destroys the key of a round.

    Attributes:
        shares: numbers of the trustees' shares that made the opening key; none for a key here.
    """

    shares: tuple[int, ...] = ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, round_slug: str) -> Path:
        return self.folder / f"urn-{round_slug}.pem"

    @property
    def is_writable(self) -> bool:
        """Whether a key can be made here: the folder, or the one that it would be made in."""
        there = next((one for one in (self.folder, *self.folder.parents) if one.exists()), None)
        return there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)

    def make(self, round_slug: str) -> bytes:
        """The public point of the round's key, made when there is none; 65 bytes.

        Raises:
            Conflict: the folder cannot be written, or the file holds no key.
        """
        path = self._path(round_slug)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if not path.exists():
                self._keep(path, new_key_pair()[0])
        except OSError as error:
            raise Conflict("urn.key_folder") from error
        return public_point(self.load(round_slug).public_key())

    def _keep(self, path: Path, pem: bytes) -> None:
        """Put a new key in place whole, or leave the one that somebody put there first."""
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())  # losing this file loses every vote of the round
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name must survive a power cut as well
        finally:
            os.close(folder)

    def load(self, round_slug: str) -> ec.EllipticCurvePrivateKey:
        """The opening key.

        Raises:
            Conflict: it is not on this machine, or the file holds no key.
        """
        try:
            return load_private(self._path(round_slug).read_bytes())
        except FileNotFoundError as error:
            raise Conflict("urn.key_not_here") from error
        except ValueError as error:
            raise Conflict("urn.key_damaged") from error

    def _register_path(self, round_slug: str) -> Path:
        return self.folder / f"register-{round_slug}.key"

    def make_register_key(self, round_slug: str) -> bytes:
        """The key of the hashes of register numbers, made when there is none; 32 bytes.

        Source: docs/rules/voting.md section 11.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        path = self._register_path(round_slug)
        if not path.exists():
            self._keep(path, secrets.token_bytes(32))
        return path.read_bytes()

    def register_key(self, round_slug: str) -> bytes | None:
        """The same; None where there is none on this machine."""
        try:
            return self._register_path(round_slug).read_bytes()
        except FileNotFoundError:
            return None

    def _batch_path(self, round_slug: str, batch: int) -> Path:
        return self.folder / f"paper-{round_slug}-{batch}.key"

    def make_batch_key(self, round_slug: str, batch: int) -> bytes:
        """The key of a batch of ballot papers, made when there is none; 32 bytes.

        Source: docs/rules/paper.md section 3.

        Raises:
            Conflict: the folder cannot be written.
        """
        path = self._batch_path(round_slug, batch)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if not path.exists():
                self._keep(path, secrets.token_bytes(32))
            return path.read_bytes()
        except OSError as error:
            raise Conflict("urn.key_folder") from error

    def batch_key(self, round_slug: str, batch: int) -> bytes | None:
        """The same; None where there is none on this machine."""
        try:
            return self._batch_path(round_slug, batch).read_bytes()
        except FileNotFoundError:
            return None

    def destroy_batch_keys(self, round_slug: str) -> int:
        """Overwrite and remove the keys of all batches of a round; how many there were."""
        paths = [
            path
            for path in self.folder.glob(f"paper-{round_slug}-*.key")
            if path.stem.removeprefix(f"paper-{round_slug}-").isdigit()
        ]
        if paths:  # so that a cut-off act is told all the same
            self._batches_gone(round_slug).touch(mode=0o600)
        for path in paths:
            _erase(path)
        return len(paths)

    def batch_keys_were_destroyed(self, round_slug: str) -> bool:
        """Whether keys of batches of this round were destroyed on this machine."""
        return self._batches_gone(round_slug).exists()

    def _batches_gone(self, round_slug: str) -> Path:
        return self.folder / f"paper-{round_slug}.gone"

    def destroy(self, round_slug: str) -> None:
        """Overwrite and remove the keys: what is sealed stays sealed, what is hashed is noise."""
        if self._path(round_slug).exists():
            self._gone(round_slug).touch(mode=0o600)  # so that a cut-off act is told all the same
        for path in (self._path(round_slug), self._register_path(round_slug)):
            if path.exists():
                _erase(path)
        self.destroy_batch_keys(round_slug)

    def holds(self, round_slug: str) -> bool:
        """Whether the opening key of this round lies on this machine."""
        return self._path(round_slug).exists()

    def was_destroyed(self, round_slug: str) -> bool:
        """Whether the key of this round was destroyed on this machine."""
        return self._gone(round_slug).exists() and not self._path(round_slug).exists()

    def _gone(self, round_slug: str) -> Path:
        return self.folder / f"urn-{round_slug}.gone"


class HeldKeys(KeyStore):
    """The keys of this server, and an opening key that trustees made in memory."""

    def __init__(
        self,
        folder: Path,
        private: ec.EllipticCurvePrivateKey,
        shares: tuple[int, ...],
        round_slug: str,
    ) -> None:
        super().__init__(folder)
        self._private, self.shares, self._slug = private, shares, round_slug

    def load(self, round_slug: str) -> ec.EllipticCurvePrivateKey:
        """The key that the shares of its round made; of another round the one that lies here."""
        return self._private if round_slug == self._slug else super().load(round_slug)
