"""The content and headers of the pages, requested over HTTP without a browser."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
import tarfile
from pathlib import Path
from unicodedata import normalize

import pytest
from lxml import etree, html

import vustacrawl
from tests.catalog.conftest import store
from tests.demo.conftest import Run, rows
from tests.web.conftest import MALICIOUS, SCRIPT, Client, copied
from vustacrawl import reasons
from vustacrawl.archive.messages import NO_STATUS
from vustacrawl.catalog import open_catalog
from vustacrawl.export import Manifest
from vustacrawl.items import Article
from vustacrawl.web.server import make_datasette
from vustacrawl.web.translations import LANGUAGES, Translations, _sections, choose_language, translations
from vustacrawl.workspace import Workspace

PAGES = (
    "/", "/?year=2023", "/search", "/search?q=dai+hoi", "/sites", "/sites/demo-vusta", "/downloads",
    "/articles/1", "/articles/1/versions", "/captures/20",
)  # fmt: skip


def page_path(run: Run, number: object) -> str:
    """Return the path of an article's page, by its row ID."""
    return f"/articles/{rows(run.catalog, 'SELECT public_id FROM articles WHERE id = ?', number)[0][0]}"


def article_id(run: Run, where: str) -> int:
    return int(str(rows(run.catalog, f"SELECT id FROM articles WHERE {where} ORDER BY id LIMIT 1")[0][0]))


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_inline_code_and_load_nothing_from_other_origins(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    page = html.fromstring(response.text)
    loaded = page.xpath("//script/@src | //link[@rel!='canonical']/@href | //img/@src | //iframe/@src")
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert (
        page.xpath("//@style | //@onclick | //style | //script[not(@src)][not(starts-with(@type, 'application/'))]")
        == []
    )


@pytest.mark.parametrize("path", ["/catalog", "/catalog/articles", "/catalog/captions?site=demo-vusta"])
def test_datasette_pages_are_limited_to_same_origin(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "default-src 'self'" in response.headers["content-security-policy"]


def test_tables_are_described_and_queries_return_json(client: Client) -> None:
    assert "with the site&#39;s offset" in client.get("/catalog/articles").text
    found = client.get("/catalog/articles_by_site.json?_shape=array").json()
    assert sum(row["articles"] for row in found if row["site"] == "demo-nukeviet") == 80
    counted = client.get("/catalog.json?sql=select+count(*)+as+n+from+articles&_shape=array").json()
    assert counted == [{"n": 301}]


@pytest.mark.parametrize("sql", ["delete from articles", "pragma query_only = off", "attach '/etc/passwd' as x"])
def test_sql_that_writes_is_rejected(client: Client, run: Run, sql: str) -> None:
    response = client.get("/catalog.json", params={"sql": sql})
    assert response.status_code == 400
    assert rows(run.catalog, "SELECT count(*) FROM articles") == [(301,)]


@pytest.mark.parametrize("query", ["_sort=none", "_where=1=1;+SELECT+2", "_facet=none", "_where=none+IS+NULL"])
def test_invalid_table_parameters_cause_no_server_error(client: Client, query: str) -> None:
    response = client.get(f"/catalog/articles?{query}")
    assert response.status_code in (200, 400)
    assert "<h1" in response.text


def test_oversized_query_result_is_rejected(client: Client) -> None:
    response = client.get("/catalog.json?sql=SELECT+zeroblob(900000000)")
    assert response.status_code == 400
    assert "too big" in response.text
    assert client.get("/_memory.json?sql=SELECT+1").status_code == 404


def test_catalog_page_starts_with_articles_latest_query(client: Client) -> None:
    assert "select * from articles_latest" in client.get("/catalog").text


def test_pages_show_commits_of_running_crawl_without_blocking_it(client: Client, run: Run, tmp_path: Path) -> None:
    workspace = copied(run, tmp_path)
    client = Client(make_datasette(workspace))
    assert "301 bài viết" in client.get("/").text
    crawl = open_catalog(workspace.database)
    crawl.execute("PRAGMA busy_timeout = 0")
    crawl.execute("BEGIN IMMEDIATE")
    store(crawl, Article("demo-vusta", "http://vusta.demo.test/moi-p77777.html", "77777", title="Bài vừa đăng"))
    assert "301 bài viết" in client.get("/").text
    crawl.execute("COMMIT")
    assert "302 bài viết" in client.get("/").text
    crawl.close()


def test_home_page_counts_articles_by_day_and_site(client: Client, run: Run) -> None:
    page = client.page("/?year=2023")
    assert "301 bài viết" in page.text_content()
    days = json.loads(page.xpath("string(//script[@id='calendar-data'])"))
    sql = "SELECT substr(published_at, 1, 10), count(*) FROM articles WHERE published_at LIKE '2023%' GROUP BY 1"
    assert days == dict(rows(run.catalog, sql))  # type: ignore[arg-type]
    assert page.xpath("string(//li[a/@href='/sites/demo-nukeviet']/span)") == "80"


def test_pages_are_vietnamese_unless_english_is_requested(client: Client) -> None:
    assert '<html lang="vi">' in client.get("/").text
    assert '<html lang="vi">' in client.get("/", headers={"accept-language": "fr,de;q=0.5"}).text
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "en-GB,vi;q=0.3"}).text
    response = client.get("/sites?lang=en", headers={"accept-language": "vi"})
    assert '<html lang="en">' in response.text
    assert '<html lang="en">' in client.get("/sites", cookies={"lang": response.cookies["lang"]}).text


