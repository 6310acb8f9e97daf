"""How a form answers the script that sent it, which shows how far a file has come."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def tells_where(view: View) -> View:
    """A script cannot stop at a redirect, and would swallow the message of the page behind it.

    It is told the address instead (201, `Location`) and has the browser open it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        if by_script and response.status_code == 302:
            return HttpResponse(status=201, headers={"Location": response["Location"]})
        return response

    return answer
