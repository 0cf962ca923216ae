"""A small federation served on loopback, with its truth."""

from vustacrawl.demo.federation import Federation
from vustacrawl.demo.server import serve

__all__ = ["Federation", "serve"]
