"""The blueprint of the pages about joining."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint

from crm.accounts.rates import Rate

bp = Blueprint("joining", __name__)
WRONG = 422
JOIN = Rate("join", 10, timedelta(minutes=10))
"""Requests to join from one place."""
ANSWER = Rate("letter_answer", 30, timedelta(minutes=10))
"""Answers by the links in letters from one place: a whole parliament may share one."""
