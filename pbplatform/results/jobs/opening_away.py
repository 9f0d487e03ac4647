"""Reading an export and opening it, on a machine without database, network and settings.

Source: docs/rules/trustees.md sections 4 and 5.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pbplatform.audit.domain.bundle import SUMS
from pbplatform.audit.domain.notes import Checkpoint, LogKey, NoteError, verified
from pbplatform.audit.domain.tree import Head, leaf_hash
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Parts, Progress, nobody, telling, untold
from pbplatform.results.domain import export as names
from pbplatform.rounds.domain.definition import Definition, read_definition
from pbplatform.rounds.kinds import RoundLog
from pbplatform.trustees.domain.shares import Dealt, Share, combine, fits
from pbplatform.trustees.domain.signing import sign, signed_text
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.domain.opened_file import OpenedFile
from pbplatform.voting.domain.sealing import SealingKey, envelope_hash, sealing_key_of
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.ballot_log import BallotLog
from pbplatform.voting.queries.work import Part
from pbplatform.voting.services.open_urn import OpenedUrn, open_in_memory

_NEEDED = {
    *(names.HEADER, names.DEFINITION, names.BALLOT_LOG, names.AMENDMENTS, names.ENVELOPES),
    SUMS,
}
_SIGNED = {names.CHECKPOINT, names.LOG_KEY}
_SMALL = 8 * 1024 * 1024  # bytes of a file that is read whole
_BLOCK = 1 << 20


class NotAnExport(Exception):
    """What is wrong with an export, as a sentence: whoever reads it sits at a terminal."""


@dataclass(frozen=True)
class Signed:
    """What is signed of its log.

    Attributes:
        given: whether the key was given from elsewhere; else it is the export's own.
    """

    checkpoint: Checkpoint
    key: LogKey
    given: bool


@dataclass(frozen=True)
class Export:
    """An export that was checked; its closed votes are read from the file again.

    Attributes:
        signed: None where nothing is signed.
    """

    path: Path
    definition: Definition
    definition_sha256: bytes
    envelopes: int
    envelopes_sha256: bytes
    dealt: Dealt
    signed: Signed | None

    @property
    def sealing_key(self) -> SealingKey:
        """What its votes were closed with."""
        return sealing_key_of(self.definition, self.definition_sha256)


def read_export(path: Path, key: LogKey | None = None, parts: Parts = nobody) -> Export:
    """The export in a file, with everything checked that can be without its key.

    Args:
        key: of the log, from elsewhere.
        parts: told that its votes are checked.
    Raises:
        NotAnExport: something is wrong; a sentence says what.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            _check_sums(packed)
            header = _header(_small(packed, names.HEADER))
            body = _small(packed, names.DEFINITION)
            definition = _definition(body, header)
            dealt = _dealt(definition, header)
            held = _check_votes(packed, header, parts)
            told, separated = _read_log(packed)
            _check_log(told, held, header, body)
            _check_amendments(packed)
            signed = _check_signed(packed, key, separated)
    except OSError as error:
        raise NotAnExport(f"it cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotAnExport("it is no zip file, or a part of it is missing") from error
    return Export(
        path,
        definition,
        sha256(body),
        len(held),
        held.sha256,
        dealt,
        signed,
    )


def open_export(
    export: Export, shares: Sequence[Share], progress: Progress
) -> tuple[OpenedUrn, OpenedFile]:
    """Open every vote in memory; what was opened, and the file to bring back, signed by shares.

    Raises:
        WrongShare: as `combine`.
    """
    private = combine(export.dealt, shares)
    with zipfile.ZipFile(export.path) as packed:
        opened = open_in_memory(
            _votes(packed),
            private=private,
            key=export.sealing_key,
            terms=export.definition.terms,
            progress=progress,
        )
    if opened.fingerprint != export.envelopes_sha256:
        raise NotAnExport("it was changed while it was read")
    slug = export.definition.slug
    text = signed_text(slug, export.definition_sha256, opened.fingerprint, opened.list_sha256)
    return opened, OpenedFile(
        slug,
        export.definition_sha256,
        opened.fingerprint,
        opened.ballots.rows,
        opened.damaged_hashes,
        sign(shares, text),
    )


def _check_sums(packed: zipfile.ZipFile) -> None:
    found = packed.namelist()
    if len(set(found)) != len(found) or not _NEEDED <= set(found) <= _NEEDED | _SIGNED:
        raise NotAnExport("it does not have the files of an export, or has others beside them")
    lines = []
    for name in sorted(set(found) - {SUMS}):
        digest = hashlib.sha256()
        with packed.open(name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        lines.append(f"{digest.hexdigest()}  {name}\n")
    if _small(packed, SUMS) != "".join(lines).encode():
        raise NotAnExport("a file in it is not the one that SHA256SUMS names")


def _small(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        raw = file.read(_SMALL + 1)
    if len(raw) > _SMALL:
        raise NotAnExport(f"{name} is too long")
    return raw


def _header(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
        if told["v"] != 1 or told["what"] != names.WHAT:
            raise ValueError("another file")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAnExport("its header is none of ours") from error
    found: dict[str, Any] = told
    return found


def _definition(body: bytes, header: dict[str, Any]) -> Definition:
    try:
        definition = read_definition(body)
    except (Conflict, RecursionError) as error:
        raise NotAnExport("its definition cannot be read") from error
    told = (sha256(body).hex(), definition.slug, definition.urn_key.hex())
    if told != (header.get("definition_sha256"), header.get("round"), header.get("public_key")):
        raise NotAnExport("header and definition do not say the same")
    return definition


def _dealt(definition: Definition, header: dict[str, Any]) -> Dealt:
    opening = definition.opening
    if opening is None:
        raise NotAnExport("its key is on the server; no trustees hold it")
    told = header.get("opening")
    points = [point.hex() for point in opening.points]
    if (
        not isinstance(told, dict)
        or (told.get("need"), told.get("names"), told.get("shares"))
        != (opening.need, list(opening.names), points)
        or header.get("level") != "trustees"
    ):
        raise NotAnExport("header and definition do not name the same trustees")
    dealt = Dealt(opening.need, definition.urn_key, opening.points, opening.names)
    if not fits(dealt):
        raise NotAnExport("the public points of the shares do not fit the key")
    return dealt


def _votes(packed: zipfile.ZipFile) -> Iterator[tuple[bytes, bytes]]:
    """(hash, closed vote), one after the other as they stand there."""
    with packed.open(names.ENVELOPES) as file:
        for n, line in enumerate(file, 1):
            try:
                vote = base64.b64decode(line.removesuffix(b"\n"), validate=True)
            except ValueError as error:
                raise NotAnExport(f"closed vote {n} is not written as votes are") from error
            if base64.b64encode(vote) + b"\n" != line:
                raise NotAnExport(f"closed vote {n} is not written as votes are")
            yield envelope_hash(vote), vote


def _check_votes(packed: zipfile.ZipFile, header: dict[str, Any], parts: Parts) -> Digests:
    held, last, said = Digests(), b"", header.get("envelopes")
    tell = parts(Part.CHECKING, said) if isinstance(said, int) and said > 0 else untold
    for digest, _vote in telling(_votes(packed), tell):
        if digest <= last:
            raise NotAnExport("its closed votes are not in order, or one is there twice")
        held.add(digest)
        last = digest
    if len(held) != header.get("envelopes"):
        raise NotAnExport(f"it has {len(held)} closed votes, and says {header.get('envelopes')}")
    if held.sha256.hex() != header.get("envelopes_sha256"):
        raise NotAnExport("its closed votes are not those that its header names")
    return held


def _entries(packed: zipfile.ZipFile) -> Iterator[bytes]:
    with packed.open(names.BALLOT_LOG) as file:
        for line in file:
            yield line.removesuffix(b"\n")


def _read_log(packed: zipfile.ZipFile) -> tuple[BallotLog, int]:
    """What its log says, and how many entries there are up to the separation."""
    told, separated = BallotLog(), 0
    for n, line in enumerate(_entries(packed)):
        try:
            told.take(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise NotAnExport(f"entry {n} of its log is none") from error
        if not separated and VoteLog.URN_SEPARATED in told.stages:
            separated = n + 1
    if not separated:
        raise NotAnExport("its log does not say that votes and voters were separated")
    return told, separated


def _check_log(told: BallotLog, held: Digests, header: dict[str, Any], definition: bytes) -> None:
    frozen = told.stages.get(RoundLog.DEFINITION_FROZEN, {})
    if (frozen.get("sha256"), frozen.get("definition")) != (
        header.get("definition_sha256"),
        definition.decode(),
    ):
        raise NotAnExport("its log froze another definition")
    for kind in (VoteLog.URN_CLOSED, VoteLog.URN_SEPARATED):
        entry = told.stages.get(kind, {})
        digest = entry.get("envelopes_sha256")
        if entry.get("envelopes") != len(held) or digest != header.get("envelopes_sha256"):
            raise NotAnExport(f"the entry {kind} of its log names other closed votes")
    if told.twice or told.live != held:
        raise NotAnExport("its closed votes are not those that its log put into the box")


def _check_amendments(packed: zipfile.ZipFile) -> None:
    kinds = (VoteLog.PROJECT_WITHDRAWN, VoteLog.WINDOW_EXTENDED)
    amended = (line for line in _entries(packed) if json.loads(line)["kind"] in kinds)
    if _small(packed, names.AMENDMENTS) != b"".join(line + b"\n" for line in amended):
        raise NotAnExport("its amendments are not those of its log")


def _check_signed(packed: zipfile.ZipFile, key: LogKey | None, separated: int) -> Signed | None:
    held = set(packed.namelist()) & _SIGNED
    if not held:
        if key is not None:
            raise NotAnExport("it has no signed checkpoint, and a key was given")
        return None
    if held != _SIGNED:
        raise NotAnExport("it has a checkpoint without a key, or a key without a checkpoint")
    try:
        own = LogKey.read(_small(packed, names.LOG_KEY).decode())
        checkpoint = verified(_small(packed, names.CHECKPOINT).decode(), key or own)
    except (NoteError, ValueError) as error:
        raise NotAnExport("its checkpoint is not signed by this key") from error
    if checkpoint.size < separated:
        raise NotAnExport("its checkpoint is older than the separation. Take it again in a minute")
    leaves = map(leaf_hash, _entries(packed))
    head = Head().grown(islice(leaves, checkpoint.size))
    if head.size < checkpoint.size:
        raise NotAnExport("its log is shorter than its checkpoint says")
    if head.root != checkpoint.root:
        raise NotAnExport("its log is not the one that was signed")
    return Signed(checkpoint, key or own, key is not None)
