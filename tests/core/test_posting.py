"""The one shape of every page that writes: do, say, lead on; or refuse and keep what was typed."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from flask import Flask, get_flashed_messages
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from pbplatform.core.confirmation import Change, ChangedMeanwhile
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.numbers import next_number
from pbplatform.core.slow_work import is_writing
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import LineField
from pbplatform.web.posting import Then, post, post_slowly, with_changes

THEN = Then("/there", "It is done.")


class NameForm(Form):
    name = LineField("Name", validators=[InputRequired("Enter a name")])


class SureForm(ConfirmForm):
    name = LineField("Name")


@pytest.fixture(autouse=True)
def _no_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def sent(
    app: Flask, method: str = "POST", name: str = "Ana"
) -> AbstractContextManager[object, None]:
    return app.test_request_context("/anything", method=method, data={"name": name})


def test_sent_form_is_done_in_one_transaction_said_and_led_on(app: Flask) -> None:
    seen: list[bool] = []
    with sent(app):
        answer = post(NameForm(), lambda _session: seen.append(is_writing()), THEN)
        assert answer is not None
        assert (answer.status_code, answer.location) == (302, "/there")
        assert get_flashed_messages(with_categories=True) == [("message", "It is done.")]
    assert seen == [True]


def test_what_follows_may_depend_on_what_was_made(app: Flask) -> None:
    def made(number: int) -> Then:
        return Then(f"/points/{number}", "Sent.", "warning")

    with sent(app):
        answer = post(NameForm(), lambda session: next_number(session, "idea:1"), made)
        assert answer is not None
        assert answer.location == "/points/1"
        assert get_flashed_messages(with_categories=True) == [("warning", "Sent.")]


def test_page_that_was_only_asked_for_does_nothing(app: Flask) -> None:
    with sent(app, method="GET"):
        form = NameForm()
        assert post(form, lambda _session: pytest.fail("nobody sent it"), THEN) is None
        assert (form.refused, form.status) == (None, 200)


def test_bad_shape_does_nothing_and_stands_at_its_field_with_422(app: Flask) -> None:
    with sent(app, name=""):
        form = NameForm()
        assert post(form, lambda _session: pytest.fail("bad shape"), THEN) is None
        assert (form.refused, form.status) == (None, 422)
        assert form.problems == [("name", "Enter a name")]


def test_button_that_needs_no_field_is_taken_with_empty_fields(app: Flask) -> None:
    with sent(app, name=""):
        assert post(NameForm(), lambda _session: None, THEN, any_shape=True) is not None


@pytest.mark.parametrize(("field", "at", "status"), [("name", "name", 422), (None, "", 409)])
def test_refusal_undoes_all_stands_where_it_belongs_and_keeps_what_was_typed(
    app: Flask, session: Session, field: str | None, at: str, status: int
) -> None:
    def act(writing: Session) -> None:
        next_number(writing, "idea:1")
        raise Conflict("form.which_button", field=field)

    with sent(app, name="Ana of the mill"):
        form = NameForm()
        assert post(form, act, THEN) is None
        assert [where for where, _text in form.problems] == [at]
        assert (form.status, form.name.data) == (status, "Ana of the mill")
        assert form.refused is not None
        assert form.refused.code == "form.which_button"
        assert get_flashed_messages() == []
        assert next_number(session, "idea:1") == 1


def test_refusal_of_another_kind_goes_to_the_page_of_errors(app: Flask) -> None:
    def act(_session: Session) -> None:
        raise NotAllowed("role.outside_your_scope")

    with sent(app):
        form = NameForm()
        with pytest.raises(NotAllowed):
            post(form, act, THEN)
        assert post(form, act, THEN, refusals=DomainError) is None
        assert form.refused is not None


def test_slow_work_opens_its_own_transaction(app: Flask) -> None:
    seen: list[bool] = []
    with sent(app):
        assert post_slowly(NameForm(), lambda: seen.append(is_writing()), THEN) is not None
    assert seen == [False]


def test_what_changed_meanwhile_is_said_by_the_names_of_the_page(app: Flask) -> None:
    def act(_session: Session) -> None:
        raise ChangedMeanwhile((Change("day", "2027-03-04", "2027-03-05"),))

    with sent(app):
        form = SureForm()
        in_words = with_changes(form, lambda _changed: {"day": "The day"}, lambda _n, text: text)
        assert post(form, act, THEN, refuse=in_words) is None
        assert "The day: before 2027-03-04, now 2027-03-05." in [
            text for _at, text in form.problems
        ]
