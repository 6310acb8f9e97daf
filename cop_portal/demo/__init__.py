"""The demo community: its data beside this file, and how it is brought into a portal.

Only `manage.py seed` and the tests import from here.
"""
