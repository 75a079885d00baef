"""The URLs of the site. They are stable, because other sites and tools rely on them."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from campaign import data_page, views
from campaign.site_content.home import home
from campaign.sitemaps import SITEMAPS, RecentNewsSitemap, sitemap_index
from campaign.web import errors
from campaign.web.page_cache import public_page
from followers import urls as follower_urls
from news import urls as news_urls
from petitions.views.pages import petitions_json

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots_txt),
    path(".well-known/security.txt", views.security_txt),
    path(
        "sitemap.xml",
        require_safe(public_page(cache_seconds=600)(sitemap)),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    path("sitemap-index.xml", require_safe(public_page(cache_seconds=600)(sitemap_index))),
    path(
        "sitemaps/<slug:section>.xml",
        require_safe(
            public_page(cache_seconds=600, params=("p",), uncached_params=("p",))(sitemap)
        ),
        {"sitemaps": SITEMAPS},
        name="sitemap-part",
    ),
    path(
        "sitemap-news.xml",
        require_safe(public_page()(sitemap)),
        {"sitemaps": {"news": RecentNewsSitemap()}, "template_name": "news/sitemap.xml"},
        name="sitemap-news",
    ),
    # Data files are outside of i18n_patterns: they hold codes, and texts in their own languages.
    path("data/", include("profiles.open_data.urls")),
    path("data/petitions.json", petitions_json, name="petitions.json"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", home, name="home"),
        path("data/", data_page.data, name="data"),
        path("petitions/", include("petitions.urls")),
        path("petitions/", include(news_urls.petition_urls)),
        path("petitions/", include(follower_urls.petition_urls)),
        path("profiles/", include("profiles.urls")),
        path("profiles/", include(news_urls.person_urls)),
        path("profiles/", include(follower_urls.person_urls)),
        path("preview/", include("campaign.preview_links.urls")),
        path("follow/", include("followers.urls")),
        path("news/", include("news.urls")),
        path("press/", include(news_urls.press_urls)),
        path("<slug:slug>/", views.page, name="page"),
        path(
            "<slug:slug>/pictures/<int:number>/<int:width>.<str:kind>",
            views.page_picture,
            name="page-picture",
        ),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
