"""The archive in an object store (S3 or another one that obstore supports): files are uploaded once and read by range.

Credentials and endpoint come from the environment, as for other tools: ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL`` …
Needs the extra ``s3``.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from vustacrawl.extras import require_extra

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

MAX_PUT_BYTES = 5 * 1000**3
"""S3's limit for one request; a multipart upload could overwrite an existing file."""
_PIECE_BYTES = 16 * 1024 * 1024
_GLOB = re.compile(r"[*?\[]")
_TIMEOUT: ClientConfig = {"connect_timeout": "10s", "timeout": "15min"}
_RETRY: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}


class StoreError(OSError):
    """The store could not be reached or refused; the message says why, in one line."""


class StoreConflictError(Exception):
    """The store has another file of this name."""


class ObjectStore:
    """A place in an object store, given by a URL such as ``s3://bucket/prefix``."""

    def __init__(self, url: str) -> None:
        """Connects at the first use. Raises MissingExtraError without the extra, StoreError for an unusable URL."""
        require_extra("s3", "an object store")
        self.url = url
        self._store = _connect(url)

    def put(self, path: Path, name: str, sha256: str) -> None:
        """Upload a file under an unused name.

        An existing file, from an upload that was not recorded, is compared. Raises StoreConflictError if it differs,
        StoreError if the file is too large or the store fails.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError

        size = path.stat().st_size
        if size > MAX_PUT_BYTES:
            raise StoreError(f"{name}: {size} bytes are more than a store takes at once")
        try:
            with _store_errors(name), path.open("rb") as file, _mapped(file, size) as data:
                obstore.put(self._store, name, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            if self.size(name) != size or self.sha256(name) != sha256:
                raise StoreConflictError(f"{self.url}/{name}: another file has this name there") from None

    def size(self, name: str) -> int | None:
        """Return the size of a file in bytes; None if it does not exist. Raises StoreError."""
        import obstore

        try:
            with _store_errors(name):
                return int(obstore.head(self._store, name)["size"])
        except FileNotFoundError:
            return None

    def sha256(self, name: str) -> str:
        """Read a file and return its sha256 (hex). Raises StoreError, FileNotFoundError."""
        hasher = hashlib.sha256()
        for piece in self._pieces(name):
            hasher.update(piece)
        return hasher.hexdigest()

    def fetch(self, name: str, target: Path) -> None:
        """Download a file. Raises StoreError, FileNotFoundError."""
        with target.open("wb") as file:
            file.writelines(self._pieces(name))

    def names(self) -> list[str]:
        """Return the names of the files in this folder, without those in folders below. Raises StoreError."""
        import obstore

        with _store_errors(self.url):
            return sorted(Path(entry["path"]).name for entry in obstore.list_with_delimiter(self._store)["objects"])

    def open_range(self, name: str, offset: int, length: int) -> BinaryIO:
        """Return a part of a file, by offset and length in bytes. Raises StoreError, FileNotFoundError."""
        import obstore

        part = cast(BinaryIO, tempfile.SpooledTemporaryFile(_PIECE_BYTES))  # noqa: SIM115
        try:
            with _store_errors(name):
                for start in range(offset, offset + length, _PIECE_BYTES):
                    wanted = min(_PIECE_BYTES, offset + length - start)
                    part.write(obstore.get_range(self._store, name, start=start, length=wanted))
        except FileNotFoundError:
            raise FileNotFoundError(f"{name}: neither here nor in {self.url}") from None
        part.seek(0)
        return part

    def _pieces(self, name: str) -> Iterator[bytes]:
        import obstore

        try:
            with _store_errors(name):
                yield from (bytes(piece) for piece in obstore.get(self._store, name).stream(_PIECE_BYTES))
        except FileNotFoundError:
            raise FileNotFoundError(f"{name}: neither here nor in {self.url}") from None


class StoredFile(NamedTuple):
    """A file in a store: the URL of its folder, and its name."""

    folder: str
    name: str

    def __str__(self) -> str:
        """Its own URL."""
        return f"{self.folder}/{self.name}"

    def fetch_into(self, folder: Path) -> Path:
        """Download the file into a folder, and return where it is. Raises StoreError, FileNotFoundError."""
        target = folder / self.name
        open_store(self.folder).fetch(self.name, target)
        return target


def stored_files(url: str) -> list[StoredFile]:
    """Return the files that a URL names: ``*``, ``?`` and ``[…]`` are wildcards. Raises StoreError.

    Of an ``https://`` server, which lists nothing, only single files can be named.
    """
    folder, _, wanted = url.rpartition("/")
    if not _GLOB.search(wanted):
        return [StoredFile(folder, wanted)]
    return [StoredFile(folder, name) for name in open_store(folder).names() if fnmatchcase(name, wanted)]


@lru_cache(maxsize=4)
def open_store(url: str) -> ObjectStore:
    """Return the store at a URL, with one connection per process. Raises as ``ObjectStore`` does."""
    return ObjectStore(url)


def _connect(url: str) -> Any:
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    try:
        if url.startswith("file:"):
            return from_url(url, mkdir=True)
        # An endpoint without TLS is deliberate: a store in a private network.
        is_plain = any(address.startswith("http://") for address in (url, os.environ.get("AWS_ENDPOINT_URL", "")))
        return from_url(url, client_options={**_TIMEOUT, "allow_http": is_plain}, retry_config=_RETRY)
    except (BaseError, ValueError) as error:
        raise StoreError(f"{url}: {_first_line(error)}") from None


@contextmanager
def _mapped(file: BinaryIO, size: int) -> Iterator[mmap.mmap | bytes]:
    """Yield the bytes of a file, which stay in the system's cache instead of this process's memory."""
    if not size:
        yield b""
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


@contextmanager
def _store_errors(name: str) -> Iterator[None]:
    """Raise StoreError for every failure except those about the existence of a file."""
    from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError

    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except NotFoundError as error:
        raise FileNotFoundError(f"{name}: {_first_line(error)}") from None
    except (BaseError, OSError, TimeoutError) as error:
        raise StoreError(f"{name}: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]
