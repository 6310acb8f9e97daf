"""Looking after the forums: what facilitators and staff do, each with a reason and a decision.

Pages and the administration call the deeds here; nothing in it knows either.
"""