def test_every_text_has_both_languages_with_same_placeholders() -> None:
    for name, texts in translations().items():
        assert set(texts) == set(LANGUAGES), name
        assert all(texts.values()), name
        placeholders = [{*re.findall(r"\{\w+\}", text)} for text in texts.values()]
        assert placeholders[0] == placeholders[1], name


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [(None, "vi"), ("", "vi"), ("en", "en"), ("en;q=0", "vi"), ("vi;q=0.2, en;q=0.9", "en"), (";;q=x,,\x00", "vi")],
)
def test_preferred_accepted_language_is_chosen(accept_language: str | None, language: str) -> None:
    assert choose_language(accept_language) == language


def test_numbers_and_dates_are_formatted_by_language() -> None:
    vi, en = Translations("vi"), Translations("en")
    assert (vi.number(1234567), en.number(1234567)) == ("1.234.567", "1,234,567")
    assert (vi.moment("2024-05-06T07:08:00+07:00"), en.moment("2024-05-06")) == ("06/05/2024, 07:08", "6 May 2024")
    assert (vi.percent(999, 1000), vi.percent(1, 1000), vi.percent(0, 5), vi.percent(5, 5)) == (
        "99%",
        "1%",
        "0%",
        "100%",
    )


def test_search_ignores_accents_and_facet_counts_match_results(client: Client) -> None:
    def found(address: str) -> list[str]:
        return client.page(address).xpath("//ol[@class='hits']//h2/a/@href")

    assert found("/search?q=h%E1%BB%99i+ngh%E1%BB%8B") == found("/search?q=hoi+nghi") != []
    page = client.page("/search?q=hoi")
    for address in page.xpath("//aside//a/@href")[::5]:
        count = page.xpath(f"string(//aside//li[a/@href='{address}']/span)")
        narrowed = client.page(address)
        assert narrowed.xpath("string(//p[@class='count'])").split()[0] == count, address
        assert narrowed.xpath("//a[@class='filter']")


def test_search_without_words_lists_all_articles_in_pages(client: Client, run: Run) -> None:
    seen: list[str] = []
    address: str | None = "/search?site=demo-wordpress"
    while address:
        page = client.page(address)
        seen += page.xpath("//ol[@class='hits']//h2/a/@href")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), None)
    ids = rows(run.catalog, "SELECT id FROM articles WHERE site = 'demo-wordpress'")
    assert len(seen) == len(set(seen)) == len(ids)


