"""Editing the blocks of a digest and their items."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.digests.forms.composing import BlockForm
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.services import composing
from crm.digests.views.blueprint import WRONG, bp, editable, languages, typed
from crm.members.audience import Filter
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

PLACES = {"up": -1, "down": 1}
LONGEST_ITEM, LONGEST_LINK = 2000, 500


@bp.post("/digests/<int:digest_id>/blocks/")
@requires(Act.EDIT_DIGESTS)
def add_block(digest_id: int) -> ResponseReturnValue:
    """Add a block and open it."""
    block = composing.add_block(current.session(), editable(digest_id).id)
    return redirect(url_for("digests.edit_block", digest_id=digest_id, block_id=block.id))


@bp.get("/digests/<int:digest_id>/blocks/<int:block_id>")
@requires(Act.EDIT_DIGESTS)
def edit_block(digest_id: int, block_id: int) -> str:
    """Show a block and its items to be edited."""
    digest, block = editable(digest_id), _block(digest_id, block_id)
    form = BlockForm(heading=block.heading, text=block.text)
    form.offer(languages())
    form.show(block.audience)
    return _page(digest, block, form)


@bp.post("/digests/<int:digest_id>/blocks/<int:block_id>")
@requires(Act.EDIT_DIGESTS)
def save_block(digest_id: int, block_id: int) -> ResponseReturnValue:
    """Save everything typed into a block, then do what the pressed button says: move or add an item."""
    digest, block = editable(digest_id), _block(digest_id, block_id)
    form = BlockForm()
    form.offer(languages())
    if not form.validate():
        return _page(digest, block, form), WRONG
    everyone = Filter().everyone
    meant = form.narrowed(everyone)
    audience = {} if meant == everyone else meant.to_json()
    composing.edit_block(
        current.session(), block.id, heading=form.heading.data or "", text=form.text.data or "", audience=audience
    )
    _save_items(block)
    if _do_with_items(block, request.form.get("do", "")):
        return redirect(url_for("digests.edit_block", digest_id=digest.id, block_id=block.id))
    return redirect(url_for("digests.digest", digest_id=digest.id))


@bp.post("/digests/<int:digest_id>/blocks/<int:block_id>/<act>")
@requires(Act.EDIT_DIGESTS)
def change_block(digest_id: int, block_id: int, act: str) -> ResponseReturnValue:
    """Move a block or take it out."""
    digest, block = editable(digest_id), _block(digest_id, block_id)
    if act == "drop":
        composing.drop_block(current.session(), block.id)
        offer_undo(_("The block is out."))
    elif act in PLACES:
        composing.move_block(current.session(), block.id, PLACES[act])
    else:
        abort(404)
    return redirect(url_for("digests.digest", digest_id=digest.id))


def _block(digest_id: int, block_id: int) -> Block:
    found = current.session().get(Block, block_id)
    if found is None or found.digest_id != digest_id:
        abort(404)
    return found


def _items(block: Block) -> list[BlockItem]:
    statement = sa.select(BlockItem).where(BlockItem.block_id == block.id)
    return list(current.session().scalars(statement.order_by(BlockItem.position, BlockItem.id)))


def _page(digest: Digest, block: Block, form: BlockForm) -> str:
    return render_template("digests/block.html", digest=digest, block=block, items=_items(block), form=form)


def _save_items(block: Block) -> None:
    for item in _items(block):
        if f"item-{item.id}-text" not in request.form:
            continue
        text, link = typed(f"item-{item.id}-text", LONGEST_ITEM), typed(f"item-{item.id}-link", LONGEST_LINK)
        dropped = f"item-{item.id}-keep" not in request.form
        composing.edit_item(current.session(), item.id, text=text, link=link, dropped=dropped)


def _do_with_items(block: Block, asked: str) -> bool:
    """Do what a button of the item list says; whether there was such a button."""
    verb, _colon, number = asked.partition(":")
    if verb == "add":
        composing.add_item(current.session(), block.id, text="", link="")
        return True
    if verb in {"up", "down"} and number in {str(item.id) for item in _items(block)}:
        composing.move_item(current.session(), int(number), -1 if verb == "up" else 1)
        return True
    return False
