"""Any response of an index is parsed or counted as invalid, and never raises."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.recovery.cdx import captures_in, read_array, read_lines
from vustacrawl.recovery.client import FetchError

LINE = "vn,hoi)/tin 20150102030405 http://hoi.vn/tin text/html 200 AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH 1234"
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.just("20150102030405"))
DATA = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner))


def test_all_cdx_formats_give_same_captures() -> None:
    names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    row = dict(zip(names, LINE.split(), strict=True))
    pywb_fields = {
        "url": row["original"],
        "mime": row["mimetype"],
        "status": row["statuscode"],
        "digest": row["digest"],
    }
    array = json.dumps([names, LINE.split(), [], ["key"]]).encode()
    cdxj = f"{row['urlkey']} {row['timestamp']} {json.dumps(pywb_fields)}\n"
    lines = json.dumps({"timestamp": row["timestamp"], **pywb_fields})
    rows, key = read_array(array)
    assert key == "key"
    without_names, objects = (read_array(json.dumps([each]).encode())[0] for each in (LINE.split(), row))
    read = (rows, without_names, objects, *map(parse_lines, (LINE, cdxj, lines)))
    found = [captures_in(each, lambda _: "place") for each in read]
    assert found == [found[0]] * 6
    [[capture], faults] = found[0]
    assert (capture.captured_at, capture.status, faults) == ("2015-01-02T03:04:05.000Z", 200, [])
    assert capture.digest == "sha1:AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH"


@pytest.mark.parametrize("text", ["<html><body>Service error</body></html>", '{"error": "blocked"}', "Blocked Site"])
def test_error_page_is_no_index(text: str) -> None:
    with pytest.raises(FetchError, match=r"not an index: '(<html><body>Service error|blocked|Blocked Site)"):
        captures_in(read_lines(text.encode()), lambda _: "place")


def parse_lines(text: str) -> list[dict[str, str]]:
    return [dict(row) for row in read_lines(text.encode())]


@given(DATA)
def test_any_json_is_parsed_without_error(data: object) -> None:
    body = json.dumps(data).encode()
    for rows in (read_array(body)[0], read_lines(body)):
        with suppress(FetchError):
            captures_in(rows, lambda _: "place")


@given(st.binary(max_size=300))
def test_any_bytes_are_parsed_without_error(body: bytes) -> None:
    assert read_array(body)[1] is None or body
    for rows in (read_array(body)[0], read_lines(LINE.encode() + b"\n" + body)):
        with suppress(FetchError):
            captures, faults = captures_in(rows, lambda _: "place")
            assert all(capture.url and capture.captured_at.endswith("Z") for capture in captures)
            assert len(faults) <= 1
