"""One guard per route: the outer gate. Object rules are in the policies (house rule 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Request, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin

from pbplatform.core.actor import Actor
from pbplatform.core.errors import NotAllowed, NotFound
from pbplatform.web.app import no_store
from pbplatform.web.kept_form import address, kept_form
from pbplatform.web.navigation import page_before

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
ActorLoader = Callable[[], Actor | None]


def register_actor_loader(loader: ActorLoader) -> None:
    """Called by `accounts` when the app is made: how to find the signed-in person."""
    current_app.extensions["actor_loader"] = loader


def current_actor() -> Actor | None:
    """The signed-in person, read once per request; None for a visitor."""
    if "actor" not in g:
        loader: ActorLoader = current_app.extensions["actor_loader"]
        g.actor = loader()
    actor: Actor | None = g.actor
    return actor


class LoginUser(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login's `current_user` is: the actor, and nothing more."""

    def __init__(self, actor: Actor) -> None:
        self.id = str(actor.account_id)
        self.actor = actor


def load_login_user(_request: Request) -> LoginUser | None:
    """Flask-Login's request loader: our session table is the one truth (ruling 14)."""
    actor = current_actor()
    return LoginUser(actor) if actor else None


def require_actor() -> Actor:
    """The signed-in person behind a guard that made sure there is one."""
    actor = current_actor()
    if actor is None:
        raise NotAllowed("account.sign_in_first")
    return actor


def _marked(view: View[P], guard: str) -> View[P]:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View[P]) -> View[P]:
    """Anybody may ask."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs)

    return _marked(guarded, "public")


def _ask_to_sign_in() -> ResponseReturnValue:
    """Sign in and come back; a form that was sent meanwhile is kept in the page, to send again."""
    kept = kept_form()
    if kept is None:
        return redirect(url_for("accounts.sign_in", next=address()))
    page = render_template("errors/signed_out.html", kept=kept, back=page_before())
    return no_store((page, 401))


def signed_in(view: View[P]) -> View[P]:
    """A signed-in person; others are asked to sign in and come back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_actor() is None:
            return _ask_to_sign_in()
        return view(*args, **kwargs)

    return _marked(guarded, "signed_in")


def staff(*roles: str) -> Callable[[View[P]], View[P]]:
    """A person who holds one of `roles` somewhere; the policy decides where."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            actor = current_actor()
            if actor is None:
                return _ask_to_sign_in()
            if not any(actor.holds(role) for role in roles):
                raise NotAllowed("role.not_held", role=roles[0])
            return view(*args, **kwargs)

        return _marked(guarded, "staff:" + ",".join(roles))

    return decorate


def demo_only(view: View[P]) -> View[P]:
    """Only where the installation is a demonstration or a test; elsewhere there is no such page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_app.extensions["settings"].is_production:
            raise NotFound("page.not_found")
        return view(*args, **kwargs)

    return _marked(guarded, "demo_only")
