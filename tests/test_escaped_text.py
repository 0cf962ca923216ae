"""Untrusted text cannot control a terminal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.text import escape_controls


@given(st.text())
def test_only_control_characters_are_escaped_and_json_value_is_kept(text: str) -> None:
    assert escape_controls(text).isprintable() or any(sign.isspace() or not sign.isprintable() for sign in text)
    assert escape_controls(escape_controls(text)) == escape_controls(text)
    encoded = json.dumps(text, ensure_ascii=False)
    assert json.loads(escape_controls(encoded)) == text
    assert not set("\x1b\x9b\x07\r\u202e") & set(escape_controls(text))


def test_vietnamese_text_is_not_escaped() -> None:
    assert escape_controls("Đại hội lần thứ IX\n", keep="\n") == "Đại hội lần thứ IX\n"
    assert escape_controls("a\x1b[31m\n\u202eb") == "a\\u001b[31m\\u000a\\u202eb"
