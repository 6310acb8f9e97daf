"""The addresses of the house, and the floors."""

from django.urls import path

from cop_portal import urls as house
from tests.performance import floors

urlpatterns = [
    path("floor/empty/", floors.floor_empty, name="floor_empty"),
    path("floor/rows/", floors.floor_rows, name="floor_rows"),
    *house.urlpatterns,
]
handler400, handler403 = house.handler400, house.handler403
handler404, handler500 = house.handler404, house.handler500
