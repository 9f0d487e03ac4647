"""Each policy has a table of who may and when, and each refusal it knows stands in a cell of it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import FunctionType

import pytest

from config import ROOT
from tests.conventions.trees import tree_of
from tests.policy_tables import MAY, Policy, Table

CODE = sorted((ROOT / "pbplatform").rglob("*.py"))
REFUSALS = {"NotAllowed", "Conflict", "NotFound", "TooMany", "DomainError"}


def policies() -> list[Policy]:
    """Every function that a `policies` module defines to refuse something."""
    modules = [
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for path in CODE
        if path.stem == "policies" or path.parent.name == "policies"
    ]
    return [
        function
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("refuse_") and function.__module__ == module.__name__
    ]


def tables() -> list[Table]:
    """The tables of all slices."""
    files = sorted((ROOT / "tests").glob("*/test_policies.py"))
    names = [path.parent.name for path in files if path.parent.name != "conventions"]
    return [
        table for name in names for table in import_module(f"tests.{name}.test_policies").TABLES
    ]


def name_of(policy: Policy) -> str:
    return f"{policy.__module__}.{policy.__name__}"


@cache
def codes_of(policy: Policy) -> frozenset[str]:
    """The codes of the refusals that a policy, or a policy that it asks, can return."""
    assert isinstance(policy, FunctionType)
    tree = ast.parse(textwrap.dedent(inspect.getsource(policy)))
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found: set[str] = set()
    for call in called:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in REFUSALS:
            found |= set(_texts(call.args[0]))
        elif name.lstrip("_").startswith("refuse_"):
            found |= codes_of(policy.__globals__[name])
    return frozenset(found)


def _texts(node: ast.expr) -> Iterator[str]:
    """A code as it is written, or both of `one if so else other`."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    else:
        assert isinstance(node, ast.Constant), "a policy writes the codes of its refusals out"
        yield str(node.value)


@pytest.mark.parametrize("policy", policies(), ids=name_of)
def test_policy_has_a_table(policy: Policy) -> None:
    assert policy in {table.policy for table in tables()}


@pytest.mark.parametrize("policy", policies(), ids=name_of)
def test_everything_a_policy_refuses_and_lets_through_stands_in_its_table(policy: Policy) -> None:
    told = {
        code for table in tables() if table.policy is policy for code in table.expected().values()
    }
    assert told == codes_of(policy) | {MAY}


@pytest.mark.parametrize("table", tables(), ids=lambda table: f"{table.name}-{table.source}")
def test_table_names_the_rules_that_it_is_made_from(table: Table) -> None:
    documents = [part for part in table.source.split() if part.startswith("docs/rules/")]
    assert documents
    assert [name for name in documents if not (ROOT / name).is_file()] == []


def test_who_may_do_what_is_decided_by_policies_alone() -> None:
    """A public `refuse_to_…` anywhere else would need no table."""
    found = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in CODE
        if path.stem != "policies" and path.parent.name != "policies"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("refuse_to_")
    ]
    assert not found


def test_there_are_as_many_policies_as_there_are_known_to_be() -> None:
    """A search that finds nothing would let everything pass."""
    assert len(policies()) > 40
    assert sum(len(codes_of(policy)) for policy in policies()) > 100
