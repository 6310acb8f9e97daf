"""A work for a reference manager."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from members.access import public
from resources import listing
from resources.citations import FORMATS
from resources.citing import work_of
from resources.models import Resource


@public("Whoever may see a work may cite it; the view asks visible_to.")
@require_safe
def resource_citation(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    visible = Resource.objects.visible_to(request.member).published()
    resource = get_object_or_404(visible.prefetch_related("abstracts", "themes"), pk=pk)
    work = work_of(resource, listing.themes(resource))
    written = FORMATS[form]
    response = HttpResponse(
        written.write(work), content_type=f"{written.media_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{work.key}.{form}"'
    return response
