"""The SQLite file: its schema, its migrations, and how to open it."""

from vustacrawl.catalog.connection import CatalogError, open_catalog, open_existing_catalog, read_catalog
from vustacrawl.catalog.schema import SCHEMA_VERSION

__all__ = ["SCHEMA_VERSION", "CatalogError", "open_catalog", "open_existing_catalog", "read_catalog"]
