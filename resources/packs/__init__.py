"""A part of the library to take along: a ZIP with an index page that works from a memory stick.

    subject   what a pack is about: a theme or a collection, as far as its reader may see it
    choice    which documents fit into a size
    names     what files are called in a pack
    contents  the pages and lists of a pack, in its reader's language
    archive   the ZIP itself, made while it leaves; no models, no database
    seats     how many packs may leave at once, and how many one reader may take
    sending   the answer that carries a pack, or the rest of one whose line broke

The views call them; nobody else imports from here.
"""
