from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from odd_answers import BODY, NOISE, ODD

from vustacrawl.archive.messages import HttpResponse, PayloadError, split_head, split_interim
from vustacrawl.zstd import zstd

DECODED_TO_BODY = [
    *("plain", "chunked-in-pieces", "chunked-upper-case-size", "chunked-padded-size", "chunked-extension"),
    *("chunked-trailer", "chunked-without-end", "chunked-header-case"),
    *("gzip", "gzip-chunked", "gzip-only-in-header", "deflate", "deflate-raw", "identity", "unknown-coding"),
    *("no-reason-phrase", "empty-reason-phrase", "header-folded", "header-many", "bare-line-feeds", "no-headers"),
    *("length-too-large", "length-too-small", "continue-100", "early-hints-103", "not-found-404"),
]


def parsed(name: str) -> HttpResponse:
    sent = b"".join(piece for piece in ODD[name].pieces if isinstance(piece, bytes))
    return HttpResponse.parse(split_interim(sent)[1])


@pytest.mark.parametrize("name", DECODED_TO_BODY)
def test_payload_is_decoded(name: str) -> None:
    assert parsed(name).payload == BODY


def test_truncated_payload_is_decoded_as_far_as_possible() -> None:
    assert BODY.startswith(parsed("gzip-cut").payload)
    assert len(parsed("gzip-cut").payload) > 0
    assert parsed("chunked-cut").payload == BODY + BODY + b"abc"


@pytest.mark.parametrize("name", ODD)
def test_any_odd_response_can_be_parsed(name: str) -> None:
    assert isinstance(parsed(name).payload, bytes)


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip"])
def test_plain_text_is_not_in_coding_that_it_declares(coding: str) -> None:
    text = b"User-agent: *\r\nDisallow: /bai-2\r\n"
    assert HttpResponse(200, (("Content-Encoding", coding),), text).decode() == (text, False)


def test_headers_are_case_insensitive_and_joined() -> None:
    assert parsed("header-duplicate").get("SET-COOKIE") == "a=1, b=2"
    assert parsed("header-folded").get("x-long") == "one two three"
    assert parsed("header-not-ascii").get("X-Name") == "Nguyễn"
    assert parsed("header-not-ascii").get("X-Latin") == "caf\xe9\xff\x80"
    assert parsed("header-empty").get("Empty") == ""
    assert parsed("plain").get("Empty") is None


@pytest.mark.parametrize(
    ("name", "status"), [("no-reason-phrase", 200), ("odd-status", 299), ("not-http", 0), ("html-only", 0)]
)
def test_status_is_zero_if_missing(name: str, status: int) -> None:
    assert parsed(name).status == status


@pytest.mark.parametrize("coding", ["compress", "dcb", "gzip, dcz"])
def test_unsupported_content_coding_is_rejected(coding: str) -> None:
    with pytest.raises(PayloadError, match="unsupported content coding"):
        _ = HttpResponse(200, (("Content-Encoding", coding),), b"\x1b\x00").payload


COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize(("coding", "compress"), COMPRESS.items(), ids=COMPRESS)
def test_complete_truncated_and_uncompressed_bodies_are_decoded(
    coding: str, compress: Callable[[bytes], bytes]
) -> None:
    def answer(body: bytes) -> HttpResponse:
        return HttpResponse(200, (("Content-Encoding", coding),), body)

    data = BODY + NOISE
    assert answer(compress(data)).decode() == (data, False)
    body, is_cut = answer(compress(data)[:-40_000]).decode()
    assert is_cut
    assert data.startswith(body)
    assert len(body) > 100_000
    assert answer(BODY).decode() == (BODY, False)
    assert answer(b"").decode() == (b"", False)
    assert answer(compress(b"")).decode() == (b"", False)


def test_multiple_content_codings_are_decoded_in_order() -> None:
    body = brotli.compress(gzip.compress(BODY, mtime=0))
    assert HttpResponse(200, (("Content-Encoding", "gzip, br"),), body).payload == BODY
    assert HttpResponse(200, (("Content-Encoding", "gzip"), ("Content-Encoding", "br")), body).payload == BODY


