"""The tree against public vectors, and against its definition. docs/rules/audit.md section 8."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbplatform.audit.domain.tree import (
    EMPTY_ROOT,
    TILE_WIDTH,
    Head,
    complete_nodes,
    consistency_proof,
    goes_on,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    node_in_tile,
    tile_root,
    tile_width,
)

# Public vectors of the kind that logs are tested with: right proofs, and each way to spoil one.
_VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "vectors" / "merkle_proofs.json").read_text()
)


def _raw(text: str) -> bytes:
    return base64.b64decode(text)


def _naive(leaves: list[bytes]) -> bytes:
    """The root as RFC 9162 section 2.1.1 defines it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(_naive(leaves[:half]), _naive(leaves[half:]))


def _naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """The proof as RFC 9162 section 2.1.3.1 defines it."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*_naive_path(index, leaves[:half]), _naive(leaves[half:])]
    return [*_naive_path(index - half, leaves[half:]), _naive(leaves[:half])]


def _naive_consistency(older: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """The proof as RFC 9162 section 2.1.4.1 defines it."""
    if older == len(leaves):
        return [] if whole else [_naive(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if older <= half:
        return [*_naive_consistency(older, leaves[:half], whole), _naive(leaves[half:])]
    return [*_naive_consistency(older - half, leaves[half:], False), _naive(leaves[:half])]


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def _nodes(leaves: list[bytes]) -> Any:
    def node(level: int, place: int) -> bytes:
        asked = leaves[place << level : (place + 1) << level]
        assert len(asked) == 1 << level, "an incomplete node was asked for"
        return tile_root(asked)

    return node


@pytest.mark.parametrize("case", _VECTORS["inclusion"], ids=lambda case: str(case["desc"]))
def test_a_proof_of_inclusion_is_judged_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    holds = includes(
        _raw(case["leafHash"]),
        case["leafIdx"],
        case["treeSize"],
        [_raw(one) for one in case["proof"]],
        _raw(case["root"]),
    )
    assert holds is not case["wantErr"]


@pytest.mark.parametrize("case", _VECTORS["consistency"], ids=lambda case: str(case["desc"]))
def test_a_proof_of_consistency_is_judged_as_the_public_vectors_say(case: dict[str, Any]) -> None:
    holds = goes_on(
        case["size1"],
        _raw(case["root1"]),
        case["size2"],
        _raw(case["root2"]),
        [_raw(one) for one in case["proof"]],
    )
    assert holds is not case["wantErr"]


def test_the_root_of_nothing_and_of_one_entry_is_that_of_the_standard() -> None:
    assert Head().root == _raw("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    assert Head().grown([leaf_hash(b"")]).root == _raw(
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    )


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_tree_that_grew_in_two_steps_has_the_root_of_the_definition(
    first: int, second: int
) -> None:
    leaves = _leaves(first + second)
    head = Head().grown(leaves[:first])
    stored = Head.unpacked(head.size, head.packed)
    assert stored.grown(leaves[first:]).root == _naive(leaves)


@given(st.integers(1, 700), st.data())
def test_a_proof_of_inclusion_is_that_of_the_definition_and_holds(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = _leaves(size)
    proof = inclusion_proof(_nodes(leaves), index, size)
    assert proof == _naive_path(index, leaves)
    root = _naive(leaves)
    assert includes(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index or size == 1))
    assert size == 1 or not includes(leaves[index], other, size, proof, root)
    assert not includes(leaf_hash(b"another"), index, size, proof, root)


@given(st.integers(1, 700), st.data())
def test_a_proof_of_consistency_is_that_of_the_definition_and_holds(
    newer: int, data: st.DataObject
) -> None:
    older = data.draw(st.integers(1, newer))
    leaves = _leaves(newer)
    proof = consistency_proof(_nodes(leaves), older, newer)
    assert proof == _naive_consistency(older, leaves)
    roots = _naive(leaves[:older]), _naive(leaves)
    assert goes_on(older, roots[0], newer, roots[1], proof)
    assert not goes_on(older, leaf_hash(b"x"), newer, roots[1], proof)
    assert older == newer or not goes_on(older, roots[0], newer, leaf_hash(b"x"), proof)


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_subtree_is_made_of_complete_nodes_that_leave_nothing_out(first: int, count: int) -> None:
    at = first
    for level, place in complete_nodes(first, first + count):
        assert place << level == at
        at += 1 << level
    assert at == first + count


@given(st.integers(0, 20), st.integers(0, 2**30))
def test_a_node_is_found_in_the_tile_that_holds_it(level: int, place: int) -> None:
    tile, number, start, end = node_in_tile(level, place)
    assert 0 <= start < end <= TILE_WIDTH
    below = 8 * tile
    assert (number * TILE_WIDTH + start) << below == place << level
    assert (number * TILE_WIDTH + end) << below == (place + 1) << level


@pytest.mark.parametrize(
    ("level", "number", "size", "width"),
    [
        (0, 0, 0, 0),
        (0, 0, 1, 1),
        (0, 0, 256, 256),
        (1, 0, 255, 0),
        (1, 0, 256, 1),
        # The example of the C2SP specification.
        (0, 272, 70_000, 256),
        (0, 273, 70_000, 112),
        (0, 274, 70_000, 0),
        (1, 0, 70_000, 256),
        (1, 1, 70_000, 17),
        (2, 0, 70_000, 1),
    ],
)
def test_a_tile_is_as_wide_as_the_tree_makes_it(
    level: int, number: int, size: int, width: int
) -> None:
    assert tile_width(level, number, size) == width


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such entry"):
        inclusion_proof(_nodes(_leaves(3)), index, size)


@pytest.mark.parametrize(("older", "newer"), [(0, 3), (4, 3), (-1, 2)])
def test_no_proof_is_made_from_a_larger_tree_or_from_none(older: int, newer: int) -> None:
    with pytest.raises(ValueError, match="in order"):
        consistency_proof(_nodes(_leaves(3)), older, newer)


def test_an_edge_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Head.unpacked(3, b"\x00" * 32)
