"""The room in the administration: facilitators see their groups only."""
