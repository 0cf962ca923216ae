"""A Datasette for one workspace: its catalog read-only, vustacrawl's pages, the data dictionary as metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from vustacrawl.catalog import read_catalog
from vustacrawl.web import plugin
from vustacrawl.web.guard import Access
from vustacrawl.web.limits import CatalogDatabase
from vustacrawl.web.metadata import metadata
from vustacrawl.web.request_context import CATALOG
from vustacrawl.workspace import Workspace

STATIC = Path(__file__).parent / "static"
DATASETTE_TEMPLATES = Path(__file__).parent / "templates" / "datasette"
SETTINGS = {
    "num_sql_threads": 4,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 400,
    "facet_suggest_time_limit_ms": 30,
    "default_page_size": 50,
    "truncate_cells_html": 300,
    "allow_download": False,
    "max_csv_mb": 0,
}


class CatalogDatasette(Datasette):  # type: ignore[misc] # Datasette has no types
    """Datasette with its access rules and, if given, the folder with ReplayWeb.page."""

    def __init__(self, access: Access, replay: Path | None, **settings: Any) -> None:
        self.access = access  # Datasette's constructor asks for it
        self.replay = replay
        super().__init__(**settings)


def make_datasette(workspace: Workspace, access: Access | None = None, replay: Path | None = None) -> Datasette:
    """Return the application for a workspace; ``replay`` is the folder of ``serve --replay``.

    It opens the catalog with ``mode=ro``: it sees running crawls and never blocks them. Without ``access``, only
    loopback is served. Raises CatalogError if there is no catalog, or one of another version.
    """
    access = access or Access()
    read_catalog(workspace.database).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, "vustacrawl")
        # Its handler prints every 404 with all local variables; ours answers in its place.
        pm.unregister(name="datasette.handle_exception")
    datasette = CatalogDatasette(
        access,
        replay,
        metadata=metadata(),
        settings=SETTINGS | {"base_url": f"{access.root_path}/"},
        template_dir=str(DATASETTE_TEMPLATES),
        static_mounts=[("assets", str(STATIC))],
        cache_headers=False,
    )
    datasette.remove_database("_memory")
    datasette.add_database(CatalogDatabase(datasette, str(workspace.database.absolute())), name=CATALOG)
    return datasette
