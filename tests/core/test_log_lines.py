"""The program's log holds what failed and where, and nothing of people.

Source: docs/rules/running.md section 1.
"""

from __future__ import annotations

import io
import logging
import smtplib
import warnings
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pbplatform.accounts.models import Account, MailLink
from pbplatform.core.db import db
from pbplatform.core.log_lines import LONGEST_LINE, MOST_LINES, SafeFormatter, one_line, told
from pbplatform.core.transaction import transaction
from tests.conftest import NOON
from tests.factories import make_place

SECRETS = (
    "rosa@secret.example",
    "VOTER-4127735096",
    "tokenAbC123xyz",
    "Rosa Secretname",
    "7Q4K9XMD",
)


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Everything that this process logs, as `serve` and the worker write it."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def failing_statements() -> Iterator[object]:
    """Statements that a database refuses, each with something of a person in it."""
    mail, voter, token, name, code = SECRETS
    yield [{"email": mail, "name": name}, {"email": mail, "name": name}]
    yield [{"email": voter, "name": None}]
    yield text("INSERT INTO account (id, email, name) VALUES (:a, :b, :c)").bindparams(
        a=token, b=mail, c=name
    )
    yield text("SELECT * FROM no_such_table WHERE email = :a").bindparams(a=mail)
    yield text("SELECT CAST(:a AS integer) / 0, no_such_column FROM account").bindparams(a=code)
    yield text("INSERT INTO login_session VALUES (:a, 999999, :b, :c)").bindparams(
        a=token.encode(), b=name, c=voter
    )


def test_nothing_that_a_failed_statement_was_about_is_in_log_or_error(
    app: Flask, said: io.StringIO
) -> None:
    log, failed = logging.getLogger("pbplatform"), 0
    shown: list[str] = []
    with app.app_context():
        for each in failing_statements():
            try:
                if isinstance(each, list):
                    db.session.execute(insert(Account), each)
                    db.session.execute(insert(Account), each)
                else:
                    db.session.execute(each)  # type: ignore[call-overload]
                db.session.flush()
            except SQLAlchemyError as error:
                failed += 1
                log.exception("a step failed")
                try:
                    raise RuntimeError(f"while saving {SECRETS}") from error
                except RuntimeError:
                    log.exception("a step failed")
                shown.append(str(error) if isinstance(error, DBAPIError) else "")
            finally:
                db.session.rollback()
    assert failed >= 5
    assert not any("[parameters" in words for words in shown)
    held = said.getvalue()
    assert [secret for secret in SECRETS if secret in held] == []
    assert "test_log_lines.py" in held
    assert "a step failed" in held


def test_failed_page_is_named_by_its_route_alone(app: Flask, said: io.StringIO) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    token = SECRETS[2]

    def fall() -> None:
        db.session.execute(select(MailLink).where(MailLink.email == SECRETS[0]))
        raise ValueError(f"cannot read {SECRETS}")

    app.view_functions["accounts.use_link"] = lambda **_values: fall()  # type: ignore[assignment]
    answer = app.test_client().get(f"/sign-in/{token}?draft={token}&name={SECRETS[3]}")
    assert answer.status_code == 500
    assert [secret for secret in SECRETS if secret in said.getvalue() + answer.text] == []
    assert "failed at /sign-in/<token>" in said.getvalue()


def test_errors_of_mail_servers_and_warnings_name_nobody(said: io.StringIO) -> None:
    log = logging.getLogger("pbplatform")
    try:
        raise smtplib.SMTPRecipientsRefused({SECRETS[0]: (550, b"no " + SECRETS[3].encode())})
    except smtplib.SMTPException:
        log.exception("not sent to %s", SECRETS[0])
    logging.captureWarnings(True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd value: {SECRETS[1]}", UserWarning, stacklevel=1)
    logging.captureWarnings(False)
    assert [secret for secret in SECRETS if secret in said.getvalue()] == []
    assert "SMTPRecipientsRefused" in said.getvalue()


@pytest.mark.parametrize(
    "sign", ["\r\n", "\n", "\x1b[2J", "\x00", "\u2028", "\x85", "\u202e", "\ud800"]
)
def test_no_sign_from_outside_ends_a_line(sign: str) -> None:
    record = logging.LogRecord("pb", logging.WARNING, "", 1, "asked for %sERROR", (sign,), None)
    line = SafeFormatter("%(levelname)s %(name)s: %(message)s").format(record)
    assert len(line.encode("utf-8", "strict").decode().splitlines()) == 1
    assert sign not in line


def test_line_is_bounded_however_much_is_asked_for() -> None:
    assert len(one_line("x" * 10_000)) == LONGEST_LINE

    def dig(depth: int) -> None:
        try:
            if depth:
                dig(depth - 1)
            else:
                raise ValueError("x" * 10_000)
        except Exception as error:
            raise KeyError("y" * 10_000) from error

    with pytest.raises(KeyError) as caught:
        dig(30)
    lines = told(caught.value)
    assert len(lines) == MOST_LINES
    assert max(len(line) for line in lines) <= LONGEST_LINE


def test_keys_and_addresses_are_taken_out_of_any_line() -> None:
    line = one_line("GET /sign-in/abcDEF-1?draft=xyz&code=7Q4K HTTP from rosa@example.org")
    assert line == "GET /sign-in/…?draft=…&code=… HTTP from …@…"
    assert NOON.isoformat() in one_line(NOON.isoformat())
