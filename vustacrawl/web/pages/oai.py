"""``/oai``: the articles for harvesters of libraries and aggregators, through OAI-PMH 2.0 with Dublin Core.

https://www.openarchives.org/OAI/openarchivesprotocol.html. An item is an article, identified by its own address; a set
is a site. Its datestamp is when the catalog last changed anything about it (UTC).
"""

from __future__ import annotations

import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

import orjson
from datasette.utils.asgi import Response
from lxml.builder import ElementMaker

from vustacrawl.clock import utc_text
from vustacrawl.text import storable
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import xml_response

RECORDS = 100
"""Records per response; a resumption token requests the next ones."""
FORMAT = "oai_dc"
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NO_ADMIN = "archive@invalid"
"""The protocol requires an e-mail address; this is the fallback if ``contact`` in ``vustacrawl.toml`` is not one."""
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_SITE_SET = "site:"
_SET_NAME = re.compile(r"[A-Za-z0-9_.!~*'()-]+")
_DAY, _SECOND = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_FIRST, _LAST = "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
_ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), {"resumptionToken"}),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": ({"metadataPrefix"}, {"from", "until", "set"}),
    "ListRecords": ({"metadataPrefix"}, {"from", "until", "set"}),
}
"""The required and the allowed arguments of each verb."""

_COLUMNS = """
SELECT articles.id, public_id, articles.url, site, sites.title AS site_title, articles.title, published_at, lead,
  section, articles.language, source_credit, updated_at FROM articles JOIN sites ON sites.name = site
"""
_BY_URL = f"{_COLUMNS} WHERE articles.url = ?"
_CHANGED = f"""
{_COLUMNS} WHERE updated_at >= :first AND updated_at < :last AND (updated_at, articles.id) > (:after, :after_id)
  AND (:site IS NULL OR site = :site)
ORDER BY updated_at, articles.id LIMIT :count
"""
_CREATORS = "SELECT coalesce(name, initials) FROM article_authors WHERE article_id = ? ORDER BY position"
_TAGS = "SELECT tag FROM tags WHERE article_id = ? ORDER BY position"
_ORIGINAL = "SELECT url FROM duplicates JOIN articles ON articles.id = of WHERE article_id = ?"

_oai = ElementMaker(namespace=OAI, nsmap={None: OAI, "xsi": XSI})
_dc = ElementMaker(namespace=DC, nsmap={"dc": DC})
_Window = dict[str, Any]


class OaiError(Exception):
    """A request that the protocol answers with an error and its code (section 3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def oai(context: RequestContext) -> Response:
    """``/oai?verb=…``: Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords and GetRecord."""
    given = {name: context.request.args.getlist(name) for name in context.request.args if name != "lang"}
    try:
        arguments = _checked(given)
        content = _VERBS[arguments["verb"]](context, arguments)
    except OaiError as error:
        is_known = error.code not in ("badVerb", "badArgument")
        arguments = {name: values[0] for name, values in given.items()} if is_known else {}
        content = _oai.error(str(error), code=error.code)
    root = _oai(
        "OAI-PMH",
        _oai.responseDate(_second(utc_text(time.time()))),
        _oai.request(f"{context.origin}/oai", {name: storable(value) for name, value in arguments.items()}),
        content,
    )
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    return xml_response(root, "text/xml")


def _checked(given: dict[str, list[str]]) -> dict[str, str]:
    """Return the arguments of a request. Raises OaiError for unknown or missing ones."""
    if len(verbs := given.get("verb", [])) != 1 or verbs[0] not in _ARGUMENTS:
        raise OaiError("badVerb", f"verb must be one of {', '.join(_ARGUMENTS)}")
    needed, allowed = _ARGUMENTS[verbs[0]]
    if verbs[0].startswith("ListI") or verbs[0] == "ListRecords":
        needed, allowed = ({"resumptionToken"}, set()) if "resumptionToken" in given else (needed, allowed)
    names = given.keys() - {"verb"}
    if not needed <= names <= needed | allowed or any(len(values) > 1 for values in given.values()):
        raise OaiError("badArgument", f"{verbs[0]} needs {sorted(needed)} and takes {sorted(allowed)}, each once")
    return {name: values[0] for name, values in given.items()}


def _identify(context: RequestContext, _arguments: dict[str, str]) -> Any:
    earliest = context.db.execute("SELECT min(updated_at) FROM articles").fetchone()[0]
    contact = context.workspace.config.crawl.contact
    return _oai.Identify(
        _oai.repositoryName(context.texts("site.name")),
        _oai.baseURL(f"{context.origin}/oai"),
        _oai.protocolVersion("2.0"),
        _oai.adminEmail(contact if _EMAIL.fullmatch(contact) else NO_ADMIN),
        _oai.earliestDatestamp(_second(earliest or utc_text(time.time()))),
        _oai.deletedRecord("no"),
        _oai.granularity("YYYY-MM-DDThh:mm:ssZ"),
    )


def _formats(context: RequestContext, arguments: dict[str, str]) -> Any:
    if "identifier" in arguments:
        _row(context, arguments["identifier"])
    schema = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    names = (_oai.metadataPrefix(FORMAT), _oai.schema(schema), _oai.metadataNamespace(OAI_DC))
    return _oai.ListMetadataFormats(_oai.metadataFormat(*names))


def _sets(context: RequestContext, arguments: dict[str, str]) -> Any:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "the list of sets comes in one part")
    rows = context.db.execute("SELECT name, title FROM sites ORDER BY name").fetchall()
    return _oai.ListSets(
        *(
            _oai.set(_oai.setSpec(_SITE_SET + name), _oai.setName(storable(title)))
            for name, title in rows
            if _SET_NAME.fullmatch(name)
        )
    )


def _get_record(context: RequestContext, arguments: dict[str, str]) -> Any:
    _check_format(arguments)
    return _oai.GetRecord(_record(context, _row(context, arguments["identifier"])))


def _list_records(context: RequestContext, arguments: dict[str, str]) -> Any:
    rows, token = _changed(context, arguments)
    return _oai.ListRecords(*(_record(context, row) for row in rows), *token)


def _list_identifiers(context: RequestContext, arguments: dict[str, str]) -> Any:
    rows, token = _changed(context, arguments)
    return _oai.ListIdentifiers(*map(_header, rows), *token)


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _row(context: RequestContext, url: str) -> dict[str, Any]:
    row = next(context.db.query(_BY_URL, [storable(url)]), None)
    if row is None:
        raise OaiError("idDoesNotExist", "no article has this address")
    return row


def _check_format(arguments: dict[str, str]) -> None:
    if arguments["metadataPrefix"] != FORMAT:
        raise OaiError("cannotDisseminateFormat", f"the only format is {FORMAT}")


def _changed(context: RequestContext, arguments: dict[str, str]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return a page of articles by datestamp, and the resumption token; None if the list is complete on one page."""
    window = _resumed(arguments["resumptionToken"]) if "resumptionToken" in arguments else _window(arguments)
    rows = list(context.db.query(_CHANGED, window | {"count": RECORDS + 1}))
    if not rows:
        raise OaiError("noRecordsMatch", "nothing changed in this time")
    if len(rows) > RECORDS:
        last = rows[RECORDS - 1]
        token = orjson.dumps(window | {"after": last["updated_at"], "after_id": last["id"]})
        return rows[:RECORDS], [_oai.resumptionToken(urlsafe_b64encode(token).decode())]
    return rows, [_oai.resumptionToken()] if "resumptionToken" in arguments else []


