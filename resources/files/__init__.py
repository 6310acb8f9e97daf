"""What stands in a file of the library, and what it looks like. No models, no database.

    extract     the text of a file, read in a child process with limits (`members.files`)
    first_page  a small picture of it, drawn likewise
    own_words   the title and author that it carries
    readers/    the programs that run in it

Which files are taken at all, `members.files` knows. Nothing is re-exported here, because the child
process starts by importing this package and must not load Django: that would cost it more time than
most files take to read.
"""
