"""What drawings look like, and the policy under which one opened by itself may look so."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import current_app


@cache
def drawing_style() -> tuple[str, str]:
    """What a drawing looks like, and the policy by which one opened by itself may use just this style."""
    style = Path(str(current_app.static_folder), "css", "drawing.css").read_text(encoding="utf-8")
    print_of_it = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"default-src 'none'; style-src 'sha256-{print_of_it}'; frame-ancestors 'none'"
