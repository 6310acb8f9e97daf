"""What no page can be cheaper than. Times differ between machines and hours; how many times the
floor a page takes does not."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_safe

from members.models import Organization

ROWS = 25
# From a string: the templates of the house need not know of it.
_TEMPLATE = engines["django"].from_string(
    """{% extends "base.html" %}
{% block title %}Floor{% endblock %}
{% block content %}<table>{% for one in organizations %}
<tr><td>{{ one.name }}</td><td>{{ one.country.code }}</td><td>{{ one.get_kind_display }}</td>
<td><a href="{{ one.website }}">{{ one.website }}</a></td></tr>{% endfor %}
</table>{% endblock %}"""
)


@require_safe
def floor_empty(request: HttpRequest) -> HttpResponse:
    """Floor b: middleware, session and member, and nothing to say."""
    return HttpResponse(content=b"", headers={"X-Member": request.member.handle})


@require_safe
def floor_rows(request: HttpRequest) -> HttpResponse:
    """Floor c: the same, one indexed query, and its rows in a template that extends the base."""
    organizations = Organization.objects.listed().order_by("sort_name")[:ROWS]
    return HttpResponse(_TEMPLATE.render({"organizations": organizations}, request))
