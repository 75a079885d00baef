from django.urls import path

from profiles import figure_pages, tip_pages, views

app_name = "profiles"
urlpatterns = [
    path("", views.profile_list, name="list"),
    # Before <slug>: words that no person's address may be (Detainee.reserved_slugs).
    path("map/", figure_pages.on_a_map, {"places": "taken"}, name="map"),
    path("map/home/", figure_pages.on_a_map, {"places": "place"}, name="map-home"),
    path("numbers/", figure_pages.in_numbers, name="numbers"),
    path("tell/", tip_pages.tell, name="tell"),
    path("tell/again/", tip_pages.come_back, name="come-back"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/case-sheet.pdf", views.case_sheet, name="case-sheet"),
    path("<slug:slug>/card.png", views.card, name="card"),
    path("<slug:slug>/portrait-<int:width>.<str:kind>", views.portrait, name="portrait"),
]
