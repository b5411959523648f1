"""The Flask application with the one rule of its edge: a request is one act and one commit."""

from __future__ import annotations

from types import TracebackType
from typing import TypeAlias

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from crm.audit.services import Doing, begin, end
from crm.db import reading
from crm.extensions import db
from crm.web import current
from crm.web.undo import unsaid_on_failure
from crm.web.writing import Environment

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_REFUSAL = 400

ExcInfo: TypeAlias = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]


class Application(Flask):
    """Flask, with reading requests held to reading and writing ones committed once, when they succeed."""

    jinja_environment = Environment

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log a fault with the name of its page, not with its address, which may hold a link's secret."""
        self.logger.error("Exception in %s [%s]", request.endpoint, request.method, exc_info=exc_info)

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit what it did unless it answers with an error."""
        if request.method in SAFE_METHODS:
            with reading():
                return self.make_response(super().dispatch_request())
        actor = current.actor()
        session = db.session()
        begin(
            session,
            Doing(
                act=request.endpoint or "",
                at=current.now(),
                actor_id=actor.user_id,
                source="web",
            ),
        )
        with unsaid_on_failure():
            response: Response = self.make_response(super().dispatch_request())
            if response.status_code < FIRST_REFUSAL:
                session.commit()
            else:
                session.rollback()
        end(session)
        return response
