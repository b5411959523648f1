"""A network whose digests can be looked at in the browser."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.digests.models import Digest
from tests.support.readers import Network, set_network


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """The network in the application's database, in a session of the test's own."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    session.commit()
    return network


@pytest.fixture
def digest(network: Network) -> Digest:
    """A digest in the making."""
    made = network.digest()
    network.session.commit()
    return made
