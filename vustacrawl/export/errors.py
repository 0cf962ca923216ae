class ExportError(Exception):
    """The export cannot be made; the text says why, in one line. An earlier export is left as it was."""
