"""Logs on stderr: plain text for people, or JSON Lines for programs."""

from __future__ import annotations

import logging
import sys
from typing import Literal

from vustacrawl.cli.output import echo, json_text
from vustacrawl.clock import utc_text


class JsonLines(logging.Formatter):
    """Formats a record as JSON: ``time`` (UTC), ``level``, ``logger``, ``message`` and ``extra={"fields": {…}}``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line = {
            "time": utc_text(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json_text(line)


def _matters(record: logging.LogRecord) -> bool:
    if record.name == "scrapy.downloadermiddlewares.robotstxt":
        return False  # it logs tracebacks of what each site's summary counts and names
    return record.levelno >= (logging.INFO if record.name.startswith("vustacrawl") else logging.ERROR)


def log_to_stderr(as_json: bool, verbose: bool = False) -> None:
    """Log to stderr the messages of vustacrawl and the errors of libraries; ``verbose``: all messages of libraries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(message)s"))
    if not verbose:
        handler.addFilter(_matters)
    logging.captureWarnings(as_json)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def log_final_message(text: str, event: Literal["error", "stopped"]) -> None:
    """Print on stderr why the command ends, as text or JSON like other log messages."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.root.handlers):
        logging.getLogger("vustacrawl").error(text, extra={"fields": {"event": event}})
    else:
        echo(f"Error: {text}" if event == "error" else text, err=True)
