"""The Internet Archive's Wayback Machine: its CDX server with resumption keys, and its ``id_`` captures.

The API: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_plus, urlencode

from vustacrawl.recovery.cdx import captures_in, is_array, read_array
from vustacrawl.recovery.client import Client, FetchError
from vustacrawl.recovery.model import ListingPage
from vustacrawl.recovery.sources.cdx_server import MAX_PAGE_BYTES, CdxServer

PAGE_ROWS = 5000


class Wayback(CdxServer):
    """A CDX server that returns captures in pages."""

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return the next captures of a host, in index order; ``resume`` is the resumption key."""
        parameters = [
            ("url", query),
            ("matchType", "host"),
            ("output", "json"),
            ("fl", "timestamp,original,mimetype,statuscode,digest"),
            ("filter", "!mimetype:(?:image|video|audio|font)/.*"),
            ("limit", str(PAGE_ROWS)),
            ("showResumeKey", "true"),
        ]
        # The key comes escaped; escaping it again would request another one.
        key = f"&resumeKey={quote_plus(unquote_plus(resume))}" if resume else ""
        response = client.get(f"{self.cdx}?{urlencode(parameters)}{key}", MAX_PAGE_BYTES, is_whole=is_array)
        if response.status != 200:
            raise FetchError(f"the index of {self.name} returned HTTP {response.status}")
        rows, following = read_array(response.body)
        captures, faults = captures_in(rows, self._place)
        return ListingPage(captures, following, faults)
