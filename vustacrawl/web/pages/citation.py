"""References to an article for programs."""

from __future__ import annotations

from datasette.utils.asgi import Response

from vustacrawl.catalog.articles import load_record
from vustacrawl.web.citation import FORMATS, Reference
from vustacrawl.web.headers import FILE_POLICY
from vustacrawl.web.pages.article import find
from vustacrawl.web.request_context import RequestContext


def citation(context: RequestContext) -> Response:
    """``/articles/ID.bib``, ``.ris``, ``.csl``."""
    row = find(context)
    media_type, write = FORMATS[context.path_part("format")]
    ending = "json" if context.path_part("format") == "csl" else context.path_part("format")
    name = f"vustacrawl-{row['public_id'].replace('/', '-')}.{ending}"
    return Response(
        write(Reference.of(row, load_record(context.db, row["id"])["authors"])),
        headers=FILE_POLICY | {"Content-Disposition": f'attachment; filename="{name}"'},
        content_type=media_type,
    )
