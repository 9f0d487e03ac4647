"""What the form macros hand to GOV.UK Frontend: one bound field as a set of parameters."""

from __future__ import annotations

from typing import Any

from babel.numbers import get_currency_symbol
from flask import Flask, request
from markupsafe import Markup

from pbplatform.web.fields import DAY_PARTS, DayField
from pbplatform.web.figures import summary_rows, task_items, user_name
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import current_actor
from pbplatform.web.sentences import gettext

Params = dict[str, Any]
_OWN_PLACE = frozenset({"autocomplete", "inputmode", "spellcheck", "class"})


def _words(text: object, user: bool) -> Params:
    return {"html": user_name(text)} if user else {"text": text}


def _hint(field: Any) -> Params | None:
    return {"text": field.description} if field.description else None


def _error(field: Any) -> Params | None:
    if not field.errors:
        return None
    return {"text": field.errors[0], "visuallyHiddenText": gettext("Error")}


def _name_of(field: Any, optional: bool) -> str:
    text = field.label.text
    return str(gettext("%(label)s (optional)", label=text) if optional else text)


def form_control(
    field: Any, *, size: str = "m", optional: bool = False, page_heading: bool = False, **more: Any
) -> Params:
    """Label, hint, error and attributes of a field; `more` overrides or adds."""
    given = field.render_kw or {}
    attributes = {key: value for key, value in given.items() if key not in _OWN_PLACE}
    attributes |= {"aria-invalid": "true"} if field.errors else {}
    attributes |= more.pop("attributes", {})
    return {
        "id": field.id,
        "name": field.name,
        "label": {
            "text": _name_of(field, optional),
            "classes": "govuk-label--" + ("l" if page_heading else size),
            "isPageHeading": page_heading,
        },
        "hint": _hint(field),
        "errorMessage": _error(field),
        "autocomplete": given.get("autocomplete"),
        "inputmode": given.get("inputmode"),
        "spellcheck": given.get("spellcheck"),
        "attributes": attributes,
        **more,
    }


def _legend(field: Any, size: str, optional: bool, page_heading: bool) -> Params:
    return {
        "legend": {
            "text": _name_of(field, optional),
            "classes": "govuk-fieldset__legend--" + ("l" if page_heading else size),
            "isPageHeading": page_heading,
        }
    }


def form_choices(
    field: Any,
    kind: str,
    *,
    hints: dict[Any, str] | None = None,
    conditionals: dict[Any, str] | None = None,
    size: str = "m",
    small: bool = False,
    user: bool = False,
    optional: bool = False,
    page_heading: bool = False,
) -> Params:
    """Radios or checkboxes of a field; `hints` and `conditionals` are by value.

    Args:
        user: people wrote the choices (names of teams and areas); they are not ours to translate.
    """
    items = [
        {
            "value": option.data,
            **_words(option.label.text, user),
            "checked": bool(option.checked),
            "hint": {"text": (hints or {})[option.data]} if option.data in (hints or {}) else None,
            "conditional": {"html": (conditionals or {}).get(option.data, "")},
        }
        for option in field
    ]
    return {
        "idPrefix": field.id,
        "name": field.name,
        "classes": f"govuk-{kind}--small" if small else "",
        "fieldset": _legend(field, size, optional, page_heading),
        "hint": _hint(field),
        "errorMessage": _error(field),
        "items": items,
    }


def form_options(field: Any, *, user: bool = False) -> list[Params]:
    """The options of a select."""
    marked = {"translate": "no", "dir": "auto"} if user else {}
    return [
        {
            "value": option.data,
            "text": option.label.text,
            "selected": bool(option.checked),
            "attributes": marked,
        }
        for option in field
    ]


def form_day(field: DayField, *, size: str = "m", optional: bool = False) -> Params:
    """Day, month and year of a `DayField`."""
    names = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    wrong = " govuk-input--error" if field.errors else ""
    return {
        "id": field.id,
        "namePrefix": field.name,
        "fieldset": _legend(field, size, optional, False),
        "hint": _hint(field),
        "errorMessage": _error(field),
        "items": [
            {
                "name": part,
                "label": names[part],
                "classes": ("govuk-input--width-4" if part == "year" else "govuk-input--width-2")
                + wrong,
                "value": typed,
            }
            for part, typed in zip(DAY_PARTS, field.parts, strict=True)
        ],
    }


def form_summary(form: Any, *, title: str | None = None, focus: bool = True) -> Params:
    """What is wrong with a form, each line leading to its field where it has one."""
    return {
        "titleText": title or gettext("There is a problem"),
        "errorList": [
            {"text": text, "href": f"#{anchor}"} if anchor else {"text": text}
            for anchor, text in form.problems
        ],
        "attributes": {} if focus else {"data-unfocused": "true"},
    }


def currency_symbol() -> str:
    """`£`: stands before an amount that is typed."""
    frame = current_frame()
    return str(get_currency_symbol(frame.currency.code, locale=frame.locale))


def words_key(action: str) -> str:
    """Under which a browser keeps the long texts of a form: its address and who fills it in."""
    actor = current_actor()
    return f"{actor.account_id if actor else 'guest'}:{action or request.path}"


def keeps_words(action: str = "") -> Markup:
    """Attributes of a form whose long texts a browser keeps (`static/js/keep-words.js`)."""
    return Markup(' data-module="keep-words" data-keep="{}"').format(words_key(action))


def register(app: Flask) -> None:
    """Make the helpers known to the form macros."""
    app.jinja_env.globals.update(
        keeps_words=keeps_words,
        form_control=form_control,
        form_choices=form_choices,
        form_options=form_options,
        form_day=form_day,
        form_summary=form_summary,
        summary_rows=summary_rows,
        task_items=task_items,
        currency_symbol=currency_symbol,
    )
