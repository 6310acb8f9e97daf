"""Bringing many works into the library from a list: by staff in the admin, by the demo.

    vocabulary   what the words in cells stand for
    columns      what a row says of a work
    sheets       rows from CSV and XLSX, one after another; cells that no program takes for formulas
    parcels      what was sent: a list, alone or in a ZIP with the files that it names
    plans        what would become of the library, row by row
    writing      doing so
    progress     telling how far it is while the transaction is open, and hearing that it shall stop
    runs         the preview, the bringing in, and what comes after it: called by the worker
    deeds        what staff ask for: begin, agree, cancel, read it again
    export       the library as a list that can be read back in

Several values in a cell are parted by ";". A filled cell says how it shall be; an empty one, and a
column that is not there, leave a work as it is. An update never takes a file away. The rest of the
room calls `deeds`, `export` and `bring_in_rows`.
"""

from .completeness import MOST_WORDS, is_complete, is_described, publish_complete
from .writing import bring_in_rows

__all__ = ["MOST_WORDS", "bring_in_rows", "is_complete", "is_described", "publish_complete"]
