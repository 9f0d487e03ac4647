"""Who acts: the little that audit, policies and clocks may know of a person (ruling 2)."""

from __future__ import annotations

from dataclasses import dataclass

from pbplatform.core.errors import NotAllowed

PLACE = "place"


def covers(wide: str, narrow: str) -> bool:
    """Whether scope `wide` contains scope `narrow`.

    Scopes are `place`, `round:<slug>`, `committee:<round>/<slug>`, `team:<slug>`, `forum:<slug>`.
    The place contains everything, a round contains its committees, else only equal scopes match.
    """
    if wide in (PLACE, narrow):
        return True
    return narrow.startswith("committee:" + wide.removeprefix("round:") + "/") and wide.startswith(
        "round:"
    )


@dataclass(frozen=True)
class ActorRef:
    """One person or process acting in one role.

    Attributes:
        kind: `account`, `voter`, `system` or `command`.
        key: internal reference (an account's number as text); never shown.
        role: the role acted in: `resident`, `delegate`, `official`, `facilitator`, `system` …
        scope: where the role holds, as in `covers`.
        name: the public name, given only when acting in a public role.
        post: the post with that role, such as “Head of Parks”; tells two people of one name apart.
    """

    kind: str
    key: str
    role: str
    scope: str = ""
    name: str = ""
    post: str = ""

    @property
    def account_id(self) -> int | None:
        return int(self.key) if self.kind == "account" else None


SYSTEM = ActorRef(kind="system", key="", role="system")


@dataclass(frozen=True)
class Grant:
    """A role that holds now, in a scope."""

    role: str
    scope: str
    post: str = ""


@dataclass(frozen=True)
class Actor:
    """The signed-in person of a request, with the roles that hold at its instant.

    It is what Flask-Login calls a user: `current_user` is an `Actor`, or a `Visitor`.
    """

    account_id: int
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return True

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        """As Flask-Login asks for it."""
        return str(self.account_id)

    def holds(self, role: str, scope: str | None = None) -> bool:
        return any(
            grant.role == role and (scope is None or covers(grant.scope, scope))
            for grant in self.grants
        )

    def scopes(self, role: str) -> tuple[str, ...]:
        return tuple(grant.scope for grant in self.grants if grant.role == role)

    def as_resident(self) -> ActorRef:
        return ActorRef(kind="account", key=str(self.account_id), role="resident")

    def acting_as(self, role: str, scope: str) -> ActorRef:
        """The reference for acting in `role` within `scope`.

        Raises:
            NotAllowed: the person does not hold that role there (or anywhere wider).
        """
        if not self.holds(role, scope):
            raise NotAllowed("role.not_held", role=role)
        held = [one for one in self.grants if one.role == role and covers(one.scope, scope)]
        return ActorRef(
            kind="account",
            key=str(self.account_id),
            role=role,
            scope=scope,
            name=self.name,
            post=next((one.post for one in held if one.post), ""),
        )

    def acting_over(self, role: str, scope: str) -> ActorRef:
        """The reference for acting on `scope` with the widest scope in which the role is held.

        Raises:
            NotAllowed: the person does not hold that role there (or anywhere wider).
        """
        held = [own for own in self.scopes(role) if covers(own, scope)]
        return self.acting_as(role, PLACE if PLACE in held else min(held, default=scope, key=len))


class Visitor:
    """Somebody who is not signed in, as Flask-Login's `current_user`."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    grants: tuple[Grant, ...] = ()

    def get_id(self) -> None:
        """Nobody."""

    def holds(self, _role: str, _scope: str | None = None) -> bool:
        """No role anywhere."""
        return False
