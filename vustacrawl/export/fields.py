"""The fields of the dumps: their names, types and descriptions.

A field of a record is described once, in ``schema/article.schema.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import orjson

SCHEMA = "schema/article.schema.json"
TABLE_SCHEMA = "schema/article.tableschema.json"

Type = Literal["string", "integer", "number", "date", "datetime", "array", "object"]
"""As the Frictionless Table Schema names them."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record or column of a table."""

    name: str
    type: Type
    description: str
    is_required: bool = False
    """Whether it is never empty."""

    def descriptor(self) -> dict[str, Any]:
        """Return the field descriptor of the Frictionless Table Schema."""
        constraints = {"constraints": {"required": True}} if self.is_required else {}
        return {"name": self.name, "type": self.type, "description": self.description, **constraints}


def schema_bytes() -> bytes:
    """Return the JSON Schema of a record (UTF-8)."""
    return files("vustacrawl.export").joinpath(SCHEMA).read_bytes()


@cache
def properties(of: str = "") -> dict[str, dict[str, Any]]:
    """Return the JSON Schema's properties of a record, or of the items of its list ``of``."""
    found: dict[str, dict[str, Any]] = orjson.loads(schema_bytes())["properties"]
    return found[of]["items"]["properties"] if of else found


@cache
def record_fields() -> tuple[Field, ...]:
    """Return the fields of a record, in the order of the dumps."""
    return tuple(field(name) for name in properties())


def field(name: str, of: str = "", called: str | None = None) -> Field:
    """Return a field of a record, or of the items of its list ``of``; a table may give it another name (``called``).

    Raises KeyError for an unknown field.
    """
    definition = properties(of)[name]
    of_type, may_be_empty = type_of(definition)
    return Field(called or name, of_type, definition["description"], not may_be_empty)


def type_of(definition: dict[str, Any]) -> tuple[Type, bool]:
    """Return the type of a JSON Schema property, and whether it may be null."""
    choices = definition.get("anyOf", [definition])
    may_be_empty = len(choices) > 1
    reference = choices[0].get("$ref")
    if reference:
        return ("datetime" if reference == "#/$defs/time" else "string"), may_be_empty
    types = definition.get("type", "string")
    if isinstance(types, list):
        return types[0], True
    return types, False


def table_schema(fields: Iterable[Field]) -> dict[str, Any]:
    """Return the fields as a Table Schema (https://specs.frictionlessdata.io/table-schema/)."""
    descriptors = [field.descriptor() for field in fields]
    key = {"primaryKey": ["url"]} if any(field["name"] == "url" for field in descriptors) else {}
    return {"fields": descriptors, **key}
