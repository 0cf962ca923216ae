"""The results of a real crawl: report, metrics and notifications."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lxml import html
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.conftest import ARTICLES, Command, Site, rows

TITLE = "<script>alert(1)</script> Đại hội lần thứ IX"


def crawl(run: Command, *options: str) -> tuple[int, html.HtmlElement]:
    ended = run("crawl", "union", "--report", "reports", *options)
    path = next(line for line in ended.stderr.splitlines() if line.startswith("report: ")).removeprefix("report: ")
    return ended.returncode, html.document_fromstring((run.workspace / path).read_text("utf-8"))


def listed(page: html.HtmlElement, what: str) -> list[str]:
    found = page.xpath(f"//details[starts-with(normalize-space(summary), '{what}')]//li/a")
    return [link.text_content() for link in found]


def make_everything_due(run: Command) -> None:
    rows(run, "UPDATE frontier SET next_due = 0, missing_since = missing_since - 200000 RETURNING url")


def test_report_lists_changes_of_its_own_crawl_only(run: Command, site: Site) -> None:
    site.faults["/bai-p30.html"] = [(429, {"Retry-After": "1"})]
    site.titles[1] = "Trước khi sửa"
    code, page = crawl(run)
    assert code == 0
    assert len(listed(page, "New articles")) == ARTICLES
    figures = dict(zip(page.xpath("//dt/text()"), page.xpath("//dd/text()"), strict=True))
    assert (figures["new"], figures["HTTP 429"], figures["requests"]) == ("30", "1", str(sum(site.requests.values())))

    make_everything_due(run)
    site.titles[1] = TITLE
    site.faults["/bai-p2.html"] = [(404, {})] * 2
    site.faults["/bai-p3.html"] = [(410, {})] * 2
    crawl(run)
    make_everything_due(run)
    site.titles[1] = "Sau khi sửa lần nữa"
    code, page = crawl(run)
    assert not listed(page, "New articles")
    assert listed(page, "Changed articles") == ["Sau khi sửa lần nữa"]
    assert len(listed(page, "Removed from the site")) == 2
    assert not page.xpath("//script")


def test_metrics_file_is_prometheus_text_and_covers_every_site(run: Command, site: Site, other_site: Site) -> None:
    run.add_profile("other", other_site)
    run("crawl", "other", "--limit", "3")
    site.faults["/bai-p3.html"] = [(404, {})]
    run("crawl", "union", "--metrics", "figures/vustacrawl.prom")
    text = (run.workspace / "figures" / "vustacrawl.prom").read_text("utf-8")
    samples = {
        (sample.name, sample.labels.get("site"), sample.labels.get("state")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["vustacrawl_articles", "union", None] == ARTICLES - 1
    assert samples["vustacrawl_articles", "other", None] == 3
    assert samples["vustacrawl_last_crawl_problems", "union", None] == 1
    assert samples["vustacrawl_last_crawl_requests", "union", None] == sum(site.requests.values())
    assert samples["vustacrawl_last_crawl_success", "other", None] == 1
    assert samples["vustacrawl_urls", "union", "failed"] == 1
    archived = sum(path.stat().st_size for path in (run.workspace / "warc").iterdir())
    assert samples["vustacrawl_archive_bytes", None, None] == archived
    assert [path.name for path in (run.workspace / "figures").iterdir()] == ["vustacrawl.prom"]


def test_command_is_notified_only_of_crawls_with_problems(run: Command, site: Site, tmp_path: Path) -> None:
    received = tmp_path / "received.json"
    program = f"import sys, pathlib; pathlib.Path({str(received)!r}).write_text(sys.stdin.read())"
    config = f"[notify]\ncommand = {json.dumps([sys.executable, '-c', program])}\n"
    (run.workspace / "vustacrawl.toml").write_text(config, "utf-8")
    run("crawl", "union", "--limit", "5")
    assert not received.exists()
    site.faults["/bai-p20.html"] = [(404, {})]
    code, _ = crawl(run)
    assert code == 1
    message = json.loads(received.read_text("utf-8"))
    assert message["needs_attention"] == ["union: 1 × HTTP 404"]
    assert message["sites"][0]["added"] == ARTICLES - 6
    assert Path(message["report"]).exists()


def test_failed_notification_does_not_fail_crawl(run: Command, site: Site) -> None:
    (run.workspace / "vustacrawl.toml").write_text('[notify]\nwebhook = "http://127.0.0.1:9/"\n', "utf-8")
    site.faults["/bai-p20.html"] = [(404, {})]
    ended = run("crawl", "union")
    assert ended.returncode == 1
    assert "notify: webhook: " in ended.stderr
    assert rows(run, "SELECT outcome FROM crawls") == [("finished",)]


def test_unwritable_report_is_reported_and_articles_are_stored(run: Command) -> None:
    ended = run("crawl", "union", "--report", "/proc/none")
    assert ended.returncode == 1
    assert "the report or metrics file cannot be written: " in ended.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_schedule_passes_report_options_to_crawls(run: Command) -> None:
    (run.workspace / "vustacrawl.toml").write_text('[schedule]\nunion = "every 1h"\njitter = "0s"\n', "utf-8")
    ended = run("schedule", "run", "--once", "--report", "pages", "--metrics", "union.prom")
    assert ended.returncode == 0, ended.stderr
    assert len(list((run.workspace / "pages").glob("*-union.html"))) == 1
    assert (run.workspace / "union.prom").exists()
    service = ("--as", "service", "--system", "--account", "daemon")
    printed = run("schedule", "install", *service, "--report", "/srv/pages", "--print")
    assert "--report /srv/pages" in printed.stdout
    assert f"ReadWritePaths={run.workspace} /srv/pages" in printed.stdout
