"""Reading and filling in pages as a person without JavaScript does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class FormOnPage:
    """One form: where it goes and what it holds before anybody types."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """What a page offers: headings, links, forms, errors."""

    def __init__(self, response: TestResponse, path: str) -> None:
        super().__init__()
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.path = path
        self.forms: list[FormOnPage] = []
        self.links: dict[str, str] = {}
        self.heading = ""
        self._link: str | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._said = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                FormOnPage(known.get("method", "get"), known.get("action", "") or self.path)
            )
        elif tag in ("input", "select", "textarea", "option") and self.forms:
            self._control(tag, known)
        elif tag == "a":
            self._link, self._said = known.get("href"), ""
        elif tag == "h1":
            self._said = ""

    def _control(self, tag: str, known: dict[str, str]) -> None:
        form = self.forms[-1]
        name = known.get("name", "")
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._said = name, ""
        elif tag == "option" and self._select and "selected" in known:
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
            self.links.setdefault(said, self._link)
            self._link = None
        elif tag == "h1":
            self.heading = said
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self.forms[-1].fields[self._area] = [self._said.lstrip("\n")]
            self._area = None

    def form_with(self, *names: str) -> FormOnPage:
        """The form that has all these fields."""
        for form in self.forms:
            if set(names) <= form.names:
                return form
        raise AssertionError(f"no form with {names} on {self.path}: {self.heading}")


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

    def send(self, *names: str, files: object = None, **typed: str | list[str]) -> Page:
        """Fill in the form that has the typed fields (and `names`), and send it."""
        form = self.page.form_with(*typed, *names)
        data: dict[str, object] = dict(form.fields) | dict(typed)
        if isinstance(files, dict):
            data |= files
        path = urljoin(self.page.path, form.action)
        if form.method == "get":
            sent = self.client.get(path, query_string=data, follow_redirects=True)
        else:
            sent = self.client.post(path, data=data, follow_redirects=True)
        return self._arrive(sent)

    def _arrive(self, response: TestResponse) -> Page:
        self.page = Page(response, response.request.path)
        return self.page
