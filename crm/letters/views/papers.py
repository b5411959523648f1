"""What goes to the printer: the bound letters, and the labels for their envelopes."""

from __future__ import annotations

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.letters import files
from crm.letters.envelopes import labels_html
from crm.letters.paper import pdf_of
from crm.letters.queries.batches import addresses_in
from crm.letters.views.blueprint import a_file, batch_or_404, bp, instance
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited


@bp.get("/batches/<int:batch_id>/print.pdf")
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES, methods=("GET",))
def bound(batch_id: int) -> Response:
    """Give every letter that goes by post as one file."""
    found = batch_or_404(batch_id)
    if not found.print_file:
        abort(404)
    path = files.path_of(instance(), found.print_file)
    answer = send_file(path, mimetype="application/pdf", as_attachment=True, download_name=f"letters-{found.id}.pdf")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer


@bp.get("/batches/<int:batch_id>/labels.pdf")
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES, methods=("GET",))
def labels(batch_id: int) -> ResponseReturnValue:
    """Give the addresses as labels, in the order of the letters."""
    found = batch_or_404(batch_id)
    addresses = addresses_in(current.session(), found.id)
    if not addresses:
        abort(404)
    content, _pages = pdf_of(labels_html(addresses))
    return a_file(content, f"labels-{found.id}.pdf")
