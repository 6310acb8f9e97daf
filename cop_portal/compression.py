"""Compression of pages on their way out."""

import re

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_WRITTEN = re.compile(r"text/|application/([a-z.-]+\+)?(json|xml|javascript)\b|image/svg\+xml")


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses what is written: pages, feeds, answers to machines.

    A document keeps its length, so that a browser can say how much is still to come, and is not
    packed a second time at the cost of the processor.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        written = _WRITTEN.match(response.get("Content-Type", ""))
        if isinstance(response, FileResponse) or not written:
            return response
        return super().process_response(request, response)
