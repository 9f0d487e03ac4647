"""Your data: take it home, put it right, have it erased. Source: docs/rules/privacy.md."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.validators import Email, InputRequired, Length

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services
from pbplatform.accounts.kinds import AccountAct
from pbplatform.accounts.models import AccountLink
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.own_data import Whose, rows_of
from pbplatform.core.privacy import Personal
from pbplatform.front.scopes import names_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField
from pbplatform.web.guards import public_not_shared, require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import Forget, OwnTable, all_slices

bp = Blueprint("own_data", __name__)


class NewAddressForm(Form):
    email = AddressField(
        _l("Your new e-mail address"),
        description=_l("We send a link there. Nothing changes before you open it."),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )


class PressForm(Form):
    """One button."""


class AskToEraseForm(Form):
    words_too = BooleanField(
        _l("My own words go too, where nobody has built on them"),
        description=_l("Ideas no committee has taken are withdrawn. Points wait no longer."),
    )


class EraseForm(ConfirmForm):
    """What goes and what stays, by how many rows there are of each."""


@dataclass(frozen=True)
class OwnRows:
    """How many rows of a table are somebody's own, and what becomes of them."""

    name: str
    title: LazyString
    then: LazyString
    goes: bool
    number: int


def own_tables() -> list[OwnTable]:
    """What all slices say of a person's own data, the lowest first."""
    return [table for each in all_slices() for table in each.own_data]


def forgets() -> list[Forget]:
    """What each slice does when somebody goes, the highest first."""
    return [each.forget for each in reversed(all_slices()) if each.forget is not None]


def own_rows(session: Session, whose: Whose) -> list[OwnRows]:
    """The tables that have something of a person now."""
    found = []
    for table in own_tables():
        if table.mine is None:
            continue
        where = table.mine(whose)
        number = session.scalar(select(func.count()).select_from(table.model).where(where)) or 0
        name = table.model.__tablename__
        if number:
            found.append(OwnRows(name, table.title, table.then, table.goes, number))
    return found


def facts_of(rows: list[OwnRows]) -> Facts:
    """What the page of an erasure shows, but for the link itself and who is signed in."""
    fleeting = {"account_link", "mail_link", "login_session", "outbox", "dev_mail"}
    return {row.name: row.number for row in rows if row.name not in fleeting}


@bp.route("/me/data")
@signed_in
def show() -> ResponseReturnValue:
    """What one can do with one's data."""
    session, actor = db.session(), require_actor()
    whose = accounts.whose(session, actor.account_id)
    return no_store(
        render_template("front/own_data.html", email=whose.email, rows=own_rows(session, whose))
    )