def test_search_shows_parsed_query_and_count_of_scattered_matches(client: Client) -> None:
    found = client.page("/search?q=chuyen+doi+so+nong+nghiep&lang=en")
    assert found.xpath("string(//p[contains(@class, 'understood')]/b)") == '"chuyen doi so" "nong nghiep"'
    assert not client.page("/search?q=hoi").xpath("//p[contains(@class, 'understood')]")
    [more] = found.xpath("//a[contains(@href, 'apart=1')]")
    apart = client.page(f"{more.get('href')}&lang=en")
    count, further, all_of_them = (
        int(text.split()[0])
        for text in (found.xpath("string(//p[@class='count'])"), more.text, apart.xpath("string(//p[@class='count'])"))
    )
    assert count + further == all_of_them
    assert apart.xpath("//a[contains(., 'side by side')]/@href") == ["/search?q=chuyen+doi+so+nong+nghiep"]
    nowhere = client.page("/search?q=hoi+doi+nong&lang=en")
    assert "No article has all these words side by side" in nowhere.text_content()


def test_results_are_sorted_by_date_and_filtered_by_year(client: Client) -> None:
    def days(address: str) -> list[str]:
        return client.page(address).xpath("//ol[@class='hits']//time/@datetime")

    assert days("/search?q=hoi&sort=newest") == sorted(days("/search?q=hoi&sort=newest"), reverse=True) != []
    assert days("/search?q=hoi&sort=oldest") == sorted(days("/search?q=hoi&sort=oldest")) != []
    page = client.page("/search?q=hoi&sort=oldest")
    assert page.xpath("string(//nav[@class='sorts']/a[@aria-current])") == "Cũ nhất"
    years = page.xpath("//ul[@class='years']//a")
    assert [year.text for year in years] == sorted(year.text for year in years)
    assert {day[:4] for day in days(years[0].get("href"))} == {years[0].text}
    assert days("/search?q=after:2024") == days("/search?since=2024-01-01") != []


def test_search_results_are_available_as_files_and_feeds(client: Client) -> None:
    found = client.get("/search.json?q=chuyen+doi+so").json()
    assert found["understood"] == '"chuyen doi so"'
    assert found["more"] is False
    ids = [article["id"] for article in found["articles"]]
    page = client.page("/search?q=chuyen+doi+so&lang=en")
    assert len(ids) == len(set(ids)) == int(page.xpath("string(//p[@class='count']/span)").split()[0])
    table = client.get("/search.csv?q=chuyen+doi+so")
    assert "attachment" in table.headers["content-disposition"]
    assert [int(row["id"]) for row in csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))] == ids
    urls = [article["url"] for article in found["articles"]]
    feed = etree.fromstring(client.get("/search/feed.atom?q=chuyen+doi+so").content)
    assert feed.xpath("//a:entry/a:id/text()", namespaces={"a": "http://www.w3.org/2005/Atom"}) == urls
    json_feed = client.get("/search/feed.json?q=chuyen+doi+so").json()
    assert [item["id"] for item in json_feed["items"]] == urls
    assert json_feed["home_page_url"] == "http://localhost/search?q=chuyen+doi+so"
    assert json_feed["feed_url"] == "http://localhost/search/feed.json?q=chuyen+doi+so"
    for path in (".csv", ".json", "/feed.atom", "/feed.json"):
        for query in ("", "?q=%22%00%F0", "?q=ma+doc", "?site=demo-vusta&year=2020"):
            assert client.get(f"/search{path}{query}").status_code == 200, (path, query)


