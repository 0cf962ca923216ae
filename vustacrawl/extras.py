"""Packages that only some commands need: installed with an extra, imported where they are used."""

from __future__ import annotations

from importlib.util import find_spec

from vustacrawl.errors import UserError

EXTRAS = {
    "cluster": ("psycopg",),
    "dask": ("dask", "distributed"),
    "metrics": ("prometheus_client",),
    "parquet": ("pyarrow",),
    "s3": ("obstore",),
    "wacz": ("cdxj_indexer", "wacz", "warcio"),
    "web": ("datasette", "nh3", "uvicorn"),
}
"""The modules of each extra in pyproject.toml that a user may install."""


class MissingExtraError(UserError):
    """A package is not installed; the message says in one line what to install."""


def missing_modules(extra: str) -> list[str]:
    """Return the modules of an extra that cannot be imported."""
    return [module for module in EXTRAS[extra] if find_spec(module) is None]


def require_extra(extra: str, purpose: str) -> None:
    """Raise MissingExtraError unless every module of ``extra`` can be imported; ``purpose`` is what needs it."""
    if missing := missing_modules(extra):
        raise MissingExtraError(
            f"{purpose} needs {' and '.join(missing)}, which the extra `{extra}` brings: "
            f"pip install 'vustacrawl[{extra}]'"
        )
