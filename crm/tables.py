"""Every table there is: to import this module declares them all, whatever a process imports besides."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from crm.accounts import models as accounts_models
from crm.actions import models as actions_models
from crm.audit import models as audit_models
from crm.countries import models as countries_models
from crm.digests import models as digests_models
from crm.duties import models as duties_models
from crm.followups import models as followups_models
from crm.intake import models as intake_models
from crm.jobs import models as jobs_models
from crm.joining import models as joining_models
from crm.letters import models as letters_models
from crm.library import models as library_models
from crm.mail import models as mail_models
from crm.meetings import models as meetings_models
from crm.members import models as members_models
from crm.milestones import models as milestones_models
from crm.preferences import models as preferences_models
from crm.readiness import models as readiness_models
from crm.results import models as results_models
from crm.treaties import models as treaties_models
from crm.votes import models as votes_models

MODELS: Sequence[ModuleType] = (
    accounts_models,
    actions_models,
    audit_models,
    countries_models,
    digests_models,
    duties_models,
    followups_models,
    intake_models,
    jobs_models,
    joining_models,
    letters_models,
    library_models,
    mail_models,
    meetings_models,
    members_models,
    milestones_models,
    preferences_models,
    readiness_models,
    results_models,
    treaties_models,
    votes_models,
)
"""Foreign keys, undo and migrations go by the names of tables: whoever writes rows needs the others' declared too."""