def test_suggest_completes_query(client: Client) -> None:
    def suggested(typed: str) -> list[dict[str, str]]:
        response = client.get("/suggest", params={"q": typed})
        assert response.status_code == 200
        return response.json()  # type: ignore[no-any-return]

    assert {"text": "chuyển đổi số", "kind": "phrase"} in suggested("chuyen doi")
    titles = [each["text"] for each in suggested("tập huấn") if each["kind"] == "title"]
    assert titles
    assert all("tập huấn" in title.lower() for title in titles)
    for typed in ("", "a", "%", '"', "\0", "x" * 5000, "\ud7ff\U0010ffff", "-- *"):
        assert len(suggested(typed)) <= 16, typed
    assert "suggest.js" in client.get("/search").text


INVALID_QUERIES = [
    "?q=%00",
    "?q=%22",
    "?q=*",
    "?year=abcd",
    "?since=2024-13-99",
    "?site=%F0",
    "?page=-3",
    "?page=99999999999",
]


@pytest.mark.parametrize(
    "query", [*INVALID_QUERIES, pytest.param(f"?page={'9' * 5000}", id="page number of 5000 digits")]
)
def test_search_accepts_invalid_parameters(client: Client, query: str) -> None:
    assert client.get(f"/search{query}").status_code == 200


def test_search_for_article_url_redirects_to_article(client: Client, run: Run) -> None:
    url = rows(run.catalog, "SELECT url FROM articles WHERE id = 5")[0][0]
    for path in ("/search?q=", "/find?url="):
        response = client.get(f"{path}{url}")
        assert (response.status_code, response.headers["location"]) == (302, page_path(run, 5))
    assert client.get("/find?url=https://nowhere.example/").status_code == 404


def test_article_has_canonical_page_at_public_id(client: Client, run: Run) -> None:
    number, public_id = rows(run.catalog, "SELECT id, public_id FROM articles WHERE native_id IS NOT NULL LIMIT 1")[0]
    moved = client.request("GET", f"/articles/{number}?lang=en")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/articles/{public_id}?lang=en")
    page = client.request("GET", f"/articles/{public_id}")
    assert page.status_code == 200
    canonical = html.fromstring(page.text).xpath("//link[@rel='canonical']/@href")
    assert canonical == [f"http://localhost/articles/{public_id}"]
    for path in (".json", ".bib", "/versions"):
        assert client.request("GET", f"/articles/{public_id}{path}").status_code == 200
    assert client.request("GET", "/articles/demo-vusta/unknown").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/search?q=hoi", "/search?site=demo-vusta", "/people/{}", "/articles/1", "/captures/{}"]
)
def test_links_to_articles_are_stable_and_need_no_redirect(client: Client, run: Run, path: str) -> None:
    value = (
        "min(capture_id) FROM articles" if "captures" in path else "min(person) FROM person_names WHERE person > 'a'"
    )
    page = client.page(path.format(rows(run.catalog, f"SELECT {value}")[0][0]))
    links = {*page.xpath("//a/@href[starts-with(., '/articles/')] | //img/@src[starts-with(., '/articles/')]")}
    assert links
    for link in links:
        assert re.match(r"/articles/demo-[a-z-]+/\w+", link), link
    for link in sorted(links)[:5]:
        assert client.request("GET", link).status_code == 200, link


def test_article_page_has_paragraphs_and_images_in_order(client: Client, run: Run) -> None:
    has_caption = "id IN (SELECT article_id FROM images WHERE after_paragraph = 2 AND caption IS NOT NULL)"
    has_table = "id IN (SELECT article_id FROM paragraphs WHERE kind = 'table')"
    number = article_id(run, f"{has_caption} AND NOT {has_table}")
    page = client.page(f"/articles/{number}")
    (article,) = page.xpath("//article")
    text = article.text_content()
    parts = rows(
        run.catalog, "SELECT text FROM paragraphs WHERE article_id = ? AND kind <> 'table' ORDER BY position", number
    )
    places = [text.index(str(part)) for (part,) in parts]
    assert places == sorted(places)
    caption = rows(run.catalog, "SELECT caption FROM images WHERE article_id = ? AND after_paragraph = 2", number)[0][0]
    assert places[1] < text.index(str(caption)) < places[2]
    image = client.get(article.xpath("//figure/img/@src")[0])
    assert (image.status_code, image.headers["content-type"]) == (200, "image/jpeg")
    sha256 = rows(run.catalog, "SELECT sha256 FROM images WHERE article_id = ? ORDER BY position", number)[0][0]
    assert hashlib.sha256(image.content).hexdigest() == sha256
    assert image.headers["content-security-policy"].startswith("sandbox")


