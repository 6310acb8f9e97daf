"""Files that people send, as far as all rooms treat them alike. No models, no database.

    types     which kinds of files are taken, and how large they may be
    sniff     is this file what its name says, and is it safe to keep?
    names     a name fit for display
    upload    how a file reaches the disk
    clamd     asking the virus scanner
    text      from bytes to clean characters, and long texts in parts
    process   a child process with limits, in which a file is opened
    pictures  the size of a picture by its header
    portrait  a picture of a person, drawn anew in such a process
    redrawn   a photo without what stands beside its dots, likewise
    readers/  the programs that run in it

Nothing is re-exported here: the child process begins by importing this package, and must not load
Django.
"""
