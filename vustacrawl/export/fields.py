"""The fields of the dumps: what each is called, its type, and what it holds.

A field that stands in a record is described once, in ``schema/article.schema.json``.
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
    """One field."""

    name: str
    type: Type
    description: str
    is_required: bool = False
    """Whether it is never empty."""

    def descriptor(self) -> dict[str, Any]:
        """It as the Frictionless Table Schema has it."""
        constraints = {"constraints": {"required": True}} if self.is_required else {}
        return {"name": self.name, "type": self.type, "description": self.description, **constraints}


def schema_bytes() -> bytes:
    """The JSON Schema of a record."""
    return files("vustacrawl.export").joinpath(SCHEMA).read_bytes()


@cache
def properties(of: str = "") -> dict[str, dict[str, Any]]:
    """The properties of a record, or of the items of one of its lists, as the JSON Schema has them."""
    found: dict[str, dict[str, Any]] = orjson.loads(schema_bytes())["properties"]
    return found[of]["items"]["properties"] if of else found


@cache
def record_fields() -> tuple[Field, ...]:
    """The fields of a record, in order."""
    return tuple(field(name) for name in properties())


def field(name: str, of: str = "", called: str | None = None) -> Field:
    """A field of a record, or of the items of its list ``of``; ``called`` where a table gives it another name."""
    definition = properties(of)[name]
    of_type, may_be_empty = type_of(definition)
    return Field(called or name, of_type, definition["description"], not may_be_empty)


def type_of(definition: dict[str, Any]) -> tuple[Type, bool]:
    """The type of a property, and whether it may be null."""
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
    """Fields as a Table Schema (https://specs.frictionlessdata.io/table-schema/)."""
    descriptors = [field.descriptor() for field in fields]
    key = {"primaryKey": ["url"]} if any(field["name"] == "url" for field in descriptors) else {}
    return {"fields": descriptors, **key}
