"""The CDX server API returns matching captures in the format of pywb and cdx-toolkit."""

from __future__ import annotations

import cdx_toolkit
import orjson
import pytest
from cdx_toolkit import myrequests

from tests.demo.conftest import Run, rows
from tests.web.conftest import Client
from vustacrawl.web.pages.cdx import surt

HOST = "vusta.demo.test"


def query_cdx(client: Client, **parameters: object) -> list[dict[str, str]]:
    names = {"from_": "from"}
    query = {names.get(name, name): value for name, value in parameters.items()}
    response = client.get("/cdx", params={"output": "json", **query})
    assert response.status_code in (200, 404), response.text
    return [orjson.loads(line) for line in response.text.splitlines()] if response.status_code == 200 else []


def test_cdx_lists_captures_of_host_and_domain_with_location(run: Run, client: Client) -> None:
    captures = rows(
        run.catalog,
        "SELECT url, warc_file, warc_offset, warc_length FROM captures WHERE warc_file IS NOT NULL"
        f" AND url LIKE 'http://{HOST}/%' ORDER BY url, fetched_at",
    )
    for query in ({"url": f"{HOST}/*"}, {"url": HOST, "matchType": "host"}, {"url": f"https://www.{HOST}/*"}):
        lines = query_cdx(client, **query)
        places = [(line["url"], line["filename"], int(line["offset"]), int(line["length"])) for line in lines]
        assert places == captures
    assert {line["status"] for line in lines} >= {"200"}
    domain = query_cdx(client, url="*.demo.test")
    assert {line["urlkey"].partition(")")[0] for line in domain} >= {"test,demo,vusta", "test,demo,vusta,en"}
    assert len(query_cdx(client, url="demo.test", matchType="domain")) == len(domain)


def test_cdx_sorts_and_filters_captures_of_url_by_time(client: Client) -> None:
    times = [line["timestamp"] for line in query_cdx(client, url=f"http://{HOST}/robots.txt")]
    assert times == sorted(times)
    assert len(times) == 2
    assert [line["timestamp"] for line in query_cdx(client, url=f"{HOST}/robots.txt", sort="reverse")] == times[::-1]
    assert [line["timestamp"] for line in query_cdx(client, url=f"{HOST}/robots.txt", to=times[0])] == times[:1]
    assert [line["timestamp"] for line in query_cdx(client, url=f"{HOST}/robots.txt", from_=times[1])] == times[1:]
    assert len(query_cdx(client, url=f"{HOST}/robots.txt", from_=times[0][:4], to=times[1][:4])) == 2
    [closest] = query_cdx(client, url=f"{HOST}/robots.txt", closest=times[1], limit=1)
    assert closest["timestamp"] == times[1]


def test_cdx_filters_fields_and_pages(client: Client) -> None:
    every = query_cdx(client, url=f"{HOST}/*")
    ok = query_cdx(client, url=f"{HOST}/*", filter="=statuscode:200")
    assert ok == [line for line in every if line["status"] == "200"]
    assert query_cdx(client, url=f"{HOST}/*", filter="!status:20") == [
        line for line in every if "20" not in line["status"]
    ]
    both = query_cdx(client, url=f"{HOST}/*", filter=["=status:200", "mime:html"])
    assert both == [line for line in ok if "html" in line["mime"]]
    assert query_cdx(client, url=f"{HOST}/*", fl="timestamp,original", limit=1) == [
        {"timestamp": every[0]["timestamp"], "url": every[0]["url"]}
    ]
    pages = client.get("/cdx", params={"url": f"{HOST}/*", "showNumPages": "true", "pageSize": 50}).json()["pages"]
    parts = [query_cdx(client, url=f"{HOST}/*", page=page, pageSize=50) for page in range(pages)]
    assert [line for part in parts for line in part] == every
    assert client.get(f"/cdx?url={HOST}/*&page={pages}&pageSize=50").status_code == 400
    text = client.get(f"/cdx?url={HOST}/robots.txt").text.splitlines()
    assert text[0].startswith(f"test,demo,vusta)/robots.txt {every[0]['timestamp'][:4]}")
    assert client.get(f"/cdx?url={HOST}/robots.txt&fl=status,mime").text.splitlines()[0] == "200 text/plain"


@pytest.mark.parametrize(
    "query",
    [
        *("", "url=", "url=ftp://x/", "url=a&matchType=range", "url=a&from=yesterday", "url=a&filter=~url:(a+)%2B$"),
        *("url=a&filter=x", "url=a&filter=nix:1", "url=a&limit=-1", "url=a&page=1e9", "url=vusta.demo.test/*&fl=nix"),
    ],
)
def test_invalid_cdx_query_is_rejected(client: Client, query: str) -> None:
    assert client.get(f"/cdx?{query}").status_code == 400


def test_surt_key() -> None:
    assert surt("https://www.vusta.vn:8080/Tin/A?B=1") == "vn,vusta:8080)/tin/a?b=1"


@pytest.mark.slow
def test_cdx_toolkit_reads_server(server: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(myrequests.retry_info["default"], "minimum_interval", 0)
    fetcher = cdx_toolkit.CDXFetcher(source=f"{server}/cdx")
    every = query_cdx(client, url=f"{HOST}/*")
    assert [capture["offset"] for capture in fetcher.iter(f"{HOST}/*", pageSize=40)] == [
        line["offset"] for line in every
    ]
    assert len(fetcher.get(f"{HOST}/*", filter="=status:200", limit=7)) == 7
    assert len(fetcher.get(f"{HOST}/robots.txt", from_ts="2020", to="2999")) == 2
    assert [*fetcher.iter("nix.test/*")] == fetcher.get("nix.test/") == []
    assert fetcher.get_size_estimate(f"{HOST}/*", as_pages=True, pageSize=len(every)) == 1
