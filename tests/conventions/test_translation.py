"""Every sentence can be translated: what reaches gettext is written out where it is asked for."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from wtforms import Field

from config import ROOT
from pbplatform.web.base_form import _PLAIN_WORDS
from tests.translating import Asked, known_sentences

# Functions that take sentences, and how many of their first arguments are.
TAKE = {
    **{"_": 1, "_l": 1, "gettext": 1, "lazy_gettext": 1, "ngettext": 2, "plural_forms": 2},
    **{"pgettext": 2, "npgettext": 3},  # the first tells translators what it is about
}
# Where they come from. Elsewhere nothing has such a name, or `make messages` would be misled.
SOURCES = ("flask_babel", "pbplatform.web.sentences")
SHORT = {"gettext": "_", "lazy_gettext": "_l"}
CODE = sorted((ROOT / "pbplatform").rglob("*.py"))
TEMPLATES = sorted(
    path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}")
)
CATALOGUES = sorted((ROOT / "pbplatform" / "translations").glob("*/LC_MESSAGES/*.po"))
# The typed functions themselves, and the pseudo-language.
OWN = [ROOT / "pbplatform" / "web" / name for name in ("sentences.py", "pseudo.py", "spoken.py")]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _asking(tree: ast.AST) -> Iterator[tuple[ast.Call, str, ast.Name]]:
    """Calls of the functions that take sentences."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TAKE:
            yield node, node.func.id, node.func


def faults_in_python(tree: ast.Module) -> list[str]:
    """Calls whose sentence nobody can collect, and other ways past the collecting."""
    found = []
    for call, name, _function in _asking(tree):
        taken = call.args[: TAKE[name]]
        written = [isinstance(arg, ast.Constant) and bool(arg.value) for arg in taken]
        if len(taken) != TAKE[name] or not all(written):
            found.append(f"{call.lineno}: not written out: {ast.unparse(call)}")
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr):  # `make messages` does not look inside
            found += [
                f"{call.lineno}: inside an f-string: {name}" for call, name, _ in _asking(text)
            ]
    return [*found, *_ways_around(tree)]