def test_article_json_equals_record_in_dump(client: Client, run: Run) -> None:
    dumped = {record["url"]: record for record in json.loads((run.dumps / "articles.json").read_text("utf-8"))}
    for number in (1, 50, 200):
        record = client.get(f"/articles/{number}.json").json()
        assert record == dumped[record["url"]]


def test_versions_page_marks_added_text(client: Client, run: Run) -> None:
    number = article_id(run, "title LIKE '%(cập nhật)%'")
    page = client.page(f"/articles/{number}/versions")
    assert "(cập nhật)" in "".join(page.xpath("//ins/text()"))
    assert page.xpath(f"//a[@href='{page_path(run, number)}']")
    assert f"{page_path(run, number)}/versions" in client.get(f"/articles/{number}").text


def test_reposts_and_originals_link_to_each_other(client: Client, run: Run) -> None:
    repost, original = rows(run.catalog, "SELECT article_id, of FROM duplicates")[0]
    assert f'href="{page_path(run, original)}"' in client.get(f"/articles/{repost}").text
    assert f'href="{page_path(run, repost)}"' in client.get(f"/articles/{original}").text


def test_gone_article_is_marked(client: Client, run: Run) -> None:
    rows_gone = rows(run.catalog, "SELECT id FROM articles WHERE gone_at IS NOT NULL")
    for (number,) in rows_gone:
        assert "không còn" in client.get(f"/articles/{number}").text


@pytest.mark.parametrize("path", ["", "/versions"])
def test_html_in_article_is_escaped(client: Client, run: Run, path: str) -> None:
    number = article_id(run, f"url = '{MALICIOUS.url}'")
    response = client.get(f"/articles/{number}{path}")
    assert SCRIPT not in response.text
    page = html.fromstring(response.text)
    assert SCRIPT in page.text_content()
    assert all(re.match(r"https?://|/|#|\?", address) for address in page.xpath("//a/@href"))
    assert not page.xpath("//img[not(starts-with(@src, '/'))]")
    assert SCRIPT not in client.get("/search?q=ma+doc").text
    assert SCRIPT not in client.get(f"/catalog/articles/{number}").text


def test_citations_have_title_and_url(client: Client, run: Run) -> None:
    number = article_id(run, "author_name IS NOT NULL")
    title, url = rows(run.catalog, "SELECT title, url FROM articles WHERE id = ?", number)[0]
    bibtex = client.get(f"/articles/{number}.bib").text
    assert f"url = {{{url}}}" in bibtex
    assert "@online{demo-" in bibtex
    ris = client.get(f"/articles/{number}.ris").text
    assert f"TI  - {title}\r\n" in ris
    assert ris.endswith("ER  - \r\n")
    (item,) = client.get(f"/articles/{number}.csl").json()
    assert (item["title"], item["URL"], item["type"]) == (title, url, "webpage")


def test_site_page_shows_coverage_gaps_problems_and_authors(client: Client, run: Run) -> None:
    page = client.page("/sites/demo-vusta")
    months = rows(run.catalog, "SELECT count(*) FROM month_counts WHERE site = 'demo-vusta' AND month <> ''")[0][0]
    assert len(page.xpath("//table[@class='coverage']//td/a")) == months
    assert page.xpath("//td[@class='gap']")
    assert "HTTP 410" in page.text_content()
    assert page.xpath("//ul[@class='people']//a")


