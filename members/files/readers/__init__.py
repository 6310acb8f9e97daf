"""Programs that run in a child process of their own. None of them loads Django."""
