class ExportError(Exception):
    """The export failed; the message says why, in one line. An earlier export is unchanged."""