def _window(arguments: dict[str, str]) -> _Window:
    """Return the selection of articles in a request. Raises OaiError."""
    _check_format(arguments)
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must have the same granularity")
    site = arguments.get("set")
    if site is not None and not site.startswith(_SITE_SET):
        raise OaiError("noRecordsMatch", "a set is site:NAME")
    first = _datestamp(since, "00:00:00") if since else _FIRST
    last = _datestamp(until, "23:59:59") if until else _LAST
    if first > last:
        raise OaiError("badArgument", "from is after until")
    # Times in the catalog may have thousandths: all those of the last second are included.
    return {
        "first": first[:19],
        "last": last[:19] + "~",
        "after": "",
        "after_id": 0,
        "site": storable(site.removeprefix(_SITE_SET)) if site else None,
    }


def _datestamp(text: str, of_day: str) -> str:
    full = f"{text}T{of_day}Z" if _DAY.fullmatch(text) else text
    try:
        if not _SECOND.fullmatch(full):
            raise ValueError
        datetime.fromisoformat(full)
    except ValueError:
        raise OaiError("badArgument", "a datestamp is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ") from None
    return full


def _resumed(token: str) -> _Window:
    try:
        window = orjson.loads(urlsafe_b64decode(token.encode("ascii")))
        is_ours = (
            isinstance(window, dict)
            and window.keys() == {"first", "last", "after", "after_id", "site"}
            and isinstance(window["after_id"], int)
            and all(isinstance(window[name], str) for name in ("first", "last", "after"))
            and isinstance(window["site"], str | None)
            and 0 <= window["after_id"] < 1 << 63
        )
    except ValueError:
        is_ours = False
    if not is_ours:
        raise OaiError("badResumptionToken", "this token was not issued by this server")
    return dict(window)


def _header(row: dict[str, Any]) -> Any:
    sets = [_oai.setSpec(_SITE_SET + row["site"])] if _SET_NAME.fullmatch(row["site"]) else []
    return _oai.header(_oai.identifier(storable(row["url"])), _oai.datestamp(_second(row["updated_at"])), *sets)


def _record(context: RequestContext, row: dict[str, Any]) -> Any:
    db = context.db
    described = [
        ("title", row["title"]),
        *(("creator", name) for (name,) in db.execute(_CREATORS, [row["id"]]).fetchall()),
        ("subject", row["section"]),
        *(("subject", tag) for (tag,) in db.execute(_TAGS, [row["id"]]).fetchall()),
        ("description", row["lead"]),
        ("publisher", row["site_title"]),
        ("date", row["published_at"]),
        ("type", "Text"),
        ("identifier", row["url"]),
        ("identifier", f"{context.origin}/articles/{row['public_id']}"),
        ("source", row["source_credit"]),
        ("language", row["language"]),
        *(("relation", url) for (url,) in db.execute(_ORIGINAL, [row["id"]]).fetchall()),
    ]
    wrapped = ElementMaker(namespace=OAI_DC, nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}).dc(
        *(_dc(name, storable(text)) for name, text in described if text)
    )
    wrapped.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    return _oai.record(_header(row), _oai.metadata(wrapped))


def _second(moment: str) -> str:
    return f"{moment[:19]}Z"
