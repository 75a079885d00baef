"""All that is kept about a signer, in one file for them."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from petitions.addresses import canonical, mailboxes
from petitions.models import Mailbox, Signature
from petitions.signers.my_signatures import Mine
from petitions.signing import consent
from petitions.transparency import receipts
from profiles.models import Detainee

NOTE = (
    "We also hold keyed digests of your address: one for each petition, so that you are counted only once. "
    "They cannot be turned back into your address. This file does not include the notes we make when we "
    "look for forged signatures."
)


def contents(mine: Mine) -> dict[str, Any]:
    """For JSON; moments in ISO 8601, UTC."""
    return {
        "format": "my-signatures/1",
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL,
        "made_at": _moment(timezone.now()),
        "signatures": [_signature(each) for each in mine.signatures],
        "mails_to_your_address": _mailbox(mine.row.address) if mine.row.address else None,
        "note": NOTE,
    }


def _signature(signature: Signature) -> dict[str, Any]:
    petition = signature.petition
    is_public = petition.is_published
    person = Detainee.objects.published().following_merges([signature.signed_for_id or 0]).first()
    return {
        "petition": petition.title if is_public else None,
        "petition_page": settings.SITE_URL + petition.get_absolute_url() if is_public else None,
        "to": str(petition.addressee) if is_public else None,
        "name": signature.name,
        "email_address": signature.email,
        "country": str(signature.country),
        "town": signature.city,
        "comment": signature.comment,
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
        "receipt": receipts.receipt_for(signature) or None,
    }


def _consent(version: str, signature: Signature) -> dict[str, Any]:
    words = consent.words_of(version, signature.language)
    return {
        "version": version,
        "signing": words.to_sign if words else None,
        "news_by_mail": words.to_updates if words else None,
    }


def _mailbox(address: str) -> dict[str, Any] | None:
    mailbox = canonical.canonical(address, canonical.rules())
    row = Mailbox.objects.filter(digest=mailboxes.digests(mailbox)[0]).first()
    if row is None:
        return None
    return {
        "last_day": row.day.isoformat(),
        "sent_on_that_day": row.sent_on_day,
        "not_answered": row.unanswered,
        "codes_tried_on_that_day": row.codes_tried,
        "wants_no_mail": row.blocked,
    }


def _moment(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
