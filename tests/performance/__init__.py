"""The measuring of pages on a large made-up community: `make bench`.

`words`, `community`, `library` and `fill` make the database, the same every time; `pages` says
what is asked and what it may cost; `measure`, `over_http` and `report` do the rest. Imported by
the command `bench` and by its own tests, by nothing else.
"""
