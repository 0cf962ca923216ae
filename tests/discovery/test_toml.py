"""A written profile reads back unchanged."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.discovery.toml import as_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.dictionaries(st.sampled_from("abcd"), TEXT | st.lists(TEXT) | st.integers() | st.booleans()),
    st.dictionaries(st.sampled_from("xyz"), st.floats(0, 99)),
)
def test_toml_round_trip(keys: dict[str, Any], table: dict[str, float]) -> None:
    plain = {name: value for name, value in keys.items() if not (isinstance(value, str) and "\n" in value)}
    written = plain | ({"politeness": table} if table else {})
    assert tomllib.loads(as_toml(written)) == written


def test_notes_are_written_as_multiline_string() -> None:
    notes = 'Ghi chú "một".\nDòng hai \\ ba.\n'
    text = as_toml({"notes": notes})
    assert text == 'notes = """\nGhi chú "một".\nDòng hai \\\\ ba.\n"""\n'
    assert tomllib.loads(text)["notes"] == notes
