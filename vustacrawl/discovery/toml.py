"""Write a profile as TOML, laid out for people."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 100


def as_toml(keys: dict[str, Any]) -> str:
    """Return the file's text: plain keys first, then a table for each mapping."""
    plain = [f"{name} = {_value(value)}\n" for name, value in keys.items() if not isinstance(value, dict)]
    tables = [(name, value) for name, value in keys.items() if isinstance(value, dict)]
    return "".join(plain) + "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in table.items())
        for name, table in tables
    )


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        items = [_text(item) if isinstance(item, str) else _value(item) for item in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) < _WIDTH else "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if "\n" in value:
        lines = [_escaped(line).replace('\\"', '"') for line in value.replace('"""', "“").rstrip("\n").split("\n")]
        return '"""\n' + "\n".join(lines) + '\n"""'
    return _text(value)


def _text(value: str) -> str:
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return f'"{_escaped(value)}"'


def _escaped(text: str) -> str:
    """Escape as JSON does; TOML also requires DEL to be escaped."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
