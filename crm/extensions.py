"""The Flask extensions that work needs with and without pages, one of each; the rest stand in `crm/web`."""

from __future__ import annotations

from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy

from crm.db import Base

db = SQLAlchemy(model_class=Base)
mail = Mail()