def _ways_around(tree: ast.Module) -> Iterator[str]:
    called = {id(function) for _call, _name, function in _asking(tree)}
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    stored = {id(each) for each in names if isinstance(each.ctx, ast.Store)}
    classes = [each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
    methods = {id(each) for one in classes for each in one.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from _misleading_imports(node)
        elif isinstance(node, ast.FunctionDef) and node.name in TAKE and id(node) not in methods:
            yield f"{node.lineno}: another {node.name}"
        elif isinstance(node, ast.Attribute) and node.attr in TAKE:
            yield f"{node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Name) and node.id in TAKE and id(node) not in called | stored:
            yield f"{node.lineno}: {node.id} is handed on"


def _misleading_imports(node: ast.ImportFrom) -> Iterator[str]:
    for name in node.names:
        known = name.asname or name.name
        if name.name in TAKE and node.module not in SOURCES:
            yield f"{node.lineno}: {name.name} of {node.module}"
        elif (name.name in TAKE or known in TAKE) and known not in (
            name.name,
            SHORT.get(name.name),
        ):
            yield f"{node.lineno}: {name.name} as {known}"


def test_check_of_calls_bites() -> None:
    source = """
        from flask_babel import gettext as tr
        from flask_babel import ngettext as _
        def gettext(text): return text
        _("one", "many", n)
        _("Fine %(x)s", x=1)
        _(text); _(f"Hello {name}"); _("yes" if good else "no"); _("a" + b); _("")
        ngettext("one", many, n); map(_, names); flask_babel.gettext("x")
        for _ in range(3): told = f"{_('Fine')}"
    """
    assert [
        fault.split(": ", 1)[1] for fault in faults_in_python(ast.parse(textwrap.dedent(source)))
    ] == [
        "not written out: _(text)",
        "not written out: _(f'Hello {name}')",
        "not written out: _('yes' if good else 'no')",
        "not written out: _('a' + b)",
        "not written out: _('')",
        "not written out: ngettext('one', many, n)",
        "inside an f-string: _",
        "gettext as tr",
        "ngettext as _",
        "another gettext",
        "_ is handed on",
        ".gettext",
    ]


def test_code_writes_out_what_it_asks_for() -> None:
    found = {_name(path): faults_in_python(_tree(path)) for path in CODE if path not in OWN}
    assert {name: faults for name, faults in found.items() if faults} == {}


# Rooms that speak to operators, the program for outsiders, and the demonstration, whose sentences
# are its people's.
_SPEAKS_OTHERWISE = re.compile(
    r"pbplatform/(cli|counting|demo|verifier)/|/commands(?:\.py|/)|/components\.py|/check_log\.py"
    r"|/receipt_file\.py"  # read by programs, the same in every language
)
_A_SENTENCE = re.compile(r"[A-Z][a-z]+,? [a-z]+( .*|[.?!]|)$")
# Arguments for other readers: operators, the register of personal data, the schema.
_FOR_OTHERS = {"comment", "help"}
_TO_OTHERS = {"personal", "not_personal", "info", "warning", "error", "exception", "debug"}


def untold_sentences(tree: ast.Module) -> list[str]:
    """Texts that look like sentences for people and never reach gettext."""
    passed = {id(inner) for call, _name, _f in _asking(tree) for inner in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.Dict):  # what is looked up is not shown
            passed |= {id(key) for key in node.keys}
        elif _is_for_others(node):
            passed |= {id(inner) for inner in ast.walk(node)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in passed
        and _A_SENTENCE.match(node.value)
    ]


def _is_for_others(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        return name in _TO_OTHERS
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.keyword) and node.arg in _FOR_OTHERS
    )


def test_check_of_texts_bites() -> None:
    source = """
        told = "Your vote is in the box."
        told = _("Your vote is in the box.")
        raise ValueError("Your vote is in the box.")
        log.warning("Your vote is in the box.")
        table = {"Your vote is in the box.": 1, "x": "Choose one from the list"}
    """
    assert untold_sentences(ast.parse(textwrap.dedent(source))) == [
        "2: Your vote is in the box.",
        "6: Choose one from the list",
    ]


def test_code_says_nothing_untranslated() -> None:
    spoken = [path for path in CODE if not _SPEAKS_OTHERWISE.search(f"/{_name(path)}")]
    found = {_name(path): untold_sentences(_tree(path)) for path in spoken}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_scripts_say_nothing_of_their_own() -> None:
    """Their words come with the page, in its language; what they throw is for developers."""
    texts, words = re.compile(r"\"[^\"]*\"|`[^`]*`"), re.compile("[a-z]{2,} [a-z]{2,}")
    found = [
        f"{_name(path)}: {line.strip()}"
        for path in sorted((ROOT / "static" / "js").rglob("*.js"))
        for line in path.read_text().splitlines()
        if words.search(" | ".join(texts.findall(line.split("//")[0]))) and "Error(" not in line
    ]
    assert found == []


def faults_in_template(tree: nodes.Template) -> list[str]:
    found = []
    calls = [each for each in tree.find_all(nodes.Call) if isinstance(each.node, nodes.Name)]
    for call in calls:
        taken = call.args[: TAKE.get(call.node.name, 0)]
        if not all(isinstance(arg, nodes.Const) and arg.value for arg in taken):
            found.append(f"{call.lineno}: not written out")
    functions = {id(call.node) for call in calls}
    for name in tree.find_all(nodes.Name):
        if name.name in TAKE and name.ctx == "load" and id(name) not in functions:
            found.append(f"{name.lineno}: {name.name} is handed on")
    return found


@pytest.fixture(scope="module")
def jinja() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def test_every_sentence_in_templates_is_collected(
    jinja: Environment, collected: set[Asked]
) -> None:
    written = set()
    for path in TEMPLATES:
        for call in jinja.parse(path.read_text()).find_all(nodes.Call):
            taken = call.args[: TAKE.get(getattr(call.node, "name", ""), 0)]
            if taken and all(isinstance(arg, nodes.Const) for arg in taken):
                written.add(tuple(str(arg.as_const()) for arg in taken))
    assert len(written) > 1000
    assert written - collected == set()


def test_what_a_script_fills_with_a_count_has_all_its_plural_forms() -> None:
    alone = r'(?<!\w)_\("[^"]*\{count\}'
    assert [_name(path) for path in TEMPLATES if re.search(alone, path.read_text())] == []


def test_check_of_templates_bites(jinja: Environment) -> None:
    source = '{{ _("Fine") }}{{ _(text) }}\n{{ _("a" ~ b) }}\n{{ names|map(_) }}\n{{ _("a" if b) }}'
    assert faults_in_template(jinja.parse(source)) == [
        "1: not written out",
        "2: not written out",
        "4: not written out",
        "3: _ is handed on",
    ]


def test_templates_write_out_what_they_ask_for(jinja: Environment) -> None:
    found = {_name(path): faults_in_template(jinja.parse(path.read_text())) for path in TEMPLATES}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.fixture(scope="module")
def collected(request: pytest.FixtureRequest) -> set[Asked]:
    return known_sentences(request.config.cache)


def _written_in(path: Path) -> Iterator[Asked]:
    for call, name, _function in _asking(_tree(path)):
        yield tuple(
            str(arg.value) for arg in call.args[: TAKE[name]] if isinstance(arg, ast.Constant)
        )


def test_every_sentence_in_code_is_collected(collected: set[Asked]) -> None:
    """One with two forms is kept by its first alone, so it cannot have another second."""
    written = {each for path in CODE if path not in OWN for each in _written_in(path)}
    assert len(written) > 1500
    assert written - collected == set()


def test_forms_say_everything_in_our_words() -> None:
    """WTForms has sentences of its own; each that a field or check in use can say is replaced."""
    said = set()
    for path in CODE:
        for node in ast.walk(_tree(path)):
            of = node.module if isinstance(node, ast.ImportFrom) else None
            if of is not None and of.split(".")[0] in ("wtforms", "flask_wtf"):
                said |= {text for name in node.names for text in _said_by(of, name.name)}
    # A fault of a programmer.
    said -= {"Choices cannot be None."}
    assert said - set(_PLAIN_WORDS) == set()
    assert len(said) > 10


@cache
def _said_by(module: str, name: str) -> tuple[str, ...]:
    """What a class of a form library hands to gettext, itself or by those it is made from."""
    made = getattr(import_module(module), name)
    of_theirs = [
        each
        for each in (made.__mro__ if inspect.isclass(made) else ())
        if each.__module__.split(".")[0] in ("wtforms", "flask_wtf") and each is not Field
    ]
    return tuple(
        str(node.args[0].value)
        for each in of_theirs
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(each))))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("gettext", "ngettext")
        and isinstance(node.args[0], ast.Constant)
    )


