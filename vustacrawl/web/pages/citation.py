"""References to an article for programs."""

from __future__ import annotations

from datasette.utils.asgi import Response

from vustacrawl.catalog.articles import load_record
from vustacrawl.web.citation import FORMATS, Reference
from vustacrawl.web.headers import FILE_POLICY
from vustacrawl.web.pages.article import find
from vustacrawl.web.view import View


def citation(view: View) -> Response:
    """``/articles/ID.bib``, ``.ris``, ``.csl``."""
    row = find(view)
    media_type, write = FORMATS[view.part("format")]
    ending = "json" if view.part("format") == "csl" else view.part("format")
    name = f"vustacrawl-{row['id']}.{ending}"
    return Response(
        write(Reference.of(row, load_record(view.db, row["id"])["authors"])),
        headers=FILE_POLICY | {"Content-Disposition": f'attachment; filename="{name}"'},
        content_type=media_type,
    )