def test_replayed_capture_has_no_active_content(client: Client, run: Run) -> None:
    number = rows(run.catalog, "SELECT capture_id FROM articles WHERE id = 1")[0][0]
    title = rows(run.catalog, "SELECT title FROM articles WHERE id = 1")[0][0]
    response = client.get(f"/captures/{number}/replay")
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    page = html.fromstring(response.text)
    assert str(title) in normalize("NFC", page.text_content())  # the page may use decomposed accents
    assert page.xpath("//script | //iframe | //form | //object | //@onclick | //body//style") == []
    raw = client.get(f"/captures/{number}/raw")
    digest = rows(run.catalog, "SELECT digest FROM captures WHERE id = ?", number)[0][0]
    assert f"sha256:{hashlib.sha256(raw.content).hexdigest()}" == digest
    assert raw.headers["content-disposition"].startswith("attachment")
    assert raw.headers["content-type"] == "application/octet-stream"


def test_downloads_match_manifest(client: Client, run: Run) -> None:
    page = client.get("/downloads").text
    manifest = json.loads((run.dumps / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        assert entry["sha256"] in page
    entry = manifest["files"][0]
    response = client.get(f"/downloads/full/{entry['path']}")
    assert hashlib.sha256(response.content).hexdigest() == entry["sha256"]
    assert response.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path",
    ["full/../../vustacrawl.db", "full/%2e%2e/%2e%2e/vustacrawl.db", "../ws/vustacrawl.db", "full//etc/passwd",
     "%2e%2e/vustacrawl.db", "full/articles", "full/..%2f..%2fvustacrawl.db", "nix/manifest.json"],
)  # fmt: skip
def test_paths_outside_manifest_are_not_served(client: Client, path: str) -> None:
    response = client.get(f"/downloads/{path}", follow_redirects=True)
    assert response.status_code == 404


def test_symlink_out_of_export_is_not_followed(client: Client, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim", "utf-8")
    out = run.dumps.parent / "linked"
    out.mkdir(exist_ok=True)
    manifest = json.loads((run.dumps / "manifest.json").read_text("utf-8"))
    manifest["files"] = [manifest["files"][0] | {"path": "leak.json"}]
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (out / "leak.json").unlink(missing_ok=True)
    (out / "leak.json").symlink_to(secret)
    try:
        assert client.get("/downloads/linked/leak.json").status_code == 404
    finally:
        (out / "leak.json").unlink()
        (out / "manifest.json").unlink()
        out.rmdir()


MANY_DIGITS = pytest.param(f"/articles/{'9' * 5000}", id="article number of 5000 digits")


@pytest.mark.parametrize(
    "path",
    ["/nix", "/articles/99999999", "/articles/9999999999999999999", MANY_DIGITS, "/sites/nix", "/captures/999999/raw"],
)
def test_missing_page_is_404_in_site_layout(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.text
    assert "/assets/style.css" in response.text


NOT_SHOWN = {*reasons.OUT_OF_SCOPE, reasons.TOO_OLD} - reasons.NEVER_FETCHED
"""Reasons that are shown by commands only."""


def literal_reasons() -> set[str]:
    """Return all problem reasons that are literals in the source of the package."""
    calls = [
        call
        for path in Path(vustacrawl.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Problem" and len(call.args) > 2
    ]
    reasons = (call.args[2] for call in calls)
    return {str(reason.value) for reason in reasons if isinstance(reason, ast.Constant)}


@pytest.mark.slow
def test_problem_reasons_are_translated() -> None:
    of_visits = {text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)}
    shown = {*literal_reasons(), *of_visits, NO_STATUS, "HTTP 404", "no title"} - NOT_SHOWN
    vi = Translations("vi")
    assert len(shown) > 20
    assert {text for text in shown if vi.reason(text) == text} == set()


def test_whole_reasons_precede_those_with_quoted_parts() -> None:
    vi = Translations("vi")
    translated = {text: vi.reason(text) for text in _sections()["reason"] if "{}" not in text}
    assert translated == {text: _sections()["reason"][text] for text in translated}


def test_quoted_parts_of_reasons_are_translated_only_if_known() -> None:
    vi, en = Translations("vi"), Translations("en")
    assert vi.reason("robots.txt unreachable (no response in time)") == "không tải được robots.txt (quá thời gian chờ)"
    assert vi.reason("redirects to https://vusta.vn/{0}") == "chuyển hướng đến https://vusta.vn/{0}"
    assert vi.reason("OSError: {}") == "OSError: {}"
    assert en.reason("no title") == "no title"


def test_article_links_to_previous_and_next_article(client: Client, run: Run) -> None:
    sql = "SELECT id, site, published_at FROM articles WHERE published_at IS NOT NULL AND site = 'demo-vusta'"
    ordered = sorted((published, number) for number, _, published in rows(run.catalog, sql))
    at = len(ordered) // 2
    page = client.page(f"/articles/{ordered[at][1]}")
    links = page.xpath("//nav[contains(@class, 'neighbours')]/a/@href")
    assert links == [page_path(run, ordered[at - 1][1]), page_path(run, ordered[at + 1][1])]
    first = client.page(f"/articles/{ordered[0][1]}")
    assert [link.get("rel") for link in first.xpath("//nav[contains(@class, 'neighbours')]/a")] == ["next"]


def test_related_articles_share_tag(client: Client, run: Run) -> None:
    sql = """SELECT min(article_id), max(article_id) FROM tags JOIN articles ON articles.id = article_id
        WHERE position = 1 AND published_at IS NOT NULL GROUP BY tag HAVING count(*) BETWEEN 2 AND 5 LIMIT 1"""
    one, other = rows(run.catalog, sql)[0]
    page = client.page(f"/articles/{one}?lang=en")
    shared = page.xpath("//section[h2='With the same tag']//a/@href")
    assert page_path(run, other) in shared
    assert page_path(run, one) not in page.xpath("//ul[@class='related']//a/@href")


def test_article_page_has_json_ld_and_open_graph_metadata(client: Client, run: Run) -> None:
    number = article_id(run, "id IN (SELECT article_id FROM images WHERE sha256 IS NOT NULL) AND lead IS NOT NULL")
    page = client.page(f"/articles/{number}", headers={"host": "127.0.0.1:8001"})
    public_id, title, url = rows(run.catalog, f"SELECT public_id, title, url FROM articles WHERE id = {number}")[0]
    here = f"http://127.0.0.1:8001/articles/{public_id}"
    thing = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (thing["@type"], thing["headline"], thing["url"], thing["archivedAt"]) == ("NewsArticle", title, url, here)
    assert "articleBody" not in thing
    assert page.xpath("string(//link[@rel='canonical']/@href)") == here
    meta = dict(zip(page.xpath("//meta/@property"), page.xpath("//meta[@property]/@content"), strict=True))
    assert (meta["og:title"], meta["og:url"]) == (title, here)
    image = client.get(meta["og:image"].removeprefix("http://127.0.0.1:8001"))
    assert image.headers["content-type"].startswith("image/")


def test_article_metadata_is_escaped(client: Client, run: Run) -> None:
    number = article_id(run, f"url = '{MALICIOUS.url}'")
    page = client.page(f"/articles/{number}")
    assert json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["headline"] == MALICIOUS.title


def test_dump_can_be_downloaded_as_tar(client: Client, workspace: Workspace) -> None:
    response = client.get("/downloads/full.tar")
    assert response.headers["content-length"] == str(len(response.content))
    with tarfile.open(fileobj=io.BytesIO(response.content)) as tar:
        assert {*tar.getnames()} == {f"full/{path}" for path in Manifest.read(workspace.exports / "full").paths()}
        for member in tar:
            packed = tar.extractfile(member)
            assert packed is not None
            assert packed.read() == (workspace.exports / member.name).read_bytes()
    for path in ("/downloads/nix.tar", "/downloads/..%2fwarc.tar", "/downloads/.tar"):
        assert client.get(path).status_code in (302, 404)
