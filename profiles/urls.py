from django.urls import path

from profiles.views import figures, people, tips

app_name = "profiles"
urlpatterns = [
    path("", people.profile_list, name="list"),
    # Before <slug>: words that no person's address may be (Detainee.reserved_slugs).
    path("map/", figures.on_a_map, {"places": "taken"}, name="map"),
    path("map/home/", figures.on_a_map, {"places": "place"}, name="map-home"),
    path("numbers/", figures.in_numbers, name="numbers"),
    path("tell/", tips.tell, name="tell"),
    path("tell/again/", tips.come_back, name="come-back"),
    path("<slug:slug>/", people.detail, name="detail"),
    path("<slug:slug>/case-sheet.pdf", people.case_sheet, name="case-sheet"),
    path("<slug:slug>/card.png", people.card, name="card"),
    path("<slug:slug>/portrait-<int:width>.<str:kind>", people.portrait, name="portrait"),
]
