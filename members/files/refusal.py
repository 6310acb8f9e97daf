"""The one way in which this package says no to a file."""

from django.utils.functional import Promise


class Refused(Exception):
    """`message` is a sentence for the person who sent the file, `code` a word for tests and logs.

    Codes: empty, too_big, extension, mismatch, damaged, locked, macros, bomb, path, xml,
    polyglot, pixels.
    """

    def __init__(self, message: str | Promise, code: str) -> None:
        super().__init__(code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
