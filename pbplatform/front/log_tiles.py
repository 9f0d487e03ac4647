"""The tree of each log as files (C2SP tlog-tiles), and proofs as texts.

Nothing is served that the newest checkpoint does not cover. Source: docs/rules/audit.md section 9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from pbplatform.audit import queries as audit
from pbplatform.audit.domain import tree
from pbplatform.audit.domain.notes import hash_lines, proof_text
from pbplatform.audit.domain.tree import TILE_WIDTH
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.proofs import proven
from pbplatform.audit.queries.trees import Sealed, StoredTree, newest_checkpoint, sealed_tree
from pbplatform.audit.queries.witnesses import newest_witnessed, with_cosignatures
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.moderation.queries.served_log import bodies_served, may_be_withheld
from pbplatform.rounds import queries as rounds
from pbplatform.web.guards import public

bp = Blueprint("log_tiles", __name__)

_TILE = re.compile(r"((?:x\d{3}/){0,2})(\d{3})(?:\.p/([1-9]\d{0,2}))?")
_LEVEL = re.compile(r"0|[1-9]\d?")
_LONGEST = 0xFFFF  # bytes of an entry in a bundle
_YEAR = "public, max-age=31536000, immutable"
_MINUTE = "public, max-age=60"
_SECONDS = "public, max-age=5"


@dataclass(frozen=True)
class Tile:
    """What an address of a tile asks for.

    Attributes:
        width: of a partial tile; 256 for a full one.
    """

    number: int
    width: int = TILE_WIDTH

    @classmethod
    def read(cls, where: str) -> Tile:
        """From the last part of an address: `000`, `x001/x234/067`, `000.p/112`.

        Raises:
            NotFound: it is written in another way.
        """
        parts = _TILE.fullmatch(where)
        if parts is None:
            raise NotFound("log.no_tile")
        above = parts[1].replace("x", "").replace("/", "")
        width = int(parts[3] or TILE_WIDTH)
        number = int(above + parts[2])
        if where != cls(number, width).path:  # one address for each tile
            raise NotFound("log.no_tile")
        return cls(number, width)

    @property
    def path(self) -> str:
        """The last part of its address."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        whole = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return whole if self.width == TILE_WIDTH else f"{whole}.p/{self.width}"


@dataclass(frozen=True)
class SignedLog:
    """A log with its newest checkpoint, and its tree of that size."""

    slug: str
    sealed: Sealed
    tree: StoredTree

    @classmethod
    def find(cls, slug: str) -> SignedLog:
        """Raises:
        NotFound: nothing of this log is signed yet.
        """
        sealed = newest_checkpoint(db.session(), log=slug)
        if sealed is None:
            raise NotFound("log.not_signed_yet")
        return cls(slug, sealed, sealed_tree(db.session(), sealed))

    def refuse_absent(self, level: int, tile: Tile) -> None:
        """Raise NotFound for a tile that the signed tree does not have."""
        if tile.width > tree.tile_width(level, tile.number, self.sealed.size):
            raise NotFound("log.no_tile")


def _site() -> str:
    return SITE


def _round(slug: str) -> str:
    return rounds.public_round(db.session(), slug).path


@bp.route("/log/site/checkpoint")
@public
def site_checkpoint() -> ResponseReturnValue:
    """The newest signed checkpoint of the site log."""
    return _checkpoint(_site())


@bp.route("/log/rounds/<slug>/checkpoint")
@public
def round_checkpoint(slug: str) -> ResponseReturnValue:
    """The newest signed checkpoint of a ballot log."""
    return _checkpoint(_round(slug))


@bp.route("/log/site/tile/<level>/<path:where>")
@public
def site_tile(level: str, where: str) -> ResponseReturnValue:
    """256 hashes of the tree of the site log, or fewer at its edge."""
    return _tile(_site(), level, where)


@bp.route("/log/rounds/<slug>/tile/<level>/<path:where>")
@public
def round_tile(slug: str, level: str, where: str) -> ResponseReturnValue:
    """256 hashes of the tree of a ballot log, or fewer at its edge."""
    return _tile(_round(slug), level, where)


@bp.route("/log/site/tile/entries/<path:where>")
@public
def site_bundle(where: str) -> ResponseReturnValue:
    """256 entries of the site log, or fewer at its end."""
    return _bundle(_site(), where, lambda bodies: bodies_served(db.session(), bodies))


@bp.route("/log/rounds/<slug>/tile/entries/<path:where>")
@public
def round_bundle(slug: str, where: str) -> ResponseReturnValue:
    """256 entries of a ballot log, or fewer at its end."""
    return _bundle(_round(slug), where, iter)


