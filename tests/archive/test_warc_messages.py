from __future__ import annotations

import gzip

import pytest
from odd_answers import BODY, NOISE, ODD

from vustacrawl.archive import messages
from vustacrawl.archive.messages import HttpResponse, PayloadError, split_interim

READS_AS_BODY = [
    "plain",
    "chunked-in-pieces",
    "chunked-upper-case-size",
    "chunked-padded-size",
    "chunked-extension",
    "chunked-trailer",
    "chunked-without-end",
    "chunked-header-case",
    "gzip",
    "gzip-chunked",
    "gzip-not-really",
    "deflate",
    "deflate-raw",
    "identity",
    "unknown-coding",
    "no-reason-phrase",
    "empty-reason-phrase",
    "header-folded",
    "header-many",
    "bare-line-feeds",
    "no-headers",
    "length-too-great",
    "length-too-small",
    "continue-100",
    "early-hints-103",
    "not-found-404",
]


def parsed(name: str) -> HttpResponse:
    sent = b"".join(piece for piece in ODD[name].pieces if isinstance(piece, bytes))
    return HttpResponse.parse(split_interim(sent)[1])


@pytest.mark.parametrize("name", READS_AS_BODY)
def test_the_payload_is_what_the_author_wrote(name: str) -> None:
    assert parsed(name).payload == BODY


def test_of_a_cut_payload_what_came_is_had() -> None:
    assert BODY.startswith(parsed("gzip-cut").payload)
    assert len(parsed("gzip-cut").payload) > 0
    assert parsed("chunked-cut").payload == BODY + BODY + b"abc"


@pytest.mark.parametrize("name", ODD)
def test_no_answer_is_too_odd_to_be_read(name: str) -> None:
    assert isinstance(parsed(name).payload, bytes)


def test_headers_are_found_in_any_case_and_joined() -> None:
    assert parsed("header-duplicate").get("SET-COOKIE") == "a=1, b=2"
    assert parsed("header-folded").get("x-long") == "one two three"
    assert parsed("header-not-ascii").get("X-Name") == "Nguyễn"
    assert parsed("header-not-ascii").get("X-Latin") == "caf\xe9\xff\x80"
    assert parsed("header-empty").get("Empty") == ""
    assert parsed("plain").get("Empty") is None


@pytest.mark.parametrize(
    ("name", "status"), [("no-reason-phrase", 200), ("odd-status", 299), ("not-http", 0), ("html-only", 0)]
)
def test_the_status_is_read_or_zero(name: str, status: int) -> None:
    assert parsed(name).status == status


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br"])
def test_a_coding_that_is_not_read_is_refused(coding: str) -> None:
    with pytest.raises(PayloadError, match="not read here"):
        _ = HttpResponse(200, (("Content-Encoding", coding),), b"\x1b\x00").payload


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_MAX_PAYLOAD", 100_000)
    bomb = HttpResponse(200, (("Content-Encoding", "gzip"),), gzip.compress(b"\0" * 1_000_000))
    with pytest.raises(PayloadError, match="more than"):
        _ = bomb.payload


def test_gzip_members_in_a_row_are_one_payload() -> None:
    body = gzip.compress(BODY) + gzip.compress(NOISE) + b"junk behind"
    assert HttpResponse(200, (("Content-Encoding", "x-gzip"),), body).payload == BODY + NOISE
