"""The registry of export formats: every module of this folder that has a ``FORMAT``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from vustacrawl.export.formats.base import FileKind, Format

_MODULES = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
FORMATS: tuple[Format, ...] = tuple(
    sorted(
        (module.FORMAT for module in _MODULES if hasattr(module, "FORMAT")),
        key=lambda format_: (not format_.always, format_.name),
    )
)
"""Those that every dump has, then the optional ones by name."""


def file_kind(path: str) -> tuple[FileKind, dict[str, str]]:
    """Return the kind of a data file by its path inside the dump, and the ``site`` and ``year`` that the path names.

    Raises LookupError for a path of no format.
    """
    for format_ in FORMATS:
        for kind in format_.files:
            if match := kind.pattern.fullmatch(path):
                return kind, match.groupdict()
    raise LookupError(f"no export format writes {path}")
