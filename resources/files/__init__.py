"""Files as such: what one is, what it is called, and the text inside it. No models, no database.

    types       which kinds of files the library takes, and how large they may be
    sniff       is this file what its name says, and is it safe to keep?
    names       a name fit for display
    extract     the text of a file, read in a child process with limits (`members.files`)
    first_page  a small picture of it, drawn likewise
    readers/    the programs that run in it
    text        from bytes to clean characters, and long texts in parts

The rooms call `sniff`, `names`, `extract` and `first_page`. Nothing is re-exported here, because
the child process starts by importing this package and must not load Django: that would cost it more
time than most files take to read.
"""
