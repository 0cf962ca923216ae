"""The pipelines of a page: validate, dedupe, store; and the ways in for imports, reparses and recovery."""
