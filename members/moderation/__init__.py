"""Protecting people: what was decided about what somebody wrote. Rooms write decisions here."""
