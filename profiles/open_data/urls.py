from django.urls import path

from profiles.open_data import views
from profiles.open_data.formats import FORMATS

app_name = "open_data"
urlpatterns = [
    *(path(each.name, views.profiles(each), name=each.name) for each in FORMATS),
    path("profiles.schema.json", views.profiles_schema, name="profiles.schema.json"),
    path("checksums.txt", views.checksums, name="checksums.txt"),
]
