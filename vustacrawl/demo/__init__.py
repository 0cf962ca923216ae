"""A small synthetic federation of news sites, served on loopback, with the records expected from it."""

from vustacrawl.demo.federation import Federation
from vustacrawl.demo.server import serve

__all__ = ["Federation", "serve"]
