from django.urls import include, path, register_converter

from petitions.checkpoints.tiles import (
    LevelConverter,
    LogNumberConverter,
    NumberConverter,
    PlaceConverter,
)
from petitions.views import (
    deliveries,
    letters,
    my_signatures,
    pages,
    paper,
    signing,
    updates,
)
from petitions.views.integrity import checkpoints, statement

register_converter(LevelConverter, "level")
register_converter(LogNumberConverter, "log_number")
register_converter(NumberConverter, "number")
register_converter(PlaceConverter, "place")

# c2sp.org/tlog-tiles
tiles = [
    path("checkpoint", checkpoints.checkpoint, name="checkpoint"),
    path("checkpoint/<number:lines>", checkpoints.earlier_checkpoint, name="earlier-checkpoint"),
    path("tile/entries/<place:place>", checkpoints.entries, name="entries"),
    path("tile/<level:level>/<place:place>", checkpoints.tile, name="tile"),
]

app_name = "petitions"
urlpatterns = [
    # First, because it gets the most traffic when a petition spreads.
    path("<slug:slug>/sign/", signing.sign, name="sign"),
    path("", pages.petition_list, name="list"),
    # Before <slug>: words that the contract keeps for itself (Petition.reserved_slugs).
    path("confirm/<str:token>/", signing.confirm, name="confirm"),
    path("confirm/<str:token>/not-me/", signing.not_me, name="not-me"),
    path("mine/stop/<str:token>/", updates.stop, name="stop"),
    path("mine/", my_signatures.request_link, name="mine-ask"),
    path("mine/sent/", my_signatures.link_sent, name="mine-sent"),
    path("mine/<str:token>/", my_signatures.own_page, name="mine"),
    path("mine/<str:token>/erase/", my_signatures.erase, name="mine-erase-all"),
    path("mine/<str:token>/erase/<int:pk>/", my_signatures.erase, name="mine-erase"),
    path("mine/<str:token>/download/", my_signatures.download, name="mine-download"),
    path("deliveries/", deliveries.delivery_register, name="deliveries"),
    path("<slug:slug>/", pages.detail, name="detail"),
    path("<slug:slug>/check-your-email/", signing.check_your_email, name="check-your-email"),
    path("<slug:slug>/thank-you/", signing.thank_you, name="thank-you"),
    path("<slug:slug>/letter/<str:reference>/", letters.letter, name="letter"),
    path("<slug:slug>/sheet-<str:size>.pdf", paper.sheet, name="sheet"),
    path("<slug:slug>/count.json", pages.count_json, name="count"),
    path("<slug:slug>/card.png", pages.card, {"shape": "card"}, name="card"),
    path("<slug:slug>/card-square.png", pages.card, {"shape": "card-square"}, name="card-square"),
    path("<slug:slug>/embed/", pages.embed, name="embed"),
    path("<slug:slug>/answers/<int:pk>.pdf", deliveries.answer_document, name="answer"),
    path("<slug:slug>/integrity/", statement.statement, name="integrity"),
    path("<slug:slug>/integrity/", include(tiles)),
    path("<slug:slug>/integrity/log-<log_number:number>/", include(tiles)),
    path(
        "<slug:slug>/integrity/time-stamps/<str:digest>.tsr",
        checkpoints.time_stamp,
        name="time-stamp",
    ),
    path("<slug:slug>/integrity/heads.json", statement.heads_json, name="heads"),
    path("<slug:slug>/integrity/log/<number:page>.txt", statement.log, name="log"),
    path(
        "<slug:slug>/integrity/consistency/<number:first>-<number:second>.json",
        statement.consistency_json,
        name="consistency",
    ),
    path("<slug:slug>/integrity/heads.csv", statement.heads_csv, name="heads-csv"),
    path("<slug:slug>/integrity/history.csv", statement.history_csv, name="history-csv"),
    path("<slug:slug>/integrity/history.json", statement.history_json, name="history"),
    path("<slug:slug>/integrity/verifier.py", statement.download_verifier, name="verifier"),
    path(
        "<slug:slug>/integrity/verifier.html",
        statement.download_verifier_page,
        name="verifier-page",
    ),
]
