"""Where members are: a map drawn by our own template, with its table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import atlas
from members.whereabouts import whereabouts

LAND = atlas.land()


@require_safe
def member_map(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "members/member_map.html",
        {"where": whereabouts(), "land": LAND, "width": atlas.WIDTH, "height": atlas.HEIGHT},
    )
