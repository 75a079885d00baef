"""The sections of a person's form."""

from django.utils.translation import gettext_lazy as lazy

from campaign.admin.sections.declared import Section

# In the order in which staff fill them in: what the checklist needs first.
SECTIONS = (
    Section("names", lazy("Names"), ("names",), is_needed=True, handbook="people#names"),
    Section("who", lazy("Who it is"), ("gender",), is_needed=True, handbook="people#who-it-is"),
    Section("story", lazy("The story"), ("summary",), is_needed=True, handbook="people#the-story"),
    Section(
        "status",
        lazy("Status"),
        ("claims",),
        is_needed=True,
        handbook="people#status-and-what-happened",
    ),
    Section("sources", lazy("Sources"), ("sources",), handbook="people#sources"),
    Section(
        "consents",
        lazy("Why we may publish"),
        ("consents",),
        is_needed=True,
        handbook="people#why-we-may-publish",
    ),
    Section("portrait", lazy("Portrait"), ("portrait",), handbook="people#a-picture"),
    Section("events", lazy("What happened"), ("events",)),
    Section("charges", lazy("Charges and reasons"), ("legal_cases", "reasons")),
    Section(
        "words",
        lazy("The family’s words, and replies"),
        ("quotes", "replies"),
        handbook="people#why-we-may-publish",
    ),
    Section("relatives", lazy("Relatives and others"), ("relationships",)),
    Section(
        "publishing",
        lazy("What is shown, and when"),
        ("identity",),
        handbook="people#what-is-shown-and-when",
    ),
    Section("languages", lazy("Languages"), ("language",), handbook="translations"),
    Section("why", lazy("Reason for this change"), ("why",)),
    Section(
        "closing",
        lazy("Who at the desk may see this"),
        ("seen_by_staff",),
        is_rare=True,
        handbook="safety#closed-records",
    ),
    Section(
        "more",
        lazy("More"),
        ("amendments", "external_records", "old_slugs", "import_rows"),
        is_rare=True,
    ),
)
