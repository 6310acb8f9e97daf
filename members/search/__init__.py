"""The one index of everything that can be found in the portal, and by whom.

Rooms hand their things in as entries (`entries`), call `index.index` and `index.remove` in the
transaction of the deed, and ask `find.find`. The package knows no room: only `members.models` and
`members.access` lie below it.
"""
