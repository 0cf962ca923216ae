"""Decode every response, including robots.txt, exactly as archived responses are decoded."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from vustacrawl.archive.messages import MAX_BYTES, HttpResponse, PayloadError

CUT_INSIDE = "cut-inside"
"""The flag of a response whose content coding ends early."""


class UndecodableBody(IgnoreRequest):
    """A body does not match its content coding, or is too large when decoded; the message says which."""


class ContentDecoding:
    """Replaces Scrapy's HttpCompressionMiddleware, which fails for bodies that are not in the coding they declare."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its body decoded. Raises UndecodableBody."""
        if not response.body:
            return response
        named = [
            (name, value.decode("latin-1"))
            for name in ("Content-Encoding", "Content-Type")
            for value in response.headers.getlist(name)
        ]
        coded = HttpResponse(response.status, tuple(named), response.body)
        max_bytes = min(request.meta.get("download_maxsize") or self._max_bytes or MAX_BYTES, MAX_BYTES)
        try:
            body, is_cut = coded.decode(max_bytes)
        except PayloadError as error:
            raise UndecodableBody(str(error)) from None
        if body is response.body:
            return response
        flags = [*response.flags, CUT_INSIDE] if is_cut else response.flags
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        return response.replace(body=body, headers=headers, flags=flags)
