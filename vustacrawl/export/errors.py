from vustacrawl.errors import UserError


class ExportError(UserError):
    """The export failed; the message says why, in one line. An earlier export is unchanged."""
