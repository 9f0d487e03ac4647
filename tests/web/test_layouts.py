"""What the layouts promise to the pages built on them."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string

from pbplatform.core.errors import Conflict
from pbplatform.web.base_form import Form
from pbplatform.web.navigation import main_navigation

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


def _render(app: Flask, layout: str, blocks: str, **context: object) -> str:
    with app.test_request_context("/rounds/autumn"):
        extends = f'{{% extends "layouts/{layout}.html" %}}'
        return render_template_string(extends + _block("title", "Benches") + blocks, **context)


def _block(name: str, text: str) -> str:
    return f"{{% block {name} %}}{text}{{% endblock %}}"


def test_facts_stand_between_heading_and_text(app: Flask) -> None:
    blocks = (
        _block("main", "the text") + _block("side", "the facts") + _block("intro", "<h1>x</h1>")
    )
    page = _render(app, "public", blocks)
    assert page.index("<h1>x</h1>") < page.index("the facts") < page.index("the text")
    assert "pb-columns--facts" in page


def test_page_without_a_side_has_one_column(app: Flask) -> None:
    assert "pb-columns" not in _render(app, "public", _block("main", "the text"))


def test_title_names_the_place_once_and_says_that_something_is_wrong(app: Flask) -> None:
    assert "<title>Benches – pbplatform</title>" in _render(app, "public", "")
    with app.test_request_context("/"):
        form = Form(meta={"csrf": False})
        form.refuse(Conflict("state.not_from_here"))
    page = _render(app, "form", _block("main", "<h1>x</h1>"), form=form)
    assert "<title>Error: Benches – pbplatform</title>" in page
    assert page.index("There is a problem") < page.index("<h1>x</h1>")


def test_voting_has_no_navigation_but_help_and_a_way_out(app: Flask) -> None:
    page = _render(app, "vote", _block("steps", "the steps"), leave_url="/rounds/autumn")
    assert "<nav" not in page
    assert 'href="/rounds/autumn">Leave voting' in page
    assert "the steps" in page


@pytest.mark.parametrize(
    ("path", "part"), [("/projects", "/promises"), ("/verify", "/log"), ("/promises", "/promises")]
)
def test_navigation_marks_the_part_that_a_page_of_another_address_belongs_to(
    app: Flask, path: str, part: str
) -> None:
    with app.test_request_context(path):
        assert [item.url for item in main_navigation() if item.current] == [part]


def test_navigation_marks_the_part_of_the_site(app: Flask) -> None:
    page = _render(app, "public", "")
    assert re.findall(r'<a href="([^"]*)" aria-current="([^"]*)"', page) == [("/rounds", "true")]


def test_each_layout_loads_only_its_own_style_sheets(app: Flask) -> None:
    loaded = {
        layout: re.findall(r"/static/vendor/(\w+)\.css", _render(app, layout, ""))
        for layout in ("public", "form", "staff", "vote")
    }
    assert loaded == {
        "public": ["core"],
        "form": ["core", "forms"],
        "staff": ["core", "forms", "desk"],
        "vote": ["core", "forms", "vote"],
    }