# Parts of a sentence that every translation of it keeps.
_PARTS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>|&\w+;|\|")


def faults_in(catalogue: Catalog) -> list[str]:
    """Translations that would break a page: gaps, tags or forms that are not the sentence's."""
    found = [f"{message.id}: {error}" for message, errors in catalogue.check() for error in errors]
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            found += [f"{message.id}: {text}" for text in _without_parts(message)]
    return found


def _without_parts(message: Message) -> Iterator[str]:
    """Forms whose parts are not those of the English; a form for one number may leave it out."""
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    allowed = {part for each in english for part in _PARTS.findall(each)}
    needed = set.intersection(*(set(_PARTS.findall(each)) for each in english))
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    for text in texts:
        parts = set(_PARTS.findall(text))
        number = {"%(num)s", "{count}"} if len(texts) > 1 else set()
        if parts - allowed or needed - parts - number:
            yield text


def test_check_of_catalogues_bites() -> None:
    made = Catalog(locale="pl")
    made.add(("{count} project", "{count} projects"), ("jeden", "{count} projekty", "{n} x"))
    made.add("Hello %(name)s", "Witaj, %(imie)s")
    made.add("<strong>Late</strong>", "<strong>Późno</strong>")
    made.add("Fine", "Dobrze")
    broken = {fault.split(": ", 1)[0] for fault in faults_in(made)}
    assert broken == {"('{count} project', '{count} projects')", "Hello %(name)s"}


def test_catalogues_keep_gaps_and_tags() -> None:
    """There may be none yet; what the check finds is shown above."""
    for path in CATALOGUES:
        with path.open("rb") as file:
            assert faults_in(read_po(file)) == [], _name(path)
