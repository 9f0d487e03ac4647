"""Every kind that the source announces, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import ROOT

SOURCE = ROOT / "pbplatform"
OUTBOX = SOURCE / "core" / "outbox.py"


@dataclass(frozen=True)
class Announced:
    """A kind, where it is announced, and whether the fact names its address."""

    kind: str
    where: str
    names_address: bool


@dataclass(frozen=True)
class _Call:
    """One call, in the function (`None` on the level of the module) of the file it stands in."""

    path: Path
    node: ast.Call
    function: ast.FunctionDef | None


@cache
def _calls() -> tuple[_Call, ...]:
    return tuple(
        call
        for path in sorted(SOURCE.rglob("*.py"))
        for call in _calls_below(path, ast.parse(path.read_text()), None)
    )


def _calls_below(path: Path, node: ast.AST, function: ast.FunctionDef | None) -> Iterator[_Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield _Call(path, child, function)
        inner = child if isinstance(child, ast.FunctionDef) else function
        yield from _calls_below(path, child, inner)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def announced() -> list[Announced]:
    """Every fact that services announce; kinds that go through other functions are followed.

    Raises:
        AssertionError: a kind is given in a way that cannot be read here.
    """
    found = []
    for call in _calls():
        if (
            _called(call.node) in ("announce", "announce_awaited", "announce_to_many")
            and call.path != OUTBOX
        ):
            addressed = "to" in {word.arg for word in call.node.keywords}
            where = f"{call.path.relative_to(ROOT)}:{call.node.lineno}"
            for kind in _texts(call, call.node.args[1]):
                found.append(Announced(kind, where, addressed))
    return found


def _texts(call: _Call, given: ast.expr) -> Iterator[str]:
    """What an argument can be: a text, one of two, or a parameter that callers fill in."""
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp):
        yield from _texts(call, given.body)
        yield from _texts(call, given.orelse)
    elif isinstance(given, ast.JoinedStr):
        first, last = given.values
        assert isinstance(first, ast.Constant), ast.unparse(given)
        assert isinstance(last, ast.FormattedValue), ast.unparse(given)
        for text in _texts(call, last.value):
            yield f"{first.value}{text}"
    else:
        assert isinstance(given, ast.Name), ast.unparse(given)
        assert call.function is not None, ast.unparse(given)
        yield from _filled_in(call.path, call.function, given.id)


def _means(call: _Call, path: Path) -> bool:
    """Whether a call is of the function of this file, and not of one with the same name."""
    if call.path == path:
        return True
    function, name = call.node.func, _called(call.node)
    if name.startswith("_"):
        return False
    if isinstance(function, ast.Attribute):
        name = function.value.id if isinstance(function.value, ast.Name) else ""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return any(module.startswith(origin) for origin in _origins(call.path, name))


@cache
def _origins(path: Path, name: str) -> tuple[str, ...]:
    """The modules that a name of a file may come from."""
    return tuple(
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and any((alias.asname or alias.name) == name for alias in node.names)
    )


def _filled_in(path: Path, function: ast.FunctionDef, parameter: str) -> Iterator[str]:
    names = [argument.arg for argument in function.args.args]
    assert parameter in names, f"{function.name} computes a kind: {parameter}"
    place = names.index(parameter)
    callers = [
        call for call in _calls() if _called(call.node) == function.name and _means(call, path)
    ]
    assert callers, f"nobody calls {function.name}"
    for call in callers:
        yield from _texts(call, _argument(call.node, place, parameter))


def _argument(node: ast.Call, place: int, name: str) -> ast.expr:
    """What a caller gives, by place or by name."""
    if place < len(node.args):
        return node.args[place]
    return next(word.value for word in node.keywords if word.arg == name)
