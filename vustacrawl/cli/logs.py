"""Logs on stderr: words for people, or one JSON object a line for programs."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import orjson

from vustacrawl.cli.output import echo
from vustacrawl.clock import utc_text


class JsonLines(logging.Formatter):
    """``time`` (UTC), ``level``, ``logger``, ``message``, and what ``extra={"fields": {…}}`` adds."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line = {
            "time": utc_text(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= (logging.INFO if record.name.startswith("vustacrawl") else logging.ERROR)


def log_to_stderr(as_json: bool, verbose: bool = False) -> None:
    """Send to stderr what we log, and where libraries fail; ``verbose``: all that they tell."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(message)s"))
    if not verbose:
        handler.addFilter(_matters)
    logging.captureWarnings(as_json)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def say_last(text: str, event: Literal["error", "stopped"]) -> None:
    """Say on stderr why the command ends, in the way that was asked for."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.root.handlers):
        logging.getLogger("vustacrawl").error(text, extra={"fields": {"event": event}})
    else:
        echo(f"Error: {text}" if event == "error" else text, err=True)
