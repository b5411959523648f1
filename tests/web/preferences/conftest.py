"""A network that got a digest, and whoever opens its links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.models import Digest
from crm.digests.services import sending
from crm.mail.models import LinkToken
from tests.support.readers import AT, BASE_URL, Network, set_network

TokenOf = Callable[..., str]


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
    """A digest on its way."""
    made = network.digest()
    sending.send(network.session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    network.session.commit()
    return made


@pytest.fixture
def strict(app: Flask) -> FlaskClient:
    """A client without cookies, with forms protected as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app.test_client(use_cookies=False)


@pytest.fixture
def token_of(network: Network) -> TokenOf:
    """Gives the token in the foot of somebody's mail."""

    def find(name: str, subject: str = "digest") -> str:
        token = network.session.scalar(
            sa.select(LinkToken.token).where(
                LinkToken.member_id == network.people[name].id,
                LinkToken.purpose == "unsubscribe",
                LinkToken.subject == subject,
            )
        )
        assert token is not None
        network.session.commit()
        return token

    return find
