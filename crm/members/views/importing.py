"""Bringing a file in: upload, what it would do, confirm, done with Undo. Large files go through the worker."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.accounts import rates
from crm.accounts.rights import Act, Relation, allowed
from crm.audit.models import ChangeSet
from crm.audit.queries import arrivals_of, find_change_set
from crm.countries.queries import list_places
from crm.jobs.services import enqueue
from crm.members.forms.files import UploadForm
from crm.members.models import ImportRun
from crm.members.queries.imports import people_kept, people_staying
from crm.members.services import import_runs
from crm.members.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

AT_ONCE = 1_500_000
"""Bytes up to which a file is dealt with while the browser waits."""


@bp.get("/import")
@requires(Act.IMPORT_PEOPLE)
def bring() -> str:
    """Ask for a file."""
    return _upload_page(UploadForm())


@bp.post("/import")
@requires(Act.IMPORT_PEOPLE)
@limited(rates.FILES)
def upload() -> ResponseReturnValue:
    """Keep the file and look through it."""
    form = _offered(UploadForm())
    if not form.validate():
        return _upload_page(form), WRONG
    session, now, instance = current.session(), current.now(), current.settings().instance_path
    storage = form.file.data
    run = import_runs.keep_upload(
        session, current.actor(), now, instance, storage.filename or "", storage.stream, form.country.data
    )
    storage.close()
    if import_runs.stored_at(instance, run).stat().st_size <= AT_ONCE:
        import_runs.check_upload(session, now, instance, run)
    else:
        enqueue(
            session, now, "members.check_upload", key=f"members.check_upload:{run.id}", arguments={"run_id": run.id}
        )
    if run.state == import_runs.UNREADABLE:
        form.file.errors = [str((run.report or {}).get("reason"))]
        return _upload_page(form), WRONG
    return redirect(url_for("members.import_run", run_id=run.id))


@bp.get("/import/<int:run_id>")
@requires(Act.IMPORT_PEOPLE)
def import_run(run_id: int) -> ResponseReturnValue:
    """Show what an upload would do, or what it did; while the worker is at it the page asks again by itself."""
    run = _run(run_id)
    waiting = run.state in {import_runs.UPLOADED, import_runs.APPLYING}
    act = _change_set(run.change_set_id)
    undoing = _change_set(act.undone_by) if act else None
    kept, names = people_kept(current.session(), act.id) if act and undoing else (0, ())
    page = render_template(
        "members/import_run.html",
        run=run,
        waiting=waiting,
        act=act,
        undoing=undoing,
        kept=kept,
        names=names,
        may_bring_back=undoing is not None and _may_undo(undoing),
    )
    return (page, {"Refresh": "3"}) if waiting else page


@bp.post("/import/<int:run_id>")
@requires(Act.IMPORT_PEOPLE)
@limited(rates.FILES)
def confirm(run_id: int) -> ResponseReturnValue:
    """Take in what was looked through."""
    run = _run(run_id)
    session, now, instance = current.session(), current.now(), current.settings().instance_path
    stored = import_runs.stored_at(instance, run)
    if run.state == import_runs.CHECKED and stored.exists():
        run.state = import_runs.APPLYING
        if stored.stat().st_size <= AT_ONCE:
            import_runs.take_in(session, now, instance, run)
        else:
            enqueue(session, now, "members.take_in", key=f"members.take_in:{run.id}", arguments={"run_id": run.id})
    return redirect(url_for("members.import_run", run_id=run.id))


@bp.get("/import/<int:run_id>/undo")
@requires(Act.IMPORT_PEOPLE)
def ask_undo(run_id: int) -> ResponseReturnValue:
    """Say what an undo takes away and who stays, and ask."""
    run = _run(run_id)
    act = _change_set(run.change_set_id)
    if act is None or act.undone_by is not None:
        return redirect(url_for("members.import_run", run_id=run.id))
    kept, names = people_staying(current.session(), act.id)
    came = arrivals_of(current.session(), act.id).get("member", 0)
    return render_template("members/undo_import.html", run=run, act=act, going=came - kept, kept=kept, names=names)


@bp.post("/import/<int:run_id>/discard")
@requires(Act.IMPORT_PEOPLE)
def discard(run_id: int) -> ResponseReturnValue:
    """Throw the upload away."""
    run = _run(run_id)
    if run.state in {import_runs.UPLOADED, import_runs.CHECKED}:
        import_runs.discard(current.session(), current.settings().instance_path, run)
    return redirect(url_for("members.bring"))


def _change_set(number: int | None) -> ChangeSet | None:
    return None if number is None else find_change_set(current.session(), number)


def _may_undo(act: ChangeSet) -> bool:
    actor = current.actor()
    return allowed(actor, Act.UNDO, Relation.OWN if act.actor_id == actor.user_id else Relation.ANY)


def _run(run_id: int) -> ImportRun:
    run = current.session().get(ImportRun, run_id)
    mine = run is not None and run.by_user_id == current.actor().user_id
    if run is None or not (mine or allowed(current.actor(), Act.EXPORT_PEOPLE, Relation.ANY)):
        abort(404)
    return run


def _offered(form: Any) -> Any:
    form.country.offer(list_places(current.session(), current.language()))
    return form


def _upload_page(form: UploadForm) -> str:
    return render_template("members/import.html", form=_offered(form))
