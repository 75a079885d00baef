"""Everything that is stored about a signer, in one JSON file for them."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from petitions.addresses import canonical, mailboxes
from petitions.models import Mailbox, Petition, Signature
from petitions.signers.my_signatures import SignerPage
from petitions.signing import consent, intake
from petitions.transparency import receipts
from profiles.models import Detainee

NOTE = (
    "We also hold keyed digests of your address: one for each petition, so that you are counted only once. "
    "They cannot be turned back into your address. This file does not include the notes we make when we "
    "look for forged signatures."
)


def contents(page: SignerPage) -> dict[str, object]:
    """A value for JSON. Moments are in ISO 8601, UTC."""
    return {
        "format": "my-signatures/1",
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL,
        "made_at": _moment(timezone.now()),
        "signatures": [_signature(each) for each in page.signatures],
        "not_processed_yet": _waiting(page.address) if page.address else [],
        "mails_to_your_address": _mailbox(page.address) if page.address else None,
        "note": NOTE,
    }


def _waiting(address: str) -> list[dict[str, object]]:
    """Forms that the worker has not seen yet: nearly always none, since it takes them within a second."""
    return [
        {
            "petitions": list(
                Petition.objects.published()
                .filter(pk__in=each.signing.petitions)
                .values_list("title", flat=True)
            ),
            "received_at": _moment(each.row.received_at),
            "name": each.signing.given.name,
            "email_address": each.signing.given.address,
            "country": each.signing.given.country,
            "town": each.signing.given.city,
            "comment": each.signing.given.comment,
        }
        for each in intake.waiting(address)
    ]


def _signature(signature: Signature) -> dict[str, object]:
    petition, details = signature.petition, signature.known_details
    is_public = petition.is_published
    person = Detainee.objects.published().following_merges([signature.signed_for_id or 0]).first()
    return {
        "petition": petition.title if is_public else None,
        "petition_page": settings.SITE_URL + petition.get_absolute_url() if is_public else None,
        "to": str(petition.addressee) if is_public else None,
        "name": details.name,
        "initials": signature.initials,
        "email_address": signature.email,
        "country": str(signature.country),
        "town": details.city,
        "comment": details.comment,
        "shown_as": signature.visibility,
        "signed_for": person.reference if person else None,
        "language": signature.language,
        "signed_at": _moment(signature.signed_at),
        "confirmed_at": _moment(signature.confirmed_at),
        "personal_data_erased_at": _moment(signature.erased_at),
        "agreed_to": _consent(signature.consent_version, signature),
        "news_by_mail": {
            "wanted": signature.wants_updates,
            "agreed_at": _moment(signature.updates_agreed_at)
            or (_moment(signature.signed_at) if signature.wants_updates else None),
            "agreed_to": _consent(
                signature.updates_consent or signature.consent_version, signature
            )["news_by_mail"]
            if signature.wants_updates
            else None,
        },
        "mail_that_asked_to_confirm": {
            "sent_at": _moment(signature.mailed_at),
            "refused_by_your_provider_at": _moment(signature.bounced_at),
            "reminded_at": _moment(signature.reminded_at),
        },
        "receipt": receipts.signature_receipt(signature) or None,
    }


def _consent(version: str, signature: Signature) -> dict[str, object]:
    wording = consent.find_wording(version, signature.language)
    return {
        "version": version,
        "signing": wording.to_sign if wording else None,
        "news_by_mail": wording.to_updates if wording else None,
    }


def _mailbox(address: str) -> dict[str, object] | None:
    mailbox = canonical.canonicalise(address, canonical.current_rules())
    row = Mailbox.objects.filter(digest=mailboxes.digests(mailbox)[0]).first()
    if row is None:
        return None
    return {
        "last_day": row.day.isoformat(),
        "sent_on_that_day": row.sent_on_day,
        "not_answered": row.unanswered,
        "codes_tried_on_that_day": row.codes_tried,
        "wants_no_mail": row.blocked,
        "refused_by_your_provider_on": row.bounced_on.isoformat() if row.bounced_on else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
