"""Pictures for letterheads: PNG or JPEG, looked at before they are kept."""

from __future__ import annotations

import io

MOST_BYTES = 500_000
MOST_PIXELS = 3_000
MIMETYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class BadPictureError(ValueError):
    """What was brought is no picture that a letterhead can show."""


def mimetype_of(content: bytes) -> str:
    """Look at a picture, and give its type; raises BadPictureError for what is no PNG or JPEG, or is too large."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - slow to import, seldom wanted

    if len(content) > MOST_BYTES:
        raise BadPictureError
    try:
        with Image.open(io.BytesIO(content), formats=list(MIMETYPES)) as picture:
            size, kind = picture.size, str(picture.format)
            if max(size) > MOST_PIXELS:
                raise BadPictureError
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadPictureError from error
    return MIMETYPES[kind]
