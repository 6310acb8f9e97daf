"""People and organizations, many at once: in from lists of staff, out as lists that read back in.

    columns         what the columns are called, in English and in the languages of the portal
    cells           what the cells of a row say, and what is wrong with them
    organizations   what would become of organizations, and writing it
    people          likewise people
    affiliating     where they work, and since when
    exporting       both as tables
    runs            the preview, the bringing in, and the letters: called by the worker
    deeds           what staff ask for: begin, agree, cancel, read it again

Several values in a cell are parted by ";". A filled cell says how it shall be; an empty one, and a
column that is not there, leave things as they are. Nobody is taken out of a group, and nothing is
deleted. No list holds a password, and nobody brought in has accepted the charter.
"""
