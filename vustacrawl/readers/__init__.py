"""Read responses into pages: one pure function for live responses, imports, reparses and recovery."""
