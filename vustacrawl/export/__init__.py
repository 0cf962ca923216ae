"""Export the catalog as files with deterministic bytes, a description and checksums."""

from vustacrawl.export.atomic_replace import ExportError
from vustacrawl.export.checks import check_export
from vustacrawl.export.dumps import export
from vustacrawl.export.files import Compression
from vustacrawl.export.formats import FORMATS
from vustacrawl.export.manifest import Manifest

__all__ = ["FORMATS", "Compression", "ExportError", "Manifest", "check_export", "export"]
