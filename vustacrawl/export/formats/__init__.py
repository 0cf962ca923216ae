"""What an export can be written as, a file a format; each takes the articles one by one, in the order of the dumps."""

from collections.abc import Callable

from vustacrawl.export.records import Exported

Writer = Callable[[Exported], None]
