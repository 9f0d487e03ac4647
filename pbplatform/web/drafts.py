"""Drafts on pages: kept at every press, found again by a private link, thrown away by a press.

A form of `DraftForm` travels with the name of its draft and with which saved text its page knows.
Pages that show a link are never stored. They give the site's name alone as referrer: with none at
all a browser would send forms without saying that a page of ours sent them.

Source: docs/rules/forms.md section 7.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import (
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import Email, InputRequired, Length

from pbplatform.core import drafts
from pbplatform.core.db import db
from pbplatform.core.drafts import KeptDraft, Saved, Seen
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, count_try
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField
from pbplatform.web.guards import current_actor
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import clock_time
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

# By where they come from: a library has one address for many people, who type at one time.
SAVES = Limit("draft:save", 300, timedelta(minutes=10))
BEGUN = Limit("draft:begin", 60, timedelta(hours=1))
EVERY_SECONDS = 20


@dataclass(frozen=True)
class DraftsOf:
    """The drafts of texts for one thing.

    Attributes:
        about: id of the thing.
        words: fields whose text makes a draft worth keeping.
        views: names of the pages that open the form, keep, throw away and mail the link.
        slug: of the thing, for its addresses.
        back: the page of the thing.
    """

    table: type[KeptDraft]
    about: int
    words: Collection[str]
    views: Mapping[str, str]
    slug: str
    back: str

    def url(self, view: str, name: str, at: str | None = None) -> str:
        """A page of a draft, as a path. The name is in the query, which no log line holds."""
        return url_for(self.views[view], slug=self.slug, draft=name, at=at)

    def link(self, name: str) -> str:
        """The private link, to copy."""
        return url_for(self.views["form"], slug=self.slug, draft=name, _external=True)


@dataclass(frozen=True)
class DraftNote:
    """What a page says about its draft.

    Attributes:
        link, away, mail: addresses; empty where nothing is saved.
        mine: only its writer's account opens this link.
        trouble: why what is typed now was not saved, as a sentence.
    """

    saved: Saved | None = None
    link: str = ""
    away: str = ""
    mail: str = ""
    mine: bool = False
    trouble: str = ""

    @property
    def newer(self) -> Mapping[str, Any] | None:
        """The text of another window, that this page had not seen."""
        return self.saved.newer if self.saved else None


class DraftForm(Form):
    """A form whose text is kept as a draft; `note` is what its page says of it."""

    draft = HiddenField()
    draft_seen = HiddenField()
    note = DraftNote()

    def begin_draft(self) -> None:
        """A page on which nobody has typed: its draft has a name before it is first saved, so that
        two presses save one."""
        self.draft.data = drafts.new_name()
        self.draft_seen.data = str(Seen.of(""))

    def show_draft(self, of: DraftsOf, name: str, draft: KeptDraft) -> None:
        """A page opened by the link of a draft."""
        seen = Seen(Seen.of("").window, draft.version)
        kept = Saved(name, seen, draft.saved_at or request_now(), draft.expires_at)
        self.draft.data, self.draft_seen.data = name, str(seen)
        self.note = _note(of, kept)

    def keep_draft(self, of: DraftsOf, typed: Mapping[str, Any]) -> DraftNote:
        """Save what was typed, as far as it may be; the page says what came of it.

        Nothing is saved from a page that named no draft: it was not one of ours, or an old one.
        """
        name, seen = self.draft.data or "", Seen.of(self.draft_seen.data or "")
        if not name:
            return self.note
        self.draft_seen.data = str(seen)
        if not any(_has_words(typed.get(each)) for each in of.words):
            return self.note
        try:
            self.note = _save(of, name, seen, typed)
        except Conflict as conflict:
            self.note = DraftNote(trouble=message_for(conflict))
        if self.note.saved:
            self.draft.data, self.draft_seen.data = self.note.saved.name, str(self.note.saved.seen)
        return self.note


def _has_words(value: object) -> bool:
    texts = value if isinstance(value, list | tuple) else [value or ""]
    return any(str(text).strip() for text in texts)


def _account() -> int | None:
    actor = current_actor()
    return actor.account_id if actor else None


def _save(of: DraftsOf, name: str, seen: Seen, typed: Mapping[str, Any]) -> DraftNote:
    now, account, who = request_now(), _account(), request.remote_addr or ""
    secret = current_app.extensions["settings"].secret_key
    with transaction(form="goes on") as session:
        wait = count_try(session, SAVES, who=who, secret=secret, now=now)
        if wait is None and find(of, name) is None:
            wait = count_try(session, BEGUN, who=who, secret=secret, now=now)
        if wait is not None:
            return DraftNote(trouble=_too_often(wait))
        kept = drafts.save_draft(
            session,
            of.table,
            about=of.about,
            name=name,
            typed=typed,
            seen=seen,
            account_id=account,
            now=now,
        )
    return _note(of, kept)


def _too_often(wait: datetime) -> str:
    told = _(
        "No draft was saved: many were saved from your connection. "
        "What you typed is still on this page. We save again from %(time)s.",
        time=clock_time(wait),
    )
    return str(told)


def _note(of: DraftsOf, kept: Saved) -> DraftNote:
    return DraftNote(
        saved=kept,
        link=of.link(kept.name),
        away=of.url("away", kept.name),
        mail=of.url("mail", kept.name),
        mine=kept.name.startswith("mine-"),
    )


def find(of: DraftsOf, name: str) -> KeptDraft | None:
    """The draft that a link names; None when it is gone."""
    return drafts.find_draft(
        db.session(),
        of.table,
        about=of.about,
        name=name,
        account_id=_account(),
        now=request_now(),
    )


def private(page: ResponseReturnValue | str, *, stored: bool = False) -> Response:
    """A page of a draft: never stored, and its address in no referrer.

    Args:
        stored: nothing is saved yet; a browser may keep the page to go back to it.
    """
    response = make_response(page) if stored else no_store(page)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def answer_script(form: DraftForm, of: DraftsOf, here: str, note: str) -> ResponseReturnValue:
    """For the script that saves while somebody types.

    Args:
        here: the page to be on after a reload, by its name.
        note: what the page says of the draft, as a piece of a page.
    """
    saved = form.note.saved
    told = {"draft": form.draft.data, "seen": form.draft_seen.data, "note": note}
    if form.note.newer is not None:
        # What the page knows stays: the next press shows both texts, and loses neither.
        told["seen"] = request.form.get("draft_seen", "")
        return private((jsonify(told), 409))
    if saved is None:
        return private((jsonify(told), 429 if form.note.trouble else 200))
    return private((jsonify({**told, "here": of.url("form", saved.name, at=here)}), 200))


def gone(of: DraftsOf) -> ResponseReturnValue:
    """Nothing is kept by this link any more."""
    flash(_("This draft was sent, thrown away, or is older than 7 days."), "warning")
    return redirect(url_for(of.views["form"], slug=of.slug))


class AwayForm(ConfirmForm):
    """Throwing a draft away, as it was shown."""

    fact_names: Mapping[str, object] = {"title": _l("Title")}


def away_page(of: DraftsOf, name: str) -> ResponseReturnValue:
    """The press that throws a draft away; not if something was saved since it was shown."""
    draft, form, account = find(of, name), AwayForm(), _account()
    if draft is None or draft.waits_for_mail:
        return gone(of)
    seen = form.seen.data or ""

    def throw_away(session: Session) -> None:
        drafts.throw_away(
            session,
            of.table,
            about=of.about,
            name=name,
            account_id=account,
            seen=seen,
            now=request_now(),
        )

    told = Then(of.back, _("The draft is thrown away. Nothing of it was sent."))
    if answer := post(form, throw_away, told):
        return private(answer)
    draft = find(of, name) or draft
    form.show(draft.facts)
    page = render_template(
        "drafts/away.html",
        form=form,
        title=drafts.title_of(draft.typed),
        saved_at=draft.saved_at,
        carry_on=of.url("form", name),
    )
    return private((page, form.status))


class MailLinkForm(Form):
    """Where the link of a draft goes."""

    email = AddressField(
        _l("Your e-mail address"),
        description=_l("We send the link there once, and keep no address."),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )


# Announces the mail: told the session, the address, the name of the draft, its title, its last
# instant. Returns from when on another one can be asked for; None when it is on its way.
MailIt = Callable[[Session, str, str, str, datetime], datetime | None]


def mail_page(of: DraftsOf, name: str, mail_it: MailIt) -> ResponseReturnValue:
    """Have the link of a draft mailed. Only the link itself can be: one's own list is signed in."""
    draft, form = find(of, name), MailLinkForm()
    if draft is None or draft.waits_for_mail or name.startswith("mine-"):
        return gone(of)
    title, until, address = drafts.title_of(draft.typed), draft.expires_at, form.email.data or ""

    def ask(session: Session) -> datetime | None:
        return mail_it(session, address, name, title, until)

    def asked(wait: datetime | None) -> Then:
        if wait is None:
            return Then(of.url("form", name), _("The link is on its way to your mailbox."))
        said = _("No mail was sent: ask again from %(time)s.", time=clock_time(wait))
        return Then(of.url("form", name), said, "warning")

    if answer := post(form, ask, asked):
        return private(answer)
    page = render_template(
        "drafts/mail.html", form=form, title=title, until=until, carry_on=of.url("form", name)
    )
    return private((page, form.status))
