from django.urls import path
from django.views.decorators.http import require_safe

from campaign.web.page_cache import public_page
from news import views
from news.feeds import NewsFeed

app_name = "news"
urlpatterns = [
    path("", views.news_list, name="list"),
    path("feed/", require_safe(public_page()(NewsFeed())), name="feed"),  # type: ignore[arg-type]
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/card.png", views.card, {"shape": "card"}, name="card"),
    path("<slug:slug>/card-square.png", views.card, {"shape": "card-square"}, name="card-square"),
    path("<slug:slug>/picture-<int:width>.<str:kind>", views.picture, name="picture"),
]
