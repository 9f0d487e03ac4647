from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.forums.models import Meeting
from tests.factories import make_meeting, make_person
from tests.points.people import CAME, World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def ada(session: Session, world: World) -> ActorRef:
    return make_person(session, "Ada", role="clerk", scope=world.forum.scope)


@pytest.fixture
def meeting(session: Session, world: World) -> Meeting:
    return make_meeting(session, world.forum, CAME - timedelta(hours=2))
