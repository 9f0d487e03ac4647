"""Templates, style sheets and scripts keep the house rules without being run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from config import Settings
from pbplatform import create_app
from tests.conventions.trees import CODE

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
FILES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
SHEET = sorted((TEMPLATES / "dev").rglob("*.html"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
WIDEST = 140
READ_ALOUD = ("aria-label", "alt", "title", "placeholder", "data-label", "label", "content")
WORD = re.compile(r"[A-Za-z]{2,}")
HOLE = "\x00"
_LIKE_WORDS = re.compile(r"^[A-Z][a-z]|[a-z]{2,} [a-z]{2,} [a-z]{2,}")


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Of an application made once: reading templates needs no database."""
    folder = tmp_path_factory.mktemp("templates")
    url = f"sqlite:///{folder / 'never-opened.db'}"
    settings = Settings(
        mode="test",
        database_url=url,
        database_direct_url=url,
        secret_key="a secret of tests, thirty-two letters long",
        key_dir=folder,
        files_dir=folder,
        public_url="http://localhost",
    )
    return create_app(settings).jinja_env


def _markup(environment: Environment, source: str) -> str:
    """The template with every expression and translated passage cut out."""
    kept, inside, translated = [], False, False
    for _line, kind, value in environment.lex(source):
        if kind == "data":
            kept.append("" if translated or inside else value)
        elif kind == "variable_begin":
            kept.append(HOLE)
        elif kind == "name" and value in ("trans", "endtrans"):
            translated = value == "trans"
        elif kind in ("raw_begin", "raw_end"):
            inside = kind == "raw_begin"
    return re.sub(r"<!--.*?-->|<!DOCTYPE[^>]*>", "", "".join(kept), flags=re.S)


def _plain_words(markup: str) -> Iterator[str]:
    for tag in re.findall(r"<[^>]*>", markup):
        for attribute, value in re.findall(r'([\w-]+)="([^"]*)"', tag):
            shown = attribute in READ_ALOUD and not tag.startswith("<meta")
            if shown and WORD.search(value.replace(HOLE, "")):
                yield f"{attribute}={value}"
    text = re.sub(r"&\w+;", "", re.sub(r"<[^>]*>", "\n", markup))
    yield from (line.strip() for line in text.splitlines() if WORD.search(line.replace(HOLE, "")))


def test_checks_of_words_bite(environment: Environment) -> None:
    source = """{{ button("Send it") }}{{ button(_("Send")) }}
      <p class="x">{{ _("Fine.") }} {% trans %}Fine too{% endtrans %} Not fine</p>
      <i aria-label="Nor this {{ x }}">4 &amp; 5</i>"""
    found = list(_plain_words(_markup(environment, source)))
    assert [text.strip(HOLE + " ") for text in found] == ["aria-label=Nor this", "Not fine"]
    assert list(_sentences(environment.parse(source))) == ["Send it"]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_template_says_nothing_untranslated(environment: Environment, path: Path) -> None:
    assert list(_plain_words(_markup(environment, path.read_text()))) == []


def _sentences(tree: nodes.Template) -> Iterator[str]:
    """Constant texts that look like words for people and are not handed to gettext."""
    translated = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name in ("_", "gettext", "ngettext", "pgettext", "npgettext", "plural_forms")
        for inner in call.find_all(nodes.Const)
    }
    for const in tree.find_all(nodes.Const):
        text = const.value
        if isinstance(text, str) and id(const) not in translated and _LIKE_WORDS.search(text):
            yield text