@bp.route("/log/site/proof/<int:number>")
@public
def site_proof(number: int) -> ResponseReturnValue:
    """That an entry stands in the signed tree of the site log."""
    return _proof(_site(), number)


@bp.route("/log/rounds/<slug>/proof/<int:number>")
@public
def round_proof(slug: str, number: int) -> ResponseReturnValue:
    """That an entry stands in the signed tree of a ballot log."""
    return _proof(_round(slug), number)


@bp.route("/log/site/consistency/<int:older>/<int:newer>")
@public
def site_consistency(older: int, newer: int) -> ResponseReturnValue:
    """That the site log of one size goes on from that of another."""
    return _consistency(_site(), older, newer)


@bp.route("/log/rounds/<slug>/consistency/<int:older>/<int:newer>")
@public
def round_consistency(slug: str, older: int, newer: int) -> ResponseReturnValue:
    """That a ballot log of one size goes on from that of another."""
    return _consistency(_round(slug), older, newer)


@bp.route("/log/site/witnessed")
@public
def site_witnessed() -> ResponseReturnValue:
    """The newest checkpoint of the site log that a witness signed."""
    return _witnessed(_site())


@bp.route("/log/rounds/<slug>/witnessed")
@public
def round_witnessed(slug: str) -> ResponseReturnValue:
    """The newest checkpoint of a ballot log that a witness signed."""
    return _witnessed(_round(slug))


def _checkpoint(slug: str) -> Response:
    sealed = SignedLog.find(slug).sealed
    note = with_cosignatures(db.session(), sealed.log_id, sealed.note, sealed.size)
    return _text(note, _SECONDS)


def _witnessed(slug: str) -> Response:
    note = newest_witnessed(db.session(), log=slug)
    if note is None:
        raise NotFound("log.not_witnessed_yet")
    return _text(note, _SECONDS)


def _tile(slug: str, asked: str, where: str) -> Response:
    log, tile = SignedLog.find(slug), Tile.read(where)
    if not _LEVEL.fullmatch(asked) or int(asked) > tree.MAX_LEVEL:
        raise NotFound("log.no_tile")
    level = int(asked)
    log.refuse_absent(level, tile)
    packed = b"".join(log.tree.hashes(level, tile.number)[: tile.width])
    return _bytes(packed, _YEAR if tile.width == TILE_WIDTH else _MINUTE)


def _bundle(slug: str, where: str, shown: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Response:
    log, tile = SignedLog.find(slug), Tile.read(where)
    log.refuse_absent(0, tile)
    first = tile.number * TILE_WIDTH
    bodies = audit.bodies(db.session(), log=slug, first=first, last=first + tile.width - 1)
    lines = [_fitting(body) for body in shown(bodies)]
    keep = _YEAR if tile.width == TILE_WIDTH else _MINUTE
    if slug == SITE and any(b'"withheld_' in line or may_be_withheld(line) for line in lines):
        keep = "no-cache"  # a decision can withhold one of them, or serve it again
    packed = b"".join(len(line).to_bytes(2) + line for line in lines)
    return _bytes(packed, keep)


def _fitting(body: bytes) -> bytes:
    return body if len(body) <= _LONGEST else audit.long_line(body)


def _proof(slug: str, number: int) -> Response:
    log = SignedLog.find(slug)
    if number >= log.sealed.size:
        raise NotFound("log.not_in_signed_tree")
    proof = tree.inclusion_proof(log.tree.node, number, log.sealed.size)
    answer = _text(proof_text(number, proof, log.sealed.note), _SECONDS)
    name = f"{slug.replace('/', '-')}-{number}.tlog-proof"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def signed_with(entry: audit.Entry) -> int | None:
    """How many entries were signed together with this one; None while it is not signed.

    Raises:
        Conflict: it is not the one that was signed.
    """
    proof = proven(db.session(), log=entry.log, index=entry.idx, body=entry.body)
    return proof.size if proof else None


def _consistency(slug: str, older: int, newer: int) -> Response:
    log = SignedLog.find(slug)
    if not 0 < older <= newer <= log.sealed.size:
        raise NotFound("log.no_such_sizes")
    return _text(hash_lines(tree.consistency_proof(log.tree.node, older, newer)), _MINUTE)


def _text(told: str, keep: str) -> Response:
    answer = Response(told, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = keep
    return answer


def _bytes(packed: bytes, keep: str) -> Response:
    answer = Response(packed, mimetype="application/octet-stream")
    answer.headers["Cache-Control"] = keep
    return answer
