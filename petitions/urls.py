from django.urls import path

from petitions import views

app_name = "petitions"
urlpatterns = [
    path("", views.petition_list, name="list"),
    # Before <slug>: the contract keeps these two words for itself.
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("confirm/<str:token>/not-me/", views.not_me, name="not-me"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/sign/", views.sign, name="sign"),
    path("<slug:slug>/check-your-email/", views.check_your_email, name="check-your-email"),
    path("<slug:slug>/thank-you/", views.thank_you, name="thank-you"),
    path("<slug:slug>/count.json", views.count_json, name="count"),
]
