"""What a form marks optional is never demanded, and what it demands is never marked so."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator

import pytest

from config import ROOT
from pbplatform.web.base_form import Form
from tests.conventions.trees import tree_of

FORMS: dict[str, list[type[Form]]] = {}
for _path in [*(ROOT / "pbplatform").rglob("pages/*.py"), ROOT / "pbplatform/front/forms.py"]:
    _module = importlib.import_module(
        ".".join(_path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )
    FORMS.setdefault(_path.relative_to(ROOT).parts[1], []).extend(
        each
        for each in vars(_module).values()
        if inspect.isclass(each) and issubclass(each, Form) and each.__module__ == _module.__name__
    )
SLICES = sorted(FORMS)
MARKED = re.compile(r"\{\{-? \w+\(\s*(?:\w+\.)?(\w+)\.(\w+)[^}]*?optional=true")
# Of a form that has a field of the same name and does not mark it.
OF_ANOTHER_FORM = {
    "spent: step.spent_needed",
    "email: contact.address_needed",
    # Needed with the hours, and told beside the number.
    "help_phone: place.hours_without_phone",
}
# Left empty it is fine; what is typed may be wrong.
OF_WHAT_IS_TYPED = re.compile(
    r"(not_a_phone|negative|too_early|too_late|too_pale|too_long|not_a_|weekend|not_web|_many|_twice|_long|_such_sheet|_such_column)$"
)


def marked(name: str) -> set[str]:
    """Names of fields that templates of a slice mark optional."""
    pages = (ROOT / "templates" / name).rglob("*.html")
    return {field for path in pages for _form, field in MARKED.findall(path.read_text())}


def refusals(name: str) -> Iterator[tuple[str, str]]:
    """(code, field) of every refusal of a slice that lands beside a field."""
    for path in (ROOT / "pbplatform" / name).rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Conflict":
                for word in node.keywords:
                    if word.arg == "field" and isinstance(word.value, ast.Constant) and node.args:
                        yield str(getattr(node.args[0], "value", "")), str(word.value.value)


def test_marks_and_refusals_are_found() -> None:
    assert sum(len(marked(name)) for name in SLICES) > 10
    assert sum(1 for name in SLICES for _each in refusals(name)) > 100


@pytest.mark.parametrize("name", SLICES)
def test_field_that_a_page_marks_optional_is_never_needed(name: str) -> None:
    fields = marked(name) - ON_ANOTHER_FORM.get(name, set())
    wrong = [
        f"{field}: {code}"
        for code, field in refusals(name)
        if field in fields and not OF_WHAT_IS_TYPED.search(code)
    ]
    for form in FORMS[name]:
        wrong += [
            f"{form.__name__}.{field}"
            for field in fields
            if any(
                "required" in getattr(check, "field_flags", {})
                for check in getattr(getattr(form, field, None), "kwargs", {}).get("validators", ())
            )
        ]
    assert not set(wrong) - OF_ANOTHER_FORM


# Optional on one form of the slice, and needed on another form that has a field of that name.
ON_ANOTHER_FORM = {
    "delivery": {"words", "spent"},
    "forums": {"reason", "email"},
    "review": {"words"},
    "voting": {"file"},
}


@pytest.mark.parametrize("name", SLICES)
def test_label_that_says_optional_is_of_a_field_that_may_be_empty(name: str) -> None:
    wrong = []
    for form in FORMS[name]:
        for field, made in vars(form).items():
            label = str(getattr(made, "args", ("",))[0]) if getattr(made, "args", ()) else ""
            checks = getattr(made, "kwargs", {}).get("validators", ())
            if "(optional)" in label and any(
                "required" in getattr(check, "field_flags", {}) for check in checks
            ):
                wrong.append(f"{form.__name__}.{field}")
    assert not wrong
