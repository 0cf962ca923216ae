"""CMS families, one file each: everything that differs between them is in that file.

Each module of this package defines one ``FAMILY``; profiles, detection, parsers and ``sites new`` read the registry.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from vustacrawl.families.model import Family, Layout, PageTraits, Signal

__all__ = ["FAMILIES", "Family", "Layout", "PageTraits", "Signal"]


def _families() -> dict[str, Family]:
    names = sorted(module.name for module in iter_modules(__path__) if module.name != "model")
    families = (import_module(f"{__name__}.{name}").FAMILY for name in names)
    return {family.name: family for family in families}


FAMILIES: dict[str, Family] = _families()
"""Every family by its name in profiles."""
