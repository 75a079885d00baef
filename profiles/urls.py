from django.urls import path

from profiles.views import figures, people, tips

app_name = "profiles"
urlpatterns = [
    path("", people.profile_list, name="list"),
    # Before <slug>: words that no person may have as a slug (Detainee.reserved_slugs).
    path("map/", figures.tile_map, {"place_filter": "taken"}, name="map"),
    path("map/home/", figures.tile_map, {"place_filter": "place"}, name="map-home"),
    path("numbers/", figures.numbers, name="numbers"),
    path("tell/", tips.send_tip, name="tell"),
    path("tell/again/", tips.follow_up, name="come-back"),
    path("<slug:slug>/", people.detail, name="detail"),
    path("<slug:slug>/case-sheet.pdf", people.case_sheet, name="case-sheet"),
    path("<slug:slug>/card.png", people.card, {"shape": "card"}, name="card"),
    path("<slug:slug>/card-square.png", people.card, {"shape": "card-square"}, name="card-square"),
    path("<slug:slug>/portrait-<int:width>.<str:kind>", people.portrait, name="portrait"),
    path(
        "<slug:slug>/pictures/<int:number>/<int:width>.<str:kind>",
        people.story_picture,
        name="story-picture",
    ),
]
