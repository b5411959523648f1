"""Editing the blocks of a digest and their items."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.digests.forms.composing import EVERYBODY, AddBlockForm, BlockForm
from crm.digests.kinds import BlockKind
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.queries.pages import audience_sentences
from crm.digests.queries.translations import editor_of
from crm.digests.scope import Scope
from crm.digests.services import composing, editing
from crm.digests.services.editing import Line, Words
from crm.digests.services.overtaking import OvertakenError
from crm.digests.views.blueprint import WRONG, bp, editable, languages, typed
from crm.digests.views.saving import OVERTAKEN, by_itself, overtaken, refused, version_of
from crm.digests.wording import block_name
from crm.members.audience import Filter
from crm.members.queries.records import find_view, list_views
from crm.treaties.asking import step_word
from crm.treaties.step import Step
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

PLACES = {"up": -1, "down": 1}
LONGEST_ITEM, LONGEST_LINK = 2000, 500


@bp.post("/digests/<int:digest_id>/blocks/")
@requires(Act.EDIT_DIGESTS)
def add_block(digest_id: int) -> ResponseReturnValue:
    """Add a block of a kind and open it."""
    form = AddBlockForm()
    form.offer(kinds())
    kind = BlockKind(form.kind.data) if form.validate() else BlockKind.EDITORIAL
    block = composing.add_block(current.session(), editable(digest_id).id, kind)
    return redirect(url_for("digests.edit_block", digest_id=digest_id, block_id=block.id))


@bp.get("/digests/<int:digest_id>/blocks/<int:block_id>")
@requires(Act.EDIT_DIGESTS)
def edit_block(digest_id: int, block_id: int) -> ResponseReturnValue:
    """Show a block and its items to be edited."""
    digest, block = editable(digest_id), wanted_block(digest_id, block_id)
    if by_itself():
        return version_of(block)
    form = BlockForm(heading=block.heading, text=block.text, version=str(block.version))
    _offer(form, block)
    form.show(block.audience)
    form.show_scope(Scope.of(block.scope))
    return _page(digest, block, form)


@bp.post("/digests/<int:digest_id>/blocks/<int:block_id>")
@requires(Act.EDIT_DIGESTS)
def save_block(digest_id: int, block_id: int) -> ResponseReturnValue:
    """Save everything typed into a block, then do what the pressed button says: move or add an item."""
    digest, block = editable(digest_id), wanted_block(digest_id, block_id)
    form = BlockForm()
    _offer(form, block)
    if not form.validate():
        return refused(form) if by_itself() else (_page(digest, block, form), WRONG)
    try:
        saved = editing.edit_block(
            current.session(), current.actor(), current.now(), block.id, _words(form, block), form.seen
        )
    except OvertakenError:
        block = overtaken(lambda: wanted_block(digest_id, block_id))
        return (version_of(block), OVERTAKEN) if by_itself() else _both(editable(digest_id), block, form)
    if by_itself():
        return version_of(saved)
    if _do_with_items(block, request.form.get("do", "")):
        return redirect(url_for("digests.edit_block", digest_id=digest.id, block_id=block.id))
    return redirect(url_for("digests.digest", digest_id=digest.id))


@bp.post("/digests/<int:digest_id>/blocks/<int:block_id>/<act>")
@requires(Act.EDIT_DIGESTS)
def change_block(digest_id: int, block_id: int, act: str) -> ResponseReturnValue:
    """Move a block, pin it, take it out, or give each region a block of its own."""
    digest, block = editable(digest_id), wanted_block(digest_id, block_id)
    if act == "drop":
        editing.drop_block(current.session(), block.id)
        offer_undo(_("The block is out."))
    elif act in PLACES:
        editing.move_block(current.session(), block.id, PLACES[act])
    elif act in {"pin", "unpin"}:
        editing.pin_block(current.session(), block.id, pinned=act == "pin")
    elif act == "split" and block.kind is BlockKind.ACTIONS:
        number = composing.split_by_region(current.session(), block)
        flash(ngettext("%(num)d block, one for each region.", "%(num)d blocks, one for each region.", number))
    else:
        abort(404)
    return redirect(url_for("digests.digest", digest_id=digest.id))


def wanted_block(digest_id: int, block_id: int) -> Block:
    """Get the block of an address; 404 when it is not of this digest."""
    found = current.session().get(Block, block_id)
    if found is None or found.digest_id != digest_id:
        abort(404)
    return found


def items_of(block: Block) -> list[BlockItem]:
    """The items of a block in their order."""
    statement = sa.select(BlockItem).where(BlockItem.block_id == block.id)
    order = (BlockItem.pinned.desc(), BlockItem.position, BlockItem.id)
    return list(current.session().scalars(statement.order_by(*order)))


def kinds() -> dict[str, str]:
    """The kinds of blocks there are to add, in the language of the page."""
    return {kind.value: block_name(kind, current.language()) for kind in BlockKind}


def _offer(form: BlockForm, block: Block) -> None:
    form.offer(languages())
    now = audience_sentences(current.session(), [block.audience])[0]
    form.offer_audiences(now, _("Everybody the digest goes to"), list_views(current.session()))
    form.offer_aims({step.value: step_word(step, current.language()) for step in Step})


def _page(digest: Digest, block: Block, form: BlockForm, *, theirs: bool = False) -> str:
    items = items_of(block)
    return render_template(
        "digests/block.html",
        digest=digest,
        block=block,
        items=[(item, _line(item) or editing.line_of(item)) for item in items],
        form=form,
        theirs=theirs,
        editor=editor_of(current.session(), block),
        kind=block_name(block.kind, current.language()),
    )


def _both(digest: Digest, block: Block, form: BlockForm) -> ResponseReturnValue:
    """Show what somebody else saved beside what was typed; saving again is then done with open eyes."""
    form.version.data = str(block.version)
    return _page(digest, block, form, theirs=True), OVERTAKEN


def _words(form: BlockForm, block: Block) -> Words:
    lines = {item.id: line for item in items_of(block) if (line := _line(item)) is not None}
    return Words(
        form.heading.data or "",
        form.text.data or "",
        _audience(form, block),
        lines,
        form.scope.stored if block.kind is BlockKind.ACTIONS else None,
    )


def _audience(form: BlockForm, block: Block) -> dict[str, Any]:
    """The audience: what it was, narrowed by what is ticked; everybody; or a view that was chosen, as it stands."""
    if form.view.data == EVERYBODY:
        return {}
    if form.view.data:
        view = find_view(current.session(), form.view.data.removeprefix("view:"))
        return dict(view.filter) if view is not None else dict(block.audience)
    everyone = Filter().everyone
    meant = form.narrowed(Filter.from_json(block.audience) if block.audience else everyone)
    return {} if meant == everyone else meant.to_json()


def _line(item: BlockItem) -> Line | None:
    """What was typed for an item; None where the form did not have it."""
    name = f"item-{item.id}"
    if f"{name}-text" not in request.form:
        return None
    return Line(
        text=typed(f"{name}-text", LONGEST_ITEM),
        link=typed(f"{name}-link", LONGEST_LINK),
        dropped=f"{name}-keep" not in request.form,
        pinned=f"{name}-pin" in request.form,
        own_country=f"{name}-own" in request.form,
    )


def _do_with_items(block: Block, asked: str) -> bool:
    """Do what a button of the item list says; whether there was such a button."""
    verb, _colon, number = asked.partition(":")
    if verb == "add":
        editing.add_item(current.session(), block.id, text="", link="")
        return True
    if verb in PLACES and number in {str(item.id) for item in items_of(block)}:
        editing.move_item(current.session(), int(number), PLACES[verb])
        return True
    return False
