"""An empty catalog of one site, and a PostgreSQL for the tests of clusters, started once."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites
from tests.postgres import Postgres, postgres
from vustacrawl.frontier.cluster.connection import create_tables


@pytest.fixture
def db(new_catalog: Callable[..., Database]) -> Iterator[Database]:
    db = new_catalog()
    add_sites(db, "a")
    db.execute("UPDATE sites SET former_hosts = '[\"cu.vn\"]'")
    yield db
    db.close()


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
