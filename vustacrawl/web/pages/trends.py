"""Phrases over time: a chart, a table, and both as files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from datasette.utils.asgi import Response

from vustacrawl.catalog.search.trends import MAX_PHRASES, MAX_READ, UNITS, Trend, Unit, as_table, trends
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import csv_response, json_response
from vustacrawl.web.templates import address, last_day

BETWEEN_PHRASES = ","


def trends_page(context: RequestContext) -> Response:
    """``/trends``: how often phrases occur per million words, by year or month; commas separate phrases in ``q``."""
    found, parameters = _find(context)
    charted = [
        {
            "phrase": trend.phrase,
            "points": [
                {
                    "period": point.period,
                    "rate": point.per_million,
                    "label": f"{context.texts.decimal(point.per_million)}"
                    f" ({context.texts('search.found', count=point.matches)})",
                    "href": f"{context.root}{_articles(trend, point.period, parameters)}",
                }
                for point in trend.points
                if point.articles
            ],
        }
        for trend in found
    ]
    return context.page(
        "trends.html",
        parameters=parameters,
        trends=found,
        charted=charted,
        units=UNITS,
        most=MAX_PHRASES,
        most_read=MAX_READ,
        link=lambda trend, period: _articles(trend, period, parameters),
        files={ending: address(f"/trends.{ending}", **parameters) for ending in ("csv", "json")},
        site_titles=context.site_titles("title"),
    )


def trends_file(context: RequestContext) -> Response:
    """``/trends.csv`` and ``/trends.json``: the chart's data, a row per period and phrase, or an object per phrase."""
    found, _ = _find(context)
    if context.path_part("format") == "json":
        return json_response([asdict(trend) for trend in found])
    return csv_response("trends.csv", as_table(found))


def _find(context: RequestContext) -> tuple[list[Trend], dict[str, str]]:
    """Return the trends, and the parameters as interpreted."""
    phrases = [phrase.strip() for phrase in context.parameter("q").split(BETWEEN_PHRASES)]
    unit = cast(Unit, context.parameter("by") if context.parameter("by") in UNITS else UNITS[0])
    site = context.parameter("site")
    found = trends(context.db, [*dict.fromkeys(filter(None, phrases))], unit=unit, site=site or None)
    parameters = {"q": ", ".join(trend.phrase for trend in found), "by": unit if unit != UNITS[0] else "", "site": site}
    return found, parameters


def _articles(trend: Trend, period: str, parameters: dict[str, Any]) -> str:
    """Return the address of the search that finds the articles of a point."""
    if len(period) == 4:
        return address("/search", q=trend.understood, site=parameters["site"], year=period)
    days = {"since": f"{period}-01", "until": last_day(period)}
    return address("/search", q=trend.understood, site=parameters["site"], **days)
