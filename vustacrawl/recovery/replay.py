"""Fetch a capture from a replay service (Wayback Machine, OpenWayback, pywb), byte for byte (``id_``)."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus

from vustacrawl.archive.drafts import RESPONSE, Draft, http_response
from vustacrawl.archive.fields import one_line, without
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.records import SOURCE_FIELD, derived_id, digest, matches, parse_date
from vustacrawl.parsers.html.replayed import REWRITTEN
from vustacrawl.readers.page import REDIRECTS
from vustacrawl.recovery.client import Client, FetchError, Response
from vustacrawl.recovery.model import FoundCapture, Recovered, RefusedError
from vustacrawl.urls import bare_url, canonical_url, host_of, join_url

MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_HOPS = 5
"""Redirects to the archive's capture nearest to the requested time."""

_REPLAY = re.compile(r"(?P<prefix>.*?/)(?P<time>\d{4,14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}.+)", re.DOTALL)
_ORIGINAL = "x-archive-orig-"
_OF_THE_ANSWER = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "location"})
"""Original headers that do not apply to the body as sent by the archive."""
_GONE = frozenset({401, 403, 404, 410, 451})


def replay_url(prefix: str, time: str, url: str) -> str:
    """Return the URL of a capture's original bytes; ``time`` is ``YYYYMMDDhhmmss``."""
    return f"{prefix.rstrip('/')}/{time}id_/{url}"


def raw_url(memento: str) -> str:
    """Return the URL of a capture's original bytes at an archive, given that of a memento."""
    found = _REPLAY.fullmatch(memento)
    return replay_url(found["prefix"], found["time"], found["url"]) if found else memento


def fetch_replay(client: Client, capture: FoundCapture) -> Recovered:
    """Fetch a capture from its archive, following the archive's redirects to another capture of the same URL.

    Raises FetchError, PausedError, and RefusedError if the archive returns no capture, or not the original page.
    """
    place = capture.place
    for _ in range(MAX_HOPS):
        # Without it, some archives remove the content coding of the archived page.
        response = client.get(place, MAX_BODY_BYTES, {"Accept-Encoding": "gzip"})
        target = _target(response)
        # A memento that redirects to the same page, as from http to https, is the site's own response.
        if target is None or response.get("Memento-Datetime") or not _is_same(target, capture.url):
            return _recovered(response, capture, target)
        if host_of(target) != host_of(place):
            raise RefusedError(f"the archive redirects to another host: {target[:200]}")
        place = raw_url(target)
    raise FetchError(f"the archive redirects more than {MAX_HOPS} times")


def _target(response: Response) -> str | None:
    location = response.get("Location")
    return join_url(response.url, location) if response.status in REDIRECTS and location else None


def _is_same(target: str, url: str) -> bool:
    """Return whether a redirect leads to another capture of the same URL, ignoring scheme, ``www.`` and a final /."""
    found = _REPLAY.fullmatch(target)
    return found is not None and _key(found["url"]) == _key(url)


def _key(url: str) -> str:
    whole = re.sub(r"^(https?:/)(?!/)", r"\1/", url)
    return bare_url(canonical_url(whole) or whole)


def _recovered(response: Response, capture: FoundCapture, target: str | None) -> Recovered:
    replayed = _REPLAY.fullmatch(response.url)
    response, shown = _decoded(response, capture.digest)
    is_exact = bool(capture.digest and matches(capture.digest, response.body))
    date = parse_date(response.get("Memento-Datetime") or "") or (
        parse_date(replayed["time"]) if replayed and (is_exact or target) else None
    )
    if date is None:
        reason = f"HTTP {response.status}" if response.status != HTTPStatus.OK else "no Memento-Datetime"
        if response.status in _GONE or response.status == HTTPStatus.OK:
            raise RefusedError(f"the archive returned no capture: {reason}")
        raise FetchError(reason)
    if not is_exact and (found := REWRITTEN.search(shown)):
        raise RefusedError(f"rewritten by the archive, not the page as it was: {found[0].decode('latin-1')}")
    to = _REPLAY.fullmatch(target) if target else None
    original_target = response.get(f"{_ORIGINAL}Location") or (to["url"] if to else target)
    notes = [("recovered-from", response.url)]
    faults = []
    if capture.digest:
        notes.append(("digest-in-index", capture.digest))
        coding = None if response.get("Content-Encoding") else response.get(f"{_ORIGINAL}Content-Encoding")
        coding = coding or response.get(f"{_ORIGINAL}Transfer-Encoding")
        if is_exact:
            notes.append(("digest-check", "equal"))
        elif coding:
            notes.append(("digest-check", f"not possible: the archive removed the coding {coding}"))
        elif parse_date(capture.captured_at) != date:
            notes.append(("digest-check", f"not possible: this is not the capture of {capture.captured_at}"))
        elif capture.status is not None:
            notes.append(("digest-check", "different"))
            faults.append("payload differs from the digest in the archive's index")
    record = _record(response, capture.url, date, original_target)
    if record.type == "response":
        notes.append(("headers", "as the archive replays them; status line and Content-Length are written anew"))
    absolute = join_url(capture.url, original_target) if original_target else None
    return Recovered(record, notes, response.status, absolute, tuple(faults))


def _decoded(response: Response, claim: str | None) -> tuple[Response, bytes]:
    """Return the response without a content coding that only the archive added, and the decoded body.

    ``claim`` is the digest of the archived payload: if the encoded body matches, it was archived encoded.
    """
    coding = response.get("Content-Encoding")
    if not coding:
        return response, response.body
    try:
        body = HttpResponse(response.status, (("Content-Encoding", coding),), response.body).payload
    except PayloadError as error:
        raise FetchError(str(error)) from None
    if claim and matches(claim, body) and not matches(claim, response.body):
        headers = tuple(without(response.headers, {"content-encoding"}))
        return replace(response, headers=headers, body=body), body
    return response, body


def _record(response: Response, url: str, date: str, target: str | None) -> Draft:
    """Return a ``response`` record with the original headers; without headers, a ``resource``."""
    payload = digest(response.body)
    about = (
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
        (SOURCE_FIELD, response.url),
        ("WARC-Payload-Digest", payload),
    )
    record_id = derived_id(response.url, date, str(response.status), payload)
    if response.status == HTTPStatus.OK and not any(name.lower().startswith(_ORIGINAL) for name, _ in response.headers):
        content_type = one_line(response.get("Content-Type") or "application/octet-stream")
        if not response.get("Content-Encoding"):
            return Draft("resource", [*about, ("Content-Type", content_type)], response.body, record_id)
    block = http_response(response.status, _original_headers(response, target), response.body)
    return Draft("response", [*about, RESPONSE], block, record_id)


def _original_headers(response: Response, target: str | None) -> list[tuple[str, str]]:
    kept = [
        (name[len(_ORIGINAL) :], value)
        for name, value in response.headers
        if name.lower().startswith(_ORIGINAL) and name[len(_ORIGINAL) :].lower() not in _OF_THE_ANSWER
    ]
    names = {name.lower() for name, _ in kept}
    of_response = ((name, response.get(name)) for name in ("Content-Type", "Content-Encoding"))
    kept += [(name, value) for name, value in of_response if value and name.lower() not in names]
    return [*kept, ("Location", target)] if target else kept
