from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.carry.rounds import Years, make_years


@pytest.fixture
def years(session: Session) -> Years:
    return make_years(session)
