"""What Enter presses, read from the templates. Source: docs/rules/forms.md section 3."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(
    path for path in TEMPLATES.rglob("*.html") if path.parent.name not in ("components", "dev")
)
_INNER = r"(?:[^()]|\([^()]*(?:\([^()]*(?:\([^()]*\))?[^()]*\))*[^()]*\))*"
_FORM = re.compile(
    r"(?P<tag><form\b[^>]*>)(?P<body>.*?)</form>"
    rf"|{{%-? *call form_page\((?P<given>{_INNER})\) *-?%}}(?P<called>.*?){{%-? *endcall",
    re.DOTALL,
)
_CONTROL = re.compile(
    rf"(?P<first>first_button\()|\bbutton\((?P<macro>{_INNER})\)|<button\b(?P<raw>[^>]*)>"
    r"|(?P<field>\b(?:text_field|textarea|money_field|date_field|select|radios|checkbox|checkboxes"
    r"|file_field|day_time)\(|<(?:input (?![^>]*hidden)|textarea|select)\b|{% include)"
)
_ALARM = re.compile(r'kind="(?:warning|link)"|--warning|pb-linkbutton')


@dataclass(frozen=True)
class Sends:
    """One control that sends a form, or a field (then `text` is empty)."""

    text: str
    first: bool = False

    @property
    def is_harmless(self) -> bool:
        return self.first or not _ALARM.search(self.text)


def controls(found: re.Match[str]) -> list[Sends]:
    """Fields and submit controls of a form, in the order of the page."""
    given = found["given"] or ""
    body = found["body"] if found["tag"] else found["called"]
    order = [Sends("first", first=True)] if re.search(r"\bfirst=\(", given) else []
    for control in _CONTROL.finditer(body):
        text = control["macro"] or control["raw"] or ""
        if control["field"]:
            order.append(Sends(""))
        elif control["first"]:
            order.append(Sends("first", first=True))
        elif not re.search(r'href=|type="button"', text):
            order.append(Sends(text or "button"))
    if "submit=" in given:
        order.append(Sends(given))
    return order


def problems(source: str) -> list[str]:
    """Forms in which Enter would press what nobody expects."""
    wrong = []
    for found in _FORM.finditer(source):
        if found["tag"] and 'method="post"' not in found["tag"]:
            continue
        order = controls(found)
        buttons = [each for each in order if each.text]
        if not buttons:
            continue
        if not buttons[0].is_harmless and len(buttons) > 1:
            wrong.append(f"first is {buttons[0].text[:60]}")
        begun = order.index(buttons[0])
        followed = any(not each.text for each in order[begun:])
        if followed and not buttons[0].first and len(buttons) > 1:
            wrong.append(f"fields follow {buttons[0].text[:60]}, and other buttons follow them")
        identity = re.search(r'\bid="([\w-]+)"', found["tag"] or given_id(found))
        if identity and f'form="{identity[1]}"' in source[: found.start()]:
            wrong.append(f"a button of #{identity[1]} stands before the form")
    return wrong


def given_id(found: re.Match[str]) -> str:
    return found["given"] or ""


def test_checks_of_first_buttons_bite() -> None:
    forget = '{{ button(_("Forget"), kind="link", name="action", value="forget") }}'
    go_on = '{{ button(_("Continue"), name="action", value="next") }}'
    assert problems(f'<form method="post">{forget}{go_on}</form>')
    assert problems(f'<form method="post">{go_on}{{{{ text_field(x) }}}}{forget}</form>')
    assert problems('{{ button(_("F"), form="v") }}<form id="v" method="post">' + go_on + "</form>")
    assert not problems(f'<form method="post">{{{{ text_field(x) }}}}{go_on}{forget}</form>')
    called = "{% call form_page(form, submit=_('Publish')) %}" + forget + "{% endcall %}"
    assert problems(called)
    assert not problems(called.replace("form,", 'form, first=("", _("Go on")),'))


def test_forms_and_their_buttons_are_found() -> None:
    forms = [found for path in FILES for found in _FORM.finditer(path.read_text())]
    assert len(forms) > 80
    assert sum(bool(controls(found)) for found in forms) > 75


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_first_button_of_a_form_is_the_expected_one(path: Path) -> None:
    assert problems(path.read_text()) == []
