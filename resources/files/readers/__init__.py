"""Programs that each read one family of files, one file in one process: `python -m …readers.pdf`.

`extract` starts them, `first_page` starts `picture`, and nobody imports them; `child` is what they
share. They are separate programs because their libraries take longer to load than most files take
to read, and because a crash in one still leaves the file to the next. No Django here.
"""
