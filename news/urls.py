from django.urls import path, register_converter
from django.urls.converters import IntConverter

from news.feeds.atom import atom
from news.feeds.json_feed import json_feed
from news.views import feeds, files, pages, press


class YearConverter(IntConverter):
    regex = "(?:19|20)[0-9]{2}"  # news.models.YEARS


class MonthConverter(IntConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: str | int) -> str:
        return f"{int(value):02}"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")

app_name = "news"
urlpatterns = [
    path("", pages.news_list, name="list"),
    path("feed/", feeds.news_feed, {"form": atom}, name="feed"),
    path("feed.json", feeds.news_feed, {"form": json_feed}, name="feed-json"),
    # Before <slug>: no item may have a year as its slug (NewsItem.reserved_slugs).
    path("<year:year>/", pages.news_list, name="year"),
    path("<year:year>/<month:month>/", pages.news_list, name="month"),
    path("corrections/", pages.corrections, name="corrections"),
    path("tags/<slug:slug>/", pages.tag_list, name="tag"),
    path("<slug:slug>/", pages.detail, name="detail"),
    path("<slug:slug>/print/", press.print_view, name="print"),
    path("<slug:slug>/press-pack.zip", press.press_pack, name="press-pack"),
    path("<slug:slug>/event.ics", files.calendar, name="calendar"),
    path("<slug:slug>/documents/<int:pk>/<str:name>", files.document, name="document"),
    path("<slug:slug>/card.png", files.card, {"shape": "card"}, name="card"),
    path("<slug:slug>/card-square.png", files.card, {"shape": "card-square"}, name="card-square"),
    path("<slug:slug>/picture-<int:width>.<str:kind>", files.picture, name="picture"),
    path(
        "<slug:slug>/pictures/<int:number>/<int:width>.<str:kind>",
        files.text_picture,
        name="text-picture",
    ),
]
press_urls = (
    [
        path("", press.press_page, name="page"),
        path("spokespeople/<int:pk>/picture-<int:width>.<str:kind>", press.picture, name="picture"),
    ],
    "press",
)
# Below the pages of people and of petitions, whose apps do not know this one.
person_urls = [
    path("<slug:slug>/feed/", feeds.person_feed, {"form": atom}, name="person-feed"),
    path(
        "<slug:slug>/feed.json",
        feeds.person_feed,
        {"form": json_feed},
        name="person-feed-json",
    ),
]
petition_urls = [
    path("<slug:slug>/feed/", feeds.petition_feed, {"form": atom}, name="petition-feed"),
    path(
        "<slug:slug>/feed.json",
        feeds.petition_feed,
        {"form": json_feed},
        name="petition-feed-json",
    ),
]
