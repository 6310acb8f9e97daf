"""Lists that come in from spreadsheets and go out to them; rooms build their own on this.

    sheets       rows from CSV and XLSX, one after another
    cells        cells that no program takes for formulas; tables out as CSV and XLSX
    words        what the words in cells stand for
    progress     telling how far a list is while its transaction is open, and hearing that it stops
    running      what every list goes through in the worker: taken up, answered for, told
    deeds        what staff ask for: agree, cancel, read it again

A list is a row of a model that builds on `members.models.lists`. Those of people and of
organizations are in `members.registry`.
"""
