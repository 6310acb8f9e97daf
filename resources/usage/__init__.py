"""How much the library is used, counted in the manner of COUNTER 5, and by nobody in particular.

`counting` takes note of what is opened, `rollup` makes monthly figures of it, `figures` reads them
without small numbers, `searches` keeps words that found nothing. Views, the administration and
the tasks of the library import from here.
"""
