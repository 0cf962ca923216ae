"""The Wayback Machine of the Internet Archive: its CDX server with resumption keys, and its ``id_`` captures.

The interface: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus, urlencode

from vustacrawl.recovery.cdx import Row, captures_in, is_whole_array, read_array
from vustacrawl.recovery.client import Client, FetchError
from vustacrawl.recovery.model import FoundCapture, ListingPage, Recovered
from vustacrawl.recovery.replay import fetch_replay, replay_url
from vustacrawl.recovery.sources.hosts import bare_hosts
from vustacrawl.sites import Profile

PAGE_ROWS = 5000
MAX_PAGE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Wayback:
    """``cdx`` is the address of the CDX server, ``replay`` that before ``/20150102030405id_/http://…``."""

    cdx: str
    replay: str
    name: str = "wayback"

    def queries(self, client: Client, profile: Profile, wanted: Iterable[str]) -> list[str]:
        """Return the hosts of the site; the index files ``www.`` under the bare name."""
        return bare_hosts(profile)

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return the next captures of a host, in the order of the index; ``resume`` is the resumption key."""
        parameters = [
            ("url", query),
            ("matchType", "host"),
            ("output", "json"),
            ("fl", "timestamp,original,mimetype,statuscode,digest"),
            ("filter", "!mimetype:(?:image|video|audio|font)/.*"),
            ("limit", str(PAGE_ROWS)),
            ("showResumeKey", "true"),
        ]
        # The key comes escaped; escaping it again would ask for another one.
        key = f"&resumeKey={quote_plus(unquote_plus(resume))}" if resume else ""
        answer = client.get(f"{self.cdx}?{urlencode(parameters)}{key}", MAX_PAGE_BYTES, is_whole=is_whole_array)
        if answer.status != 200:
            raise FetchError(f"the index of {self.name} returned HTTP {answer.status}")
        rows, following = read_array(answer.body)
        if following == resume and following is not None:
            raise FetchError(f"the index of {self.name} returned the same resumption key again")
        captures, faults = captures_in(rows, self._place)
        return ListingPage(captures, following, faults)

    def _place(self, row: Row) -> str:
        return replay_url(self.replay, row["timestamp"], row["original"])

    def fetch(self, client: Client, capture: FoundCapture) -> Recovered:
        """Fetch a capture as it was archived, without toolbar and rewritten links."""
        return fetch_replay(client, capture)
