"""The hash tree over a log: leaves, roots, tiles, and proofs (RFC 9162; C2SP tlog-tiles).

Pure: nodes that a proof needs are asked of whoever calls. A node is named by its level and its
place in it: node (l, i) is the root over the entries from `i << l` to `(i + 1) << l`, complete.
Source: docs/rules/audit.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pbplatform.core.canonical import sha256

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
HASH_BYTES = 32
MAX_LEVEL = 63
EMPTY_ROOT = sha256(b"")

# (level, place) of a complete node -> its hash.
Nodes = Callable[[int, int], bytes]


def leaf_hash(body: bytes) -> bytes:
    """The leaf of an entry: the exact bytes behind a 0x00."""
    return sha256(b"\x00" + body)


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node above two others."""
    return sha256(b"\x01" + left + right)


@dataclass(frozen=True)
class Head:
    """How far a tree has come, and all that is needed to make it grow.

    Attributes:
        size: how many entries.
        edge: roots of the complete trees that the size is made of, the largest first: one for each
            bit of the size that is 1.
    """

    size: int = 0
    edge: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Head:
        """The head after these leaves."""
        size, edge = self.size, list(self.edge)
        for leaf in leaves:
            node, complete = leaf, size
            while complete & 1:
                node = node_hash(edge.pop(), node)
                complete >>= 1
            edge.append(node)
            size += 1
        return Head(size, tuple(edge))

    @property
    def root(self) -> bytes:
        """The root over all entries."""
        return joined(self.edge)

    @property
    def packed(self) -> bytes:
        """The edge as bytes, 32 for each hash."""
        return b"".join(self.edge)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Head:
        """A head as it is stored.

        Raises:
            ValueError: the edge does not fit the size.
        """
        edge = tuple(hashes_in(packed))
        if len(edge) != size.bit_count():
            raise ValueError("the edge does not fit the size")
        return cls(size, edge)


def joined(parts: Sequence[bytes]) -> bytes:
    """The root over complete trees side by side, the largest first."""
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes, as those of a full tile."""
    row = list(hashes)
    while len(row) > 1:
        row = [
            sha256(b"\x01" + left + right) for left, right in zip(row[::2], row[1::2], strict=True)
        ]
    return row[0]


def hashes_in(packed: bytes) -> list[bytes]:
    """The hashes of a tile or an edge."""
    return [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)]


# Tiles: 256 nodes of levels 0, 8, 16 and so on, side by side.


def tile_width(level: int, number: int, size: int) -> int:
    """How many hashes a tile has in a tree of this size; 0 where it has none, 256 when full."""
    return max(0, min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH))


def node_in_tile(level: int, place: int) -> tuple[int, int, int, int]:
    """Where a node is found: level and number of the tile, and the hashes in it from, to.

    The node is the root over those hashes.
    """
    tile, above = divmod(level, TILE_HEIGHT)
    first = place << above
    number, start = divmod(first, TILE_WIDTH)
    return tile, number, start, start + (1 << above)


def range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """The root over the entries from `start` to just before `end`, as a subtree of the tree."""
    return joined([nodes(level, place) for level, place in complete_nodes(start, end)])


def complete_nodes(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete nodes that the entries of a subtree are made of, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:  # a subtree begins at a multiple of what it can hold
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def _half(size: int) -> int:
    """The largest power of two below a size of 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from an entry to the root, from the leaf up.

    Raises:
        ValueError: there is no such entry in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError("no such entry")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            proof.append((middle, end))
            end = middle
        else:
            proof.append((start, middle))
            start = middle
    return [range_root(nodes, *one) for one in reversed(proof)]


def consistency_proof(nodes: Nodes, older: int, newer: int) -> list[bytes]:
    """The hashes that show that the tree of one size goes on from that of another.

    Raises:
        ValueError: the sizes are not in order, or the older tree is empty.
    """
    if not 0 < older <= newer:
        raise ValueError("the sizes are not in order")
    start, end, proof = 0, newer, []
    while end != older:
        middle = start + _half(end - start)
        if older <= middle:
            proof.append((middle, end))
            end = middle
        else:
            proof.append((start, middle))
            start = middle
    if start:
        proof.append((start, end))
    return [range_root(nodes, *one) for one in reversed(proof)]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf to a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(step, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def goes_on(
    older: int, older_root: bytes, newer: int, newer_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that a newer tree begins with an older one (RFC 9162, 2.1.4.2)."""
    if not 0 < older <= newer:
        return False
    if older == newer:
        return not proof and older_root == newer_root
    if not _are_hashes(older_root, newer_root, *proof):
        return False
    path = [older_root, *proof] if older & (older - 1) == 0 else list(proof)
    place, last = older - 1, newer - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return bool(path) and _reached(place, last, path) == (older_root, newer_root)


def _reached(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The older and the newer root that a proof of consistency leads to."""
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return (first, second) if last == 0 else None


def _are_hashes(*some: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in some)
