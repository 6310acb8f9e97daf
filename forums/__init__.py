"""Discussion in confidence. Only the roof imports from here."""
