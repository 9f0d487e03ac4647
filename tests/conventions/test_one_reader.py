"""The frozen definition and the choices of a ballot are each read in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from config import ROOT


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    code = sorted((ROOT / "pbplatform").rglob("*.py"))
    return tuple((path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in code)


READER = re.compile(r"pbplatform/rounds/(domain/)?definition\.py")
# What a ballot's choices are is said by its kind alone; counting takes them as arrays.
KINDS = re.compile(r"pbplatform/(rounds/domain/ballots/|counting/)")
# Facts that stand under these names in the document and nowhere else.
OF_THE_DEFINITION = {"urn_key", "secrecy", "opens_at", "closes_at", "currency", "lot", "ballot"}
DEFINITIONS = re.compile(r"\b(definition|frozen|told_definition|definition_body)\b")


def read_as_json(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("json.loads", "loads"):
            yield node


def test_nobody_but_its_module_reads_the_frozen_definition_as_json() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in parsed()
        if not READER.fullmatch(name)
        for node in read_as_json(tree)
        if DEFINITIONS.search(ast.unparse(node))
    ]
    assert not found


def test_nobody_but_its_module_takes_facts_of_the_definition_by_their_names_in_it() -> None:
    found = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in parsed()
        if not READER.fullmatch(name) and any(read_as_json(tree))
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in OF_THE_DEFINITION
    ]
    assert not found


def test_nobody_but_the_kinds_takes_the_choices_of_a_published_ballot_apart() -> None:
    found = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in parsed()
        if not KINDS.match(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("split", "replace")
        and ast.unparse(node.func.value).endswith("choices")
    ]
    assert not found


def test_nobody_but_the_kinds_asks_which_kind_a_ballot_is() -> None:
    """Who asks has to be found and changed for every new kind."""
    words = {"approval", "knapsack", "points", "ranking"}
    found = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name, tree in parsed()
        if not KINDS.match(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(
            isinstance(side, ast.Constant) and side.value in words
            for side in (node.left, *node.comparators)
        )
    ]
    assert not found