@bp.route("/me/data.zip")
@signed_in
def download() -> ResponseReturnValue:
    """Everything of one person: one JSON file, and one page to read."""
    session = db.session()
    whose = accounts.whose(session, require_actor().account_id)
    told = {
        table.model.__tablename__: rows_of(session, table.model, table.mine(whose))
        for table in own_tables()
        if table.mine is not None
    }
    titles = {table.model.__tablename__: table for table in own_tables()}
    page = render_template(
        "front/own_data_file.html",
        name=whose.name,
        now=request_now(),
        tables=[(titles[name], rows) for name, rows in told.items() if rows],
        register=_register(told),
    )
    answer = Response(_zipped(told, page), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return no_store(answer)


def _register(told: Mapping[str, Any]) -> dict[tuple[str, str], Personal]:
    """Why a column is kept, who sees it and until when, by table and column."""
    return {
        (table.model.__tablename__, column.name): column.info["privacy"]
        for table in own_tables()
        for column in table.model.__table__.columns
        if table.model.__tablename__ in told and isinstance(column.info.get("privacy"), Personal)
    }


def _zipped(told: Mapping[str, Any], page: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("my-data.json", json.dumps(told, ensure_ascii=False, indent=1))
        folder.writestr("my-data.html", page)
    return made.getvalue()


@bp.route("/me/address", methods=["GET", "POST"])
@signed_in
def new_address() -> ResponseReturnValue:
    """Ask for another address: a link goes there."""
    actor, form = require_actor().as_resident(), NewAddressForm()

    def ask(session: Session) -> None:
        services.ask_for_address(
            session, actor=actor, email=form.email.data or "", now=request_now()
        )

    said = _("We sent a link to your new address. Your old one holds until you press its button.")
    if answer := post(form, ask, Then(url_for(".show"), said)):
        return answer
    return no_store(render_template("front/new_address.html", form=form)), form.status


@bp.route("/me/address/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one person")
def use_address(token: str) -> ResponseReturnValue:
    """The page of the link; only the press changes the address."""
    form = PressForm()

    def change(session: Session) -> None:
        moves = [each.readdress for each in all_slices() if each.readdress]
        services.change_address(session, token=token, now=request_now(), moves=moves)

    told = Then(url_for("me.show"), _("Your address is changed."))
    if answer := post(form, change, told, refusals=DomainError):
        return answer
    if (link := _live(token, AccountAct.ADDRESS)) is None:
        return _dead_link()
    page = render_template("front/use_address.html", form=form, email=link.email)
    return no_store(page), form.status


@bp.route("/me/erase", methods=["GET", "POST"])
@signed_in
def ask_to_erase() -> ResponseReturnValue:
    """What goes, what stays and why; a link is mailed, and only its page erases."""
    session, person, form = db.session(), require_actor(), AskToEraseForm()

    def ask(session: Session) -> None:
        services.ask_to_erase(
            session,
            actor=person.as_resident(),
            words_too=bool(form.words_too.data),
            now=request_now(),
        )

    said = _("We sent you a link. Nothing is erased before you press the button on its page.")
    if answer := post(form, ask, Then(url_for(".show"), said)):
        return answer
    whose = accounts.whose(session, person.account_id)
    held = accounts.roles_to_come(session, person.account_id, now=request_now())
    page = render_template(
        "front/ask_to_erase.html",
        form=form,
        rows=own_rows(session, whose),
        held=held,
        role_names=ROLE_NAMES,
        scopes=names_of(session, {each.scope for each in held}),
        whose=whose,
    )
    return no_store(page), form.status


@bp.route("/me/erase/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one person")
def erase(token: str) -> ResponseReturnValue:
    """The page of the link; its press cannot be undone."""
    form = EraseForm()

    def act(session: Session) -> None:
        now = request_now()
        link = services.look_up_account_link(session, token, AccountAct.ERASE, now=now)
        rows = own_rows(session, accounts.whose(session, link.account_id))
        require_same(form.seen.data, facts_of(rows))
        services.erase_account(session, token=token, forgets=forgets(), now=now)

    if answer := post(form, act, _gone, refusals=DomainError):
        return answer
    if (link := _live(token, AccountAct.ERASE)) is None:
        return _dead_link()
    whose = accounts.whose(db.session(), link.account_id)
    rows = own_rows(db.session(), whose)
    form.carry(facts_of(rows))
    page = render_template(
        "front/erase.html",
        form=form,
        rows=rows,
        whose=whose,
        words_too=link.words_too,
        gone_by=_gone_by(),
    )
    return no_store(page), form.status


def _gone(_nothing: None) -> Any:
    answer = redirect(url_for(".erased"))
    answer.delete_cookie(COOKIE)
    return answer


@bp.route("/me/erased")
@public_not_shared("what was done to one person")
def erased() -> ResponseReturnValue:
    """What was erased, for whoever is nobody here now."""
    return no_store(render_template("front/erased.html", gone_by=_gone_by()))


def _gone_by() -> datetime:
    """The day by which back-ups and write-ahead logs have aged out, as the operator set it."""
    days = current_app.extensions["settings"].backup_days
    return request_now() + timedelta(days=days)


def _live(token: str, act: AccountAct) -> AccountLink | None:
    try:
        return services.look_up_account_link(db.session(), token, act, now=request_now())
    except NotFound:
        return None


def _dead_link() -> ResponseReturnValue:
    why = message_for(NotFound("account.account_link_ended"))
    return no_store(render_template("front/dead_account_link.html", why=why)), 404
