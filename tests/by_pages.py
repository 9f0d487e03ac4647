"""Reading and filling in pages as a person without JavaScript does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class FormOnPage:
    """One form: where it goes and what it holds before anybody types.

    Attributes:
        typed: names of the fields that one types words into.
        offered: values to choose from, by the name of the field.
        buttons: what the named buttons say, send as and send.
    """

    method: str
    action: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def button(self, says: str) -> dict[str, str]:
        """Name and value of the button that begins with these words; `{}` when there is none."""
        for words, name, value in self.buttons:
            if words.startswith(says):
                return {name: value} if name else {}
        raise AssertionError(f"no button “{says}”: {self.buttons}")


class Page(HTMLParser):
    """What a page offers: headings, links, forms, errors."""

    def __init__(self, text: str, address: str, status: int = 200) -> None:
        super().__init__()
        self.address = address
        self.status = status
        self.text = text
        self.path = address.partition("?")[0]
        self.forms: list[FormOnPage] = []
        self.links: dict[str, str] = {}
        self.heading = ""
        self._own_links: set[str] = set()
        self._inside = False
        self._link: str | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._button: tuple[FormOnPage, str, str] | None = None
        self._said = ""
        self.feed(self.text)

    @property
    def words(self) -> str:
        """What a reader sees, on one line."""
        shown = re.sub(r"<(script|style)\b.*?</\1>", "", self.text, flags=re.S)
        shown = re.sub(
            r"</?(?:p|li|[uod]l|d[dt]|h\d|t[dhr]|div|section|option)\b", r" \g<0>", shown
        )
        return " ".join(unescape(re.sub(r"<[^>]+>", "", shown)).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = known.get("action", "") or self.address
            self.forms.append(FormOnPage(known.get("method", "get"), action, known.get("id", "")))
        elif tag == "button":
            self._begin_button(known)
        elif tag in ("input", "select", "textarea", "option") and self.forms:
            self._control(tag, known)
        elif tag == "a":
            self._link, self._said = known.get("href"), ""
        elif tag == "h1":
            self._said = ""
        elif tag == "main":
            self._inside = True

    def _begin_button(self, known: dict[str, str]) -> None:
        owner = known.get("form", "")
        form = next((each for each in self.forms if owner and each.id == owner), None)
        if form or self.forms:
            held = form or self.forms[-1]
            self._button = (held, known.get("name", ""), known.get("value", ""))
        self._said = ""

    def _control(self, tag: str, known: dict[str, str]) -> None:
        form = self.forms[-1]
        name = known.get("name", "")
        form.names.add(name)
        kind = known.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind in ("text", "email", "number")):
            form.typed.add(name)
        elif tag == "option" and self._select:
            form.offered.setdefault(self._select, []).append(known.get("value", ""))
        elif kind in ("checkbox", "radio"):
            form.offered.setdefault(name, []).append(known.get("value", "on"))
        self._fill_in(form, tag, known)

    def _fill_in(self, form: FormOnPage, tag: str, known: dict[str, str]) -> None:
        """What the form holds before anybody types."""
        name = known.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._said = name, ""
        elif tag == "option" and self._select:
            # A list shows its first choice until another one is selected.
            form.fields.setdefault(self._select, [known.get("value", "")])
            if "selected" in known:
                form.fields[self._select] = [known.get("value", "")]
        elif tag == "input" and known.get("type") in ("checkbox", "radio"):
            if "checked" in known:
                form.fields.setdefault(name, []).append(known.get("value", "on"))
        elif tag == "input" and known.get("type") != "file" and name:
            form.fields[name] = [known.get("value", "")]

    def handle_data(self, data: str) -> None:
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        said = " ".join(self._said.split())
        if tag == "a" and self._link is not None:
            # What the page itself offers goes before the navigation above it.
            if said not in self.links or (self._inside and said not in self._own_links):
                self.links[said] = self._link
            if self._inside:
                self._own_links.add(said)
            self._link = None
        elif tag == "main":
            self._inside = False
        elif tag == "h1":
            self.heading = said
        elif tag == "button" and self._button is not None:
            form, name, value = self._button
            form.buttons.append((said, name, value))
            self._button = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.forms[-1].fields[self._area] = [self._said.lstrip("\n")]
            self._area = None

    def form_with(self, *names: str, button: str = "") -> FormOnPage:
        """The form that has all these fields and this button."""
        for form in self.forms:
            says = any(words.startswith(button) for words, _name, _value in form.buttons)
            if set(names) <= form.names and (says or not button):
                return form
        raise AssertionError(f"no form with {names} “{button}” on {self.path}: {self.heading}")


class Browser:
    """One person's browser: opens pages, presses links, fills in forms; redirects are followed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: Page

    def open(self, path: str) -> Page:
        """Go to an address."""
        return self._arrive(self.client.get(path, follow_redirects=True))

    def press(self, link: str) -> Page:
        """Press the link with these words."""
        assert link in self.page.links, f"no link “{link}” on {self.page.path}: {self.page.links}"
        return self.open(urljoin(self.page.path, self.page.links[link]))

    def send(
        self, *names: str, files: object = None, button: str = "", **typed: str | list[str]
    ) -> Page:
        """Fill in the form that has the typed fields (and `names`), and send it.

        Args:
            button: how the button begins that is pressed; needed where there are several.
        """
        form = self.page.form_with(*typed, *names, button=button)
        data: dict[str, object] = dict(form.fields) | dict(typed)
        data |= form.button(button) if button else {}
        if isinstance(files, dict):
            data |= files
        path = urljoin(self.page.address, form.action)
        if form.method == "get":
            sent = self.client.get(path, query_string=data, follow_redirects=True)
        else:
            sent = self.client.post(path, data=data, follow_redirects=True)
        return self._arrive(sent)

    def _arrive(self, response: TestResponse) -> Page:
        self.page = Page(
            response.text, response.request.full_path.rstrip("?"), response.status_code
        )
        return self.page
