"""A small network for tests of follow-ups, on each engine."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.support.scene import Scene, set_scene


@pytest.fixture
def scene(any_session: Session) -> Scene:
    """Two countries, three people, and users of each role."""
    return set_scene(any_session)
