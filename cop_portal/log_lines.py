"""What a line of the log may say. The settings name this; nothing else uses it."""

import logging
import re

# Addresses of which a part opens something to whoever knows it, as far as that part.
BEFORE_A_KEY = (
    r"/invitations/(?!new/|accept/|\d+/)",
    r"/account/confirm-email/",
    r"/account/password/reset/key/",
    r"/forums/[^/\s]+/feed/(?!key/)",
    r"[?&]key=",
)
KEY = re.compile(rf"({'|'.join(BEFORE_A_KEY)})[^/\s?&\"']+")


class WithoutKeys(logging.Filter):
    """Puts an ellipsis where an address carries a key, whatever is said of that address."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        silent = KEY.sub(r"\1…", said)
        if silent != said:
            record.msg, record.args = silent, ()
        return True
