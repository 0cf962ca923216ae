"""The pipelines of a page (validate, dedupe, store), and the entry points of imports, reparses and recovery."""
