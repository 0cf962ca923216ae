"""A PostgreSQL for the tests of clusters, started once."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.postgres import Postgres, postgres
from vustacrawl.frontier.cluster.connection import create_tables


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def cluster_url(server: Postgres) -> str:
    """The URL of an empty cluster database."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS vustacrawl CASCADE")
    create_tables(server.url)
    return server.url
