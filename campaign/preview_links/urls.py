from django.urls import path

from campaign.preview_links import views

app_name = "preview"
urlpatterns = [
    path("<str:token>/", views.door, name="door"),
    path("<str:token>/<str:opening>/", views.read, name="read"),
    path(
        "<str:token>/<str:opening>/pictures/<int:number>/<int:width>.<str:kind>",
        views.picture,
        name="picture",
    ),
    path("<str:token>/<str:opening>/files/<path:name>", views.file, name="file"),
]
