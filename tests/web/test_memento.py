"""Memento (RFC 7089): TimeGate, TimeMap and the headers of a memento."""

from __future__ import annotations

import re

import pytest

from tests.demo.conftest import Run, rows
from tests.web.conftest import Client

MOST_CAPTURED_URL = """
SELECT url FROM captures WHERE status = 200 AND content_type LIKE 'text/html%' AND warc_file IS NOT NULL
GROUP BY url ORDER BY count(*) DESC, url LIMIT 1
"""


@pytest.fixture(scope="module")
def url(run: Run) -> str:
    return str(rows(run.catalog, MOST_CAPTURED_URL)[0][0])


def test_timegate_redirects_to_nearest_memento(client: Client, run: Run, url: str) -> None:
    sql = f"SELECT id FROM captures WHERE url = '{url}' AND status = 200 ORDER BY fetched_at, id"
    numbers = [number for (number,) in rows(run.catalog, sql)]
    assert len(numbers) > 1
    for when, number in (
        ("Thu, 31 May 2007 20:35:00 GMT", numbers[0]),
        ("Sat, 31 May 2098 20:35:00 GMT", numbers[-1]),
        (None, numbers[-1]),
    ):
        response = client.get(f"/timegate/{url}", headers={"accept-datetime": when} if when else {})
        assert response.status_code == 302
        assert response.headers["location"] == f"http://localhost/captures/{number}/replay"
        assert "accept-datetime" in response.headers["vary"]
        assert f'<{url}>; rel="original"' in response.headers["link"]
        assert "memento-datetime" not in response.headers


def test_memento_has_datetime_and_link_headers(client: Client, url: str) -> None:
    location = client.get(f"/timegate/{url}").headers["location"].removeprefix("http://localhost")
    response = client.get(location)
    assert response.status_code == 200
    assert re.fullmatch(r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT", response.headers["memento-datetime"])
    for relation in ("original", "timegate", "timemap"):
        assert f'rel="{relation}"' in response.headers["link"]


def test_timemap_lists_every_memento(client: Client, run: Run, url: str) -> None:
    response = client.get(f"/timemap/link/{url}")
    assert response.headers["content-type"].startswith("application/link-format")
    count = rows(run.catalog, f"SELECT count(*) FROM captures WHERE url = '{url}' AND status = 200")[0][0]
    mementos = re.findall(
        r'^<([^>]+)>; rel="((?:first |last )*memento)"; datetime="[^"]+"', response.text, re.MULTILINE
    )
    assert len(mementos) == count
    assert (mementos[0][1], mementos[-1][1]) == ("first memento", "last memento")
    assert 'rel="self"' in response.text
    assert 'rel="timegate"' in response.text


@pytest.mark.parametrize("path", ["http://nix.test/", "x", "javascript:alert(1)", "http://[", "http://nix.test/?a=%3E"])
def test_url_without_capture_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/timegate/{path}").status_code == 404
    assert client.get(f"/timemap/link/{path}").status_code == 404


def test_invalid_accept_datetime_is_rejected(client: Client, url: str) -> None:
    assert client.get(f"/timegate/{url}", headers={"accept-datetime": "yesterday"}).status_code == 400
