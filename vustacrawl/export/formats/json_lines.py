"""JSON Lines: an article a line, a file a site and year. A small export is one JSON array too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from vustacrawl.export.files import ARRAY, LINES, DumpFile, Folder
from vustacrawl.export.formats import Writer
from vustacrawl.export.records import Exported

ARRAY_FILE = "articles.json"


@contextmanager
def write_by_year(folder: Folder, top: str, serialise: Callable[[Exported], bytes]) -> Iterator[Writer]:
    """Write ``<top>/<site>/<year>.jsonl``, one file after the other."""
    file: DumpFile
    of: tuple[str, int | None] | None = None
    with ExitStack() as open_file:

        def write(article: Exported) -> None:
            nonlocal file, of
            if of != (article.site, article.year):
                open_file.close()
                of = (article.site, article.year)
                path = f"{top}/{article.site}/{article.year or 'undated'}.jsonl"
                file = open_file.enter_context(folder.open_dump(path, LINES))
            file.add(serialise(article))

        yield write


@contextmanager
def write_array(folder: Folder) -> Iterator[Writer]:
    """Write all articles into ``articles.json``."""
    with folder.open_dump(ARRAY_FILE, ARRAY) as file:
        yield lambda article: file.add(article.line)
