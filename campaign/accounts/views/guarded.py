"""What asks for the second factor again: the one list of guarded acts, by the names of their URLs.

A session alone does none of these: someone may have stolen it, or found a desk unattended. Whoever adds a page that
exports, erases, shows a draft outside, writes to signers, gives power over accounts, sends readers elsewhere, or opens a door
of the site adds its name here. A test
(tests/campaign/accounts/test_step_up.py) reads the names of all pages of the desk and fails for one that is forgotten.
"""

from django.http import HttpRequest

# Asked for before the page opens.
PAGES = frozenset(
    {
        # Exports
        "petitions_dossier_download",
        "petitions_signature_export",
        "profiles_detainee_export",
        # Erasures
        "campaign_homepage_forget",
        "campaign_notice_forget",
        "campaign_page_forget",
        "news_newsitem_forget",
        "news_presspage_forget",
        "petitions_delivery_forget",
        "petitions_petition_forget",
        "petitions_response_forget",
        "profiles_detainee_erase",
        "profiles_detainee_forget",
        # How one logs in oneself
        "add_app",
        "add_passkey",
        "password_change",
        "recovery_codes",
        "remove_factor",
        # How someone else logs in
        "auth_user_add",
        "auth_user_reset-factor",
        "auth_user_send-link",
    }
)
# Asked for when the page's form is sent: its form shows something by itself, or has to be filled in first.
FORMS = frozenset(
    {
        # Exports
        "petitions_dossier_add",
        # Erasures
        "petitions_signature_address",
        "petitions_signature_delete",
        "profiles_detainee_delete",
        # A draft, for someone outside
        "campaign_homepage_links",
        "campaign_notice_links",
        "campaign_page_links",
        "news_newsitem_links",
        "news_presspage_links",
        "petitions_delivery_links",
        "petitions_petition_links",
        "petitions_response_links",
        "profiles_detainee_links",
        # Where readers’ own letters and old addresses lead
        "campaign_redirect_add",
        "campaign_redirect_change",
        "campaign_redirect_lines",
        "petitions_addressee_change",
        # Emails to everyone who signed
        "petitions_update_resume",
        "petitions_update_send",
        # Accounts, roles and rights
        "auth_group_add",
        "auth_group_change",
        "auth_group_delete",
        "auth_user_change",
        "break_in",
        "take_over",
        # Emergency switches
        "site_switch",
        "petitions_switches_change",
        "petitions_switches_pause-counting",
        "petitions_switches_pause-signing",
        "petitions_switches_resume-counting",
        "petitions_switches_resume-signing",
        # What keeps floods out
        "campaign_limit_change",
        "petitions_accessrule_add",
        "petitions_accessrule_change",
        "petitions_accessrule_delete",
        "petitions_addressrule_add",
        "petitions_addressrule_change",
        "petitions_addressrule_delete",
    }
)
# Asked for when a list does this with the chosen rows.
ACTIONS = {
    "auth_group_changelist": {"delete_selected"},
    "petitions_accessrule_changelist": {"delete_selected"},
}

# Their forms are answered with a file.
DOWNLOADS = frozenset(
    {"petitions_dossier_download", "petitions_signature_export", "profiles_detainee_export"}
)


def is_download(request: HttpRequest) -> bool:
    """Whether the form of this guarded page sends a file."""
    return bool(request.resolver_match and request.resolver_match.url_name in DOWNLOADS)


def is_guarded(request: HttpRequest) -> bool:
    """Whether what this request does is on the list."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if name in PAGES or request.method != "POST":
        return name in PAGES
    if (
        name in ACTIONS
    ):  # for other pages the form stays unread: a view may want to read it in its own way
        return not ACTIONS[name].isdisjoint(request.POST.getlist("action"))
    return name in FORMS
