from django.urls import path

from followers import views

app_name = "followers"
urlpatterns = [
    path("check-your-email/", views.check_your_email, name="check-your-email"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("confirm/<str:token>/not-me/", views.not_me, name="not-me"),
    path("following/", views.following, name="following"),
    path("mine/<str:token>/", views.mine, name="mine"),
    path("mine/<str:token>/send/", views.send_list, name="send-list"),
    path("mine/<str:token>/<str:opening>/", views.follows, name="follows"),
]
# Below the pages of people and of petitions, whose apps do not know this one.
person_urls = [path("<slug:slug>/follow/", views.follow_person, name="follow-person")]
petition_urls = [path("<slug:slug>/follow/", views.follow_petition, name="follow-petition")]