@pytest.mark.parametrize("path", [each for each in FILES if each not in SHEET], ids=_name)
def test_template_passes_on_nothing_untranslated(environment: Environment, path: Path) -> None:
    source = re.sub(r"{%-? *trans\b.*?endtrans *-?%}", "", path.read_text(), flags=re.S)
    assert list(_sentences(environment.parse(source))) == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_template_uses_what_it_imports(environment: Environment, path: Path) -> None:
    tree = environment.parse(path.read_text())
    imported = {
        name if isinstance(name, str) else name[1]
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    }
    used = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
    assert imported - used == set()


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_template_has_nothing_inline(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=\"", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_template_is_short_and_named_in_snake_case(path: Path) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*\.html", path.name)
    most = 200 if path in COMPONENTS else 140
    assert len(path.read_text().splitlines()) <= most


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_lines_of_a_template_can_be_read_and_edited(path: Path) -> None:
    assert [line for line in path.read_text().splitlines() if len(line) > WIDEST] == []


def test_lines_of_tests_can_be_read_and_edited() -> None:
    """The formatter leaves long constants as they are, so width is looked at here."""
    wide = [
        f"{path.name}:{number}"
        for path in TESTS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert wide == []


def _built(tree: nodes.Template) -> Iterator[str]:
    """Where a template gathers data, or reckons with money, which Python does."""
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        verb = call.node.attr if isinstance(call.node, nodes.Getattr) else ""
        if name == "namespace" or verb in ("append", "extend", "insert", "update", "strftime"):
            yield f"{call.lineno}: {name or verb}"
    for assign in tree.find_all(nodes.Assign):
        targets = {each.name for each in assign.target.find_all(nodes.Name)} | {
            getattr(assign.target, "name", "")
        }
        for sum_ in [*assign.node.find_all(nodes.Add), assign.node]:
            left = sum_.left if isinstance(sum_, nodes.Add) else None
            if isinstance(left, nodes.Name) and left.name in targets:
                yield f"{assign.lineno}: {left.name} grows"
    for sum_ in tree.find_all((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv)):
        names = [each.attr for each in sum_.find_all(nodes.Getattr)]
        names += [each.name for each in sum_.find_all(nodes.Name)]
        yield from (f"{sum_.lineno}: {name}" for name in names if name.endswith("_minor"))
    for used in tree.find_all(nodes.Filter):
        texts = [each.value for each in used.find_all(nodes.Const)]
        money = any(isinstance(text, str) and text.endswith("_minor") for text in texts)
        if used.name == "format" or (used.name == "sum" and money):
            yield f"{used.lineno}: |{used.name}"


def test_checks_of_built_data_bite(environment: Environment) -> None:
    for source in (
        "{% set found = namespace(list=[]) %}",
        "{% set _done = found.append(1) %}",
        "{% set rows = rows + [1] %}",
        "{{ (round.money_minor - spent) | money }}",
        "{{ money_minor / 100 }}",
        '{{ projects | sum(attribute="cost_minor") }}',
        '{{ "%.2f" | format(share) }}',
        '{{ day.strftime("%d") }}',
    ):
        assert list(_built(environment.parse(source))), source
    fine = "{{ round.money_minor | money }}{% set top = loop.index0 * 54 %}{{ page + 1 }}"
    assert not list(_built(environment.parse(fine)))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_template_is_handed_finished_data(environment: Environment, path: Path) -> None:
    """Lists and sums are made in Python, money and days shown by filters."""
    assert list(_built(environment.parse(path.read_text()))) == []


def test_every_form_that_posts_carries_its_token() -> None:
    for path in FILES:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.S):
            assert re.search(r"csrf_token|hidden\(|hidden_tag|form_page", form), path


def test_every_form_that_posts_carries_a_nonce_except_those_of_the_vote() -> None:
    """The vote has a nonce of its own. Source: docs/rules/forms.md section 1."""
    for path in FILES:
        if path.relative_to(TEMPLATES).parts[0] == "voting":
            continue
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.S):
            assert re.search(r"once_field\(|hidden\(|form_page", form), path


def test_every_macro_stands_on_the_sheet_of_components(environment: Environment) -> None:
    macros = {
        macro.name
        for path in COMPONENTS
        for macro in environment.parse(path.read_text()).find_all(nodes.Macro)
        if not macro.name.startswith("_")
    }
    shown = {
        name.name
        for path in [*SHEET, *COMPONENTS]
        for name in environment.parse(path.read_text()).find_all(nodes.Name)
        if name.ctx == "load"
    }
    assert macros - shown == set()


def test_every_class_of_ours_in_a_template_has_a_style() -> None:
    styled = set()
    for path in (STATIC / "css").glob("*.css"):
        styled |= set(re.findall(r"\.(pb-[\w-]+)", path.read_text()))
    used = {
        name
        for path in FILES
        for attribute in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.findall(r"(?<![\w-])pb-[\w-]*\w(?![\w-]*\{)", attribute)
    }
    assert {name for name in used if name not in styled and name + "-" not in styled} == set()


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_style_sheet_follows_the_direction_of_the_text(path: Path) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*\.css", path.name)
    lines = [line for line in path.read_text().splitlines() if '[dir="rtl"]' not in line]
    sided = r"(?:margin|padding|border)-(?:left|right)\b|(?<![\w-])(?:left|right): "
    assert [line for line in lines if re.search(sided, line)] == []
    corners = r"(?:margin|padding): ([^\s;]+) ([^\s;]+) ([^\s;]+) ([^\s;]+);"
    uneven = [match for line in lines for match in re.findall(corners, line)]
    assert [each for each in uneven if each[1] != each[3]] == []


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_script_is_one_short_module(path: Path) -> None:
    source = path.read_text()
    assert re.fullmatch(r"[a-z][a-z0-9-]*\.js", path.name)
    assert len(source.splitlines()) <= (15 if path.name == "main.js" else 100)
    mounts = re.search(r"^export (async )?function mount\(", source, re.MULTILINE) is not None
    mounted = f'"{path.stem}"' in (STATIC / "js" / "main.js").read_text()
    others = [other.read_text() for other in (STATIC / "js").glob("*.js") if other != path]
    shared = any(f'from "./{path.name}"' in other for other in others)
    assert path.name == "main.js" or (mounts and mounted) or (shared and not mounted)


def test_layouts_set_no_name_that_a_page_is_given() -> None:
    """A name that a layout sets would stand in the page's place, in all of its blocks."""
    layouts = (ROOT / "templates" / "layouts").rglob("*.html")
    set_there = {
        name for path in layouts for name in re.findall(r"{%-? set (\w+)", path.read_text())
    }
    given = {
        keyword.arg
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template"
        for keyword in node.keywords
    }
    assert set_there
    assert set_there & given == set()
