"""Files that people send, as far as all rooms treat them alike. No models, no database.

    process   a child process with limits, in which a file is opened
    pictures  the size of a picture by its header
    portrait  a picture of a person, drawn anew in such a process
    readers/  the program that runs in it

Nothing is re-exported here: the child process begins by importing this package, and must not load
Django.
"""
