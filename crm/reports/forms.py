"""The form for the period of a report: what stands in the address."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from crm.reports.period import Period, period
from crm.web import current
from crm.web.fields import DayField
from crm.web.forms import Form


class PeriodForm(Form):
    """From a day to a day; the year up to today where nothing is said."""

    class Meta(Form.Meta):
        """A report changes nothing: its address can be passed on."""

        csrf = False

    start = DayField(_l("From"), name="from")
    end = DayField(_l("To"), name="to")

    def validate_end(self, field: Any) -> None:
        """A period ends after it begins."""
        if self.start.errors or field.errors:
            return
        try:
            self.period()
        except ValueError:
            raise ValidationError(_("The period ends before it begins.")) from None

    def period(self) -> Period:
        """The days that were chosen."""
        return period(self.start.data, self.end.data, current.today())
