"""Draw ``pictures/schema.svg`` from the catalog's schema: ``python docs/schema_diagram.py``."""

from __future__ import annotations

from pathlib import Path

from vustacrawl.catalog.diagram import schema_diagram
from vustacrawl.web.metadata import INTERNAL

PICTURE = Path(__file__).with_name("pictures") / "schema.svg"
STYLE = """\
<style>
svg { background: #fffefb; }
.table { fill: #fffefb; stroke: #b9b1a1; }
.reference { fill: none; stroke: #635e55; stroke-opacity: .6; }
text { font: 13px ui-monospace, Consolas, "DejaVu Sans Mono", monospace; fill: #22201c; }
.name { font-weight: 600; }
.column { font-size: 12px; fill: #635e55; }
</style>"""


def picture() -> str:
    """Return the drawing with its colours, as a standalone file."""
    head, _, rest = schema_diagram(INTERNAL).partition(">")
    return f"{head}>{STYLE}{rest}"


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
