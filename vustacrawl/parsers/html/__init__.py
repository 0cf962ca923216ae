"""Turn bytes into a bounded tree; read a page's metadata (head, JSON-LD) and its cleaned text."""
