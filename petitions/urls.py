from django.urls import path

from petitions.views import pages, signing

app_name = "petitions"
urlpatterns = [
    path("", pages.petition_list, name="list"),
    # Before <slug>: the contract keeps these two words for itself.
    path("confirm/<str:token>/", signing.confirm, name="confirm"),
    path("confirm/<str:token>/not-me/", signing.not_me, name="not-me"),
    path("<slug:slug>/", pages.detail, name="detail"),
    path("<slug:slug>/sign/", signing.sign, name="sign"),
    path("<slug:slug>/check-your-email/", signing.check_your_email, name="check-your-email"),
    path("<slug:slug>/thank-you/", signing.thank_you, name="thank-you"),
    path("<slug:slug>/count.json", pages.count_json, name="count"),
]
