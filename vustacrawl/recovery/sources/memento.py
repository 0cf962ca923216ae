"""Archives and aggregators that look up one URL at a time: TimeMaps in link format (RFC 7089, section 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vustacrawl.archive.records import parse_date
from vustacrawl.recovery.cdx import json_in, read_lines
from vustacrawl.recovery.client import Client, FetchError
from vustacrawl.recovery.model import FoundCapture, ListingPage, Recovered, RefusedError
from vustacrawl.recovery.replay import fetch_replay, raw_url
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, is_private_host, join_url

MAX_PAGE_BYTES = 16 * 1024 * 1024
MAX_TIMEMAPS = 50
"""Pages of one URL's TimeMap."""

_LINK = re.compile(r"<(?P<url>[^<>\r\n]{1,4000})>(?P<attributes>(?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))+)")
_ATTRIBUTE = re.compile(r"([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))")


@dataclass(frozen=True)
class Memento:
    """``timemap`` is the part before the URL whose captures are listed."""

    name: str
    timemap: str

    def queries(self, client: Client, profile: Profile, wanted: Iterable[str]) -> list[str]:
        """Return the known URLs of the site without a capture: TimeMaps are looked up by URL."""
        return list(wanted)

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return the captures in a TimeMap; ``resume`` is the JSON of the TimeMaps to read next, and of those read."""
        following, read = json.loads(resume) if resume else ([f"{self.timemap.rstrip('/')}/{query}"], [])
        address = following.pop(0)
        response = client.get(address, MAX_PAGE_BYTES)
        if response.status == 404:
            return ListingPage([])
        if response.status != 200:
            raise FetchError(f"the TimeMap of {self.name} returned HTTP {response.status}")
        read.append(address)
        captures, faults, links = [], [], _links(response.body.decode("utf-8", "replace"))
        for relations, url, date in links:
            target = join_url(address, url)
            if "memento" in relations:
                captured_at = parse_date(date)
                if captured_at and target and self._may_request(target):
                    captures.append(FoundCapture(query, captured_at, None, None, raw_url(target)))
                else:
                    faults.append(f"a memento without time or public address: {url[:200]}")
            elif "timemap" in relations and target and target not in (*read, *following):
                if host_of(target) == host_of(self.timemap):
                    following.append(target)
                else:
                    faults.append(f"a TimeMap on another host: {url[:200]}")
        if not links:
            faults.append(f"not a TimeMap: {address[:200]}")
        if len(read) + len(following) > MAX_TIMEMAPS:
            faults.append(f"a TimeMap of more than {MAX_TIMEMAPS} pages; the others were not read")
            following = following[: MAX_TIMEMAPS - len(read)]
        return ListingPage(captures, json.dumps([following, read]) if following else None, faults[:1])

    def _may_request(self, url: str) -> bool:
        """Return whether a memento may be requested: a public TimeMap must not lead into a private network."""
        return not is_private_host(host_of(url)) or is_private_host(host_of(self.timemap))

    def fetch(self, client: Client, capture: FoundCapture) -> Recovered:
        """Fetch a memento, in its original bytes if its archive has URLs like the Wayback Machine's."""
        if not self._may_request(capture.place):
            raise RefusedError(f"a private address: {capture.place[:200]}")
        return fetch_replay(client, capture)


def _links(text: str) -> list[tuple[list[str], str, str]]:
    """Return relations, URL and date of each link of a TimeMap: link format, CDXJ or JSON (both of MemGator)."""
    if links := [*_LINK.finditer(text)]:
        named = [
            {name.lower(): quoted or plain for name, quoted, plain in _ATTRIBUTE.findall(link[2])} for link in links
        ]
        values = [attributes | {"uri": link[1]} for attributes, link in zip(named, links, strict=True)]
    else:
        values = [*_json_links(text)]
    return [(link.get("rel", "").split(), link["uri"], link.get("datetime", "")) for link in values]


def _json_links(text: str) -> Iterator[dict[str, str]]:
    if isinstance(whole := json_in(text), dict):
        for relation, name in (("memento", "mementos"), ("timemap", "timemap_index")):
            listed = whole.get(name)
            listed = listed.get("list") if isinstance(listed, dict) else listed
            for memento in listed if isinstance(listed, list) else ():
                if isinstance(memento, dict) and isinstance(memento.get("uri"), str):
                    yield {"rel": relation, "uri": memento["uri"], "datetime": str(memento.get("datetime"))}
        return
    for row in map(dict, read_lines(text.encode("utf-8", "replace"))):
        if "uri" in row:
            yield {"datetime": row.get("timestamp", ""), **row}
