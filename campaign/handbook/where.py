"""Which place of the handbook a page of the desk leads to: the one table.

The key is the name of the page's address, or its beginning: `profiles_detainee` stands for all pages of people that have no
line of their own. The longest one counts. A page without a line leads to the contents.
"""

PLACES = {
    "": "",
    # The desk, accounts, texts.
    "index": "desk#the-first-page",
    "search": "desk#finding-things",
    "for_you": "desk#working-together",
    "saved_views": "desk#lists",
    "revoke_preview_link": "readers",
    "settle_preview_comment": "readers",
    "read_work": "desk#what-you-type-is-not-lost",
    "discard_work": "desk#what-you-type-is-not-lost",
    "account": "log-in#your-account",
    "password_change": "log-in#your-account",
    "add_app": "log-in#your-account",
    "add_passkey": "log-in#your-account",
    "recovery_codes": "log-in#if-something-is-lost",
    "code": "log-in#when-the-desk-asks-for-your-second-factor-again",
    "roles": "roles",
    "writing_help": "writing",
    # People.
    "profiles_detainee": "people",
    "profiles_detainee_withdraw": "safety#consents",
    "profiles_detainee_queues": "safety#people-who-need-attention",
    "profiles_detainee_left_names": "safety#names-and-places-that-must-stay-hidden",
    "profiles_detainee_export": "import#our-own-layout",
    "profiles_detainee_merge": "history#two-entries-for-one-person",
    "profiles_detainee_unmerge": "history#two-entries-for-one-person",
    "profiles_detainee_apart": "history#two-entries-for-one-person",
    "profiles_detainee_copy": "desk#copying-from-another-person",
    "profiles_detainee_erase": "history#erasing-a-person",
    "profiles_erasedperson": "history#erasing-a-person",
    "profiles_ethnicity": "search",
    "profiles_place": "search",
    "profiles_spellinggroup": "search",
    "profiles_importbatch": "import",
    "profiles_tip": "tips",
    "campaign_picture": "people#a-picture",
    # Petitions.
    "petitions_petition": "petitions",
    "petitions_petition_desk": "dashboard",
    "petitions_petition_close": "sharing#closing-a-petition",
    "petitions_signature": "dashboard#finding-signatures",
    "petitions_signature_reason": "dashboard#seeing-signers",
    "petitions_signature_export": "dashboard#exports",
    "petitions_signature_address": "signers#someone-asks-us-to-stop-writing",
    "petitions_signeraccess": "dashboard#seeing-signers",
    "petitions_invalidation": "dashboard#when-a-flood-got-in-invalidate-undo",
    "petitions_accessrule": "flood#access-rules",
    "petitions_addressrule": "flood#address-rules",
    "petitions_rulechange": "flood#editing-a-rule",
    "petitions_addressee": "petitions",
    "petitions_consenttext": "signers",
    "petitions_countcheck": "count",
    "petitions_switches": "count#the-switches",
    "petitions_update": "updates",
    "petitions_delivery": "deliveries#the-register-of-deliveries",
    "petitions_response": "deliveries#the-register-of-deliveries",
    "petitions_dossier": "deliveries#the-dossier",
    "petitions_paperbatch": "deliveries#paper",
    "followers_": "updates#followers",
    # News and the site's own pages.
    "news_": "news",
    "news_presspage": "news#for-the-press",
    "news_author": "news#quotes-authors-tags",
    "news_tag": "news#quotes-authors-tags",
    "campaign_homepage": "news#the-home-page-notices-and-menus",
    "campaign_menu": "news#the-home-page-notices-and-menus",
    "campaign_notice": "news#the-home-page-notices-and-menus",
    "campaign_page": "news",
    "campaign_redirect": "news#addresses",
    # The site and its staff.
    "auth_": "roles",
    "campaign_accountevent": "log-in#for-administrators-and-staff-managers",
    "campaign_activity": "emergency#after-a-break-in",
    "campaign_limit": "flood#limits",
    "break_in": "emergency#after-a-break-in",
    "preview_links": "readers",
    "site_switch": "emergency#closing-the-site",
    "closed_records": "safety#closed-records",
    "take_over": "safety#closed-records",
}
# Pages that every item of the desk may have, wherever their model leads.
OF_ANY_ITEM = {
    "history": "history",
    "links": "readers",
    "undo": "history#undoing",
    "restore": "history#undoing",
    "translation": "translations",
    "forget": "history#erasing-only-the-history",
    "submit": "review#asking-for-a-review",
    "ask": "review#asking-for-a-review",
    "review": "review#asking-for-a-review",
    "publish": "review#what-happens-to-a-text",
    "withdraw": "news#addresses",
    "reschedule": "review#publishing-at-a-later-time",
    "redraft": "review#publishing-at-a-later-time",
    "version": "review#changing-what-is-public",
}


def of_page(url_name: str) -> str:
    """The place, such as `people#a-picture`, or "" for the contents."""
    if url_name in PLACES:
        return PLACES[url_name]
    if url_name.count("_") >= 2:
        page = url_name.split("_", 2)[2].split("-")[0]
        if page in OF_ANY_ITEM:
            return OF_ANY_ITEM[page]
    return PLACES[max(filter(url_name.startswith, PLACES), key=len)]