@pytest.mark.parametrize("declared", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_coding_that_the_body_shows_outweighs_the_declared_one(declared: str, coding: str) -> None:
    assert HttpResponse(200, (("Content-Encoding", declared),), COMPRESS[coding](BODY)).payload == BODY


def test_zlib_data_declared_as_gzip_is_decoded() -> None:
    assert HttpResponse(200, (("Content-Encoding", "gzip"),), zlib.compress(BODY)).payload == BODY


@pytest.mark.parametrize("declared", ["gzip", "identity"])
def test_page_compressed_once_more_than_declared_is_decoded(declared: str) -> None:
    body = gzip.compress(BODY, mtime=0) if declared == "identity" else gzip.compress(gzip.compress(BODY, mtime=0))
    headers = (("Content-Type", "text/html"), ("Content-Encoding", declared))
    assert HttpResponse(200, headers, body).payload == BODY


def test_damaged_gzip_member_is_decoded_up_to_the_damage() -> None:
    data = BODY + NOISE
    packed = bytearray(gzip.compress(data, mtime=0))
    packed[-8:-4] = b"\0" * 4
    headers = (("Content-Encoding", "gzip"),)
    assert HttpResponse(200, headers, bytes(packed)).decode() == (data, True)
    packed[-40_000:] = b"\xff" * 40_000
    body, is_cut = HttpResponse(200, headers, bytes(packed)).decode()
    assert is_cut
    assert body[:100_000] == data[:100_000]


def test_size_limit_applies_to_all_codings_together() -> None:
    answer = HttpResponse(200, (("Content-Encoding", ", ".join(["gzip"] * 40)),), b"\0" * 50_000)
    for _ in range(40):
        answer = HttpResponse(200, answer.headers, gzip.compress(answer.body, 0, mtime=0))
    assert answer.decode(max_bytes=3_000_000).body == b"\0" * 50_000
    with pytest.raises(PayloadError, match="bytes decompressed"):
        answer.decode(max_bytes=1_000_000)


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip"])
def test_invalid_compressed_data_is_rejected(coding: str) -> None:
    magic = {"zstd": b"\x28\xb5\x2f\xfd", "gzip": b"\x1f\x8b\x08"}.get(coding, b"\xff")
    with pytest.raises(PayloadError, match="cannot be decompressed"):
        _ = HttpResponse(200, (("Content-Encoding", coding),), magic + b"\xff\xfe" * 500).payload


def test_blank_lines_before_status_line_belong_to_head() -> None:
    block = b"\r\n\r\n\nHTTP/1.1 200 OK\r\nA: 1\r\n\r\nbody"
    assert split_head(block) == (block[:-4], b"body")
    response = HttpResponse.parse(block)
    assert (response.status, response.get("A"), response.body) == (200, "1", b"body")
    for version in (b"HTTP/1.1", b"HTTP/2"):
        assert split_interim(b"\r\n" + version + b" 103 Early Hints\r\n\r\n" + block)[1] == block


@pytest.mark.parametrize(("coding", "compress"), COMPRESS.items(), ids=COMPRESS)
def test_decompression_bomb_is_rejected(coding: str, compress: Callable[[bytes], bytes]) -> None:
    bomb = HttpResponse(200, (("Content-Encoding", coding),), compress(b"\0" * 1_000_000))
    assert len(bomb.decode(max_bytes=1_000_000).body) == 1_000_000
    with pytest.raises(PayloadError, match="more than 999999 bytes"):
        bomb.decode(max_bytes=999_999)


def test_concatenated_gzip_members_are_one_payload() -> None:
    body = gzip.compress(BODY) + gzip.compress(NOISE) + b"junk behind"
    assert HttpResponse(200, (("Content-Encoding", "x-gzip"),), body).payload == BODY + NOISE
