from django.urls import path

from profiles import tip_pages, views

app_name = "profiles"
urlpatterns = [
    path("", views.profile_list, name="list"),
    path("tell/", tip_pages.tell, name="tell"),
    path("tell/again/", tip_pages.come_back, name="come-back"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/case-sheet.pdf", views.case_sheet, name="case-sheet"),
    path("<slug:slug>/card.png", views.card, name="card"),
    path("<slug:slug>/portrait-<int:width>.<str:kind>", views.portrait, name="portrait"),
]
