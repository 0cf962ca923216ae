"""Zstandard: from the standard library since Python 3.14, from its backport before."""

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import (
        CompressionParameter,
        DecompressionParameter,
        ZstdDecompressor,
        ZstdDict,
        ZstdError,
        ZstdFile,
    )
else:
    from backports.zstd import (
        CompressionParameter,
        DecompressionParameter,
        ZstdDecompressor,
        ZstdDict,
        ZstdError,
        ZstdFile,
    )

__all__ = ["CompressionParameter", "DecompressionParameter", "ZstdDecompressor", "ZstdDict", "ZstdError", "ZstdFile"]
