"""OAI-PMH 2.0: every article is harvested once, by set and date; invalid requests get the protocol's errors."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
import sickle
from lxml import etree
from sickle.oaiexceptions import BadArgument, NoRecordsMatch

from tests.demo.conftest import Run, rows
from tests.web.conftest import MALICIOUS, SCRIPT, Client
from vustacrawl.web.pages.oai import DC, NO_ADMIN, OAI
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

NAMES = {"oai": OAI, "dc": DC}
RECORDS = "verb=ListRecords&metadataPrefix=oai_dc"


def query_oai(client: Client, query: str) -> etree._Element:
    response = client.get(f"/oai?{query}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)


def harvest(client: Client, query: str) -> list[str]:
    found: list[str] = []
    page = query_oai(client, query)
    while True:
        found += page.xpath("//oai:identifier/text()", namespaces=NAMES)
        token = page.xpath("string(//oai:resumptionToken)", namespaces=NAMES)
        if not token:
            return found
        page = query_oai(client, f"verb={query.split('&')[0].split('=')[1]}&resumptionToken={token}")


def error(client: Client, query: str) -> str:
    return query_oai(client, query).xpath("string(//oai:error/@code)", namespaces=NAMES)


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_every_article_is_harvested_once(run: Run, client: Client, verb: str) -> None:
    urls = [url for (url,) in rows(run.catalog, "SELECT url FROM articles")]
    found = harvest(client, f"verb={verb}&metadataPrefix=oai_dc")
    assert len(urls) > 100, "more articles than fit in one response"
    assert sorted(found) == sorted(urls)


def test_harvest_is_limited_to_set_and_dates(run: Run, client: Client) -> None:
    urls = rows(run.catalog, "SELECT url, updated_at FROM articles WHERE site = 'demo-nukeviet' ORDER BY updated_at")
    assert sorted(harvest(client, f"{RECORDS}&set=site:demo-nukeviet")) == sorted(url for url, _ in urls)
    last = urls[-1][1][:19]
    assert set(harvest(client, f"{RECORDS}&set=site:demo-nukeviet&from={last}Z&until={last}Z")) == {
        url for url, updated_at in urls if updated_at.startswith(last)
    }
    assert harvest(client, f"{RECORDS}&from={last[:10]}&until={last[:10]}")
    assert error(client, f"{RECORDS}&from=2999-01-01") == error(client, f"{RECORDS}&set=site:nix") == "noRecordsMatch"


def test_oai_record_has_dublin_core_of_article(client: Client) -> None:
    page = query_oai(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={MALICIOUS.url}")
    assert page.xpath("string(//dc:title)", namespaces=NAMES) == MALICIOUS.title
    assert page.xpath("//dc:creator/text()", namespaces=NAMES) == [SCRIPT]
    assert page.xpath("//dc:subject/text()", namespaces=NAMES) == [SCRIPT, SCRIPT]
    assert page.xpath("//dc:identifier/text()", namespaces=NAMES)[0] == MALICIOUS.url
    assert page.xpath("string(//oai:setSpec)", namespaces=NAMES) == "site:demo-vusta"


def test_invalid_requests_get_oai_errors(client: Client) -> None:
    for query, code in {
        "": "badVerb",
        "verb=Nix": "badVerb",
        "verb=Identify&verb=Identify": "badVerb",
        "verb=Identify&set=a": "badArgument",
        "verb=ListRecords": "badArgument",
        "verb=ListRecords&metadataPrefix=marc21": "cannotDisseminateFormat",
        f"{RECORDS}&from=2020": "badArgument",
        f"{RECORDS}&from=2020-13-01": "badArgument",
        f"{RECORDS}&from=2020-01-01&until=2020-01-01T00:00:00Z": "badArgument",
        f"{RECORDS}&from=2021-01-01&until=2020-01-01": "badArgument",
        f"{RECORDS}&set=nix": "noRecordsMatch",
        "verb=ListRecords&resumptionToken=nix": "badResumptionToken",
        f"verb=ListRecords&resumptionToken={urlsafe_b64encode(b'[1]').decode()}": "badResumptionToken",
        f"{RECORDS}&resumptionToken=nix": "badArgument",
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=nix%00%ff": "idDoesNotExist",
    }.items():
        assert error(client, query) == code, query


def test_post_form_gets_same_response_as_query(client: Client) -> None:
    by_post = client.request("POST", "/oai", data={"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    assert etree.fromstring(by_post.content).xpath("//oai:record", namespaces=NAMES)
    for body in ({"json": {"verb": "Identify"}}, {"data": {"verb": "Identify" * 2_000}}, {"content": b"verb=Identify"}):
        assert client.request("POST", "/oai", **body).status_code == 400
    rejected = client.request("PUT", "/oai")
    assert (rejected.status_code, rejected.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    ("contact", "admin"),
    [("", NO_ADMIN), ("https://luutru.example/", NO_ADMIN), ("luutru@vusta.example", "luutru@vusta.example")],
)
def test_admin_email_is_contact_of_workspace(run: Run, tmp_path: Path, contact: str, admin: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.database.symlink_to(run.catalog)
    (tmp_path / "vustacrawl.toml").write_text(f'[crawl]\ncontact = "{contact}"\n', "utf-8")
    page = query_oai(Client(make_datasette(workspace)), "verb=Identify")
    assert page.xpath("string(//oai:adminEmail)", namespaces=NAMES) == admin


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sickle_harvests_server(run: Run, server: str, method: str) -> None:
    harvester = sickle.Sickle(f"{server}/oai", http_method=method)
    assert harvester.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert "site:demo-vusta" in [each.setSpec for each in harvester.ListSets()]
    assert [each.metadataPrefix for each in harvester.ListMetadataFormats()] == ["oai_dc"]
    found = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    assert len(found) == rows(run.catalog, "SELECT count(*) FROM articles")[0][0]
    again = harvester.GetRecord(identifier=found[-1].header.identifier, metadataPrefix="oai_dc")
    assert again.metadata["title"] == found[-1].metadata["title"]
    with pytest.raises(NoRecordsMatch):
        harvester.ListIdentifiers(metadataPrefix="oai_dc", **{"from": "2999-01-01"})
    with pytest.raises(BadArgument):
        harvester.ListIdentifiers()
