"""People, petitions and news for the tests. Each is a plain function with sensible defaults."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from campaign.images.models import Picture
from campaign.models import Page
from campaign.publishing.workflow import State
from campaign.translations.models import Translation
from campaign.web.rate_limits import daily_digest
from news.models import NewsItem, PressPage
from petitions.addresses import canonical, rule_edits
from petitions.addresses.canonical import Rule
from petitions.counting import ledger, tallies
from petitions.models import (
    Addressee,
    AddressRule,
    Delivery,
    Domain,
    Petition,
    Response,
    Signature,
    Trace,
)
from petitions.models.details import Details
from profiles.models import Consent, Detainee, LegalCase, Name, Quote, Reason, Source, StatusClaim
from profiles.models.places import Place

_numbers = count(1)


def published_fields(**fields: Any) -> dict[str, Any]:
    return {"state": State.PUBLISHED, "publish_at": timezone.now() - timedelta(hours=1)} | fields


def make_staff(username: str = "staff", **fields: Any) -> User:
    """A superuser whose password is "password"."""
    return User.objects.create(
        username=username, password=_hashed(), is_staff=True, is_superuser=True, **fields
    )


@cache
def _hashed() -> str:
    """Hash the password once for all users: a secure hash takes a quarter of a second."""
    return make_password("password")


def make_detainee(
    name: str = "Aygül Misal",
    *,
    names: dict[str, str] | None = None,
    status: str = "prison",
    as_of: str = "March 2021",
    covers: tuple[str, ...] = ("name", "story", "place", "photo", "quote"),
    **fields: Any,
) -> Detainee:
    """A published person with a name in Latin letters, a status and a consent.

    names: more names, by language. covers: the scopes of the consent.
    """
    number = next(_numbers)
    detainee = Detainee.objects.create(
        **published_fields(slug=f"person-{number}", summary="A teacher from Kashgar.") | fields
    )
    Name.objects.create(detainee=detainee, text=name)
    for order, (language, text) in enumerate((names or {}).items(), start=1):
        Name.objects.create(detainee=detainee, text=text, language=language, order=order)
    make_claim(detainee, status, as_of=as_of)
    if covers:
        make_consent(detainee, *covers)
    # Each of these rows has cancelled the approval of someone who is scheduled.
    Detainee.objects.filter(pk=detainee.pk).exclude(state=detainee.state).update(
        state=detainee.state
    )
    return detainee


def make_claim(detainee: Detainee, status: str = "prison", **fields: Any) -> StatusClaim:
    """A shown status with its source."""
    fields.setdefault("source", make_source(detainee))
    return StatusClaim.objects.create(detainee=detainee, status=status, **fields)


def make_source(detainee: Detainee) -> Source:
    """The same hidden source each time."""
    source, _made = Source.objects.get_or_create(
        detainee=detainee, kind="witness", attribution="Someone who was there", is_public=False
    )
    return source


CONSENT: dict[str, Any] = {
    "basis": "consent",
    "capacity": "sibling",
    "giver": "A brother, +31 600 000 000",
    "obtained": "12 March 2021",
    "obtained_by": "call",
    "language": "Uyghur",
}
PUBLIC_RECORD: dict[str, Any] = {"basis": "public_record", "capacity": "none", "giver": ""}


def consent_fields(*covers: str, **fields: Any) -> dict[str, Any]:
    """The fields of a complete consent. covers: its scopes."""
    return CONSENT | {f"covers_{scope}": True for scope in covers} | fields


def make_consent(detainee: Detainee, *covers: str, **fields: Any) -> Consent:
    return Consent.objects.create(detainee=detainee, **consent_fields(*covers, **fields))


def make_yarkand() -> Place:
    """A county of Kashgar, with a name in each script."""
    return Place.objects.create(
        code="yarkand", kind="county", name="Yarkand", name_uyghur="يەكەن", name_chinese="莎车",
        parent=Place.objects.get(code="kashgar"),
    )  # fmt: skip


def make_statements(
    detainee: Detainee, *, charge: str = "", reason: str = "", quote: str = "", speaker: str = "",
    **fields: Any,
) -> None:  # fmt: skip
    """What the authorities, acquaintances and the family say about a person: a case, a reason, a quotation."""
    if charge:
        LegalCase.objects.create(detainee=detainee, official_charge=charge, **fields)
    if reason:
        Reason.objects.create(detainee=detainee, kind="other", description=reason, **fields)
    if quote:
        Quote.objects.create(
            detainee=detainee, text=quote, speaker=speaker or "her daughter", **fields
        )


def make_picture(**fields: Any) -> Picture:
    """A row without a file."""
    shown = {"alt": "A portrait", "credit": "Her family", "width": 1, "height": 1, "widths": [1]}
    return Picture.objects.create(**{"name": f"picture-{next(_numbers)}"} | shown | fields)


def make_petition(**fields: Any) -> Petition:
    """An open, published petition."""
    number = next(_numbers)
    if "addressee" not in fields:
        fields["addressee"], _made = Addressee.objects.get_or_create(
            name="UN High Commissioner for Human Rights", office="United Nations"
        )
    return Petition.objects.create(
        **published_fields(
            slug=f"petition-{number}",
            title="Free the teachers of Kashgar",
            summary="They taught. They must be free.",
            demand="Ask for their immediate release.",
            letter="We ask you to speak for them.",
            opens_at=timezone.now() - timedelta(days=1),
        )
        | fields
    )


def make_translation(
    item: Any, language: str = "ug", state: str = "reviewed", **texts: str
) -> Translation:
    """One that says what the original says now. Fields that are not given say “<language> <field>”."""
    written = {name: f"{language} {name}" for name in item.translated_fields} | texts
    row: Translation = item.translations.create(
        language=language,
        state=state,
        **{"made_from": item.text_digest} | written,
        reviewed_at=timezone.now() if state == "reviewed" else None,
    )
    return row


def make_signature(
    petition: Petition, address: str = "", *, confirmed: bool = True, **fields: Any
) -> Signature:
    """A signature as `signing.sign` and `signing.confirm` leave it, with its line in the ledger.

    If a name is given and no visibility, its signer chose to show the name.
    """
    signature = _signature(petition, address, confirmed=confirmed, **fields)
    signature.save()
    if signature.state == Signature.State.CONFIRMED:
        ledger.add(signature)
        signature.save(update_fields=["receipt"])
    return signature


def make_signatures(petition: Petition, from_: Iterable[str]) -> None:
    """Many counted signatures in one bulk insert."""
    signatures = [_signature(petition, address) for address in from_]
    ledger.add_all(signatures)
    Signature.objects.bulk_create(signatures)


def _signature(
    petition: Petition, address: str = "", *, confirmed: bool = True, **fields: Any
) -> Signature:
    mailbox = address or f"signer-{next(_numbers)}@example.org"
    now = timezone.now()
    visibility = fields.pop("visibility", "name" if "name" in fields else "counted")
    details = Details(
        fields.pop("name", "Example Signer"), fields.pop("city", ""), fields.pop("comment", "")
    )
    typed = details.columns_for(visibility) if confirmed else {"details": details.to_json()}
    return Signature(
        **{
            "petition": petition,
            "email_digest": canonical.signature_digest(
                petition.pk, canonical.canonicalise(mailbox, canonical.current_rules())
            ),
            "email": None if confirmed else mailbox,
            "visibility": visibility,
            "country": "NL",
            "consent_version": "test",
            "signed_at": now,
            "state": "confirmed" if confirmed else "pending",
            "confirmed_at": now if confirmed else None,
            "receipt": b"" if confirmed else None,  # until the ledger counts it
        }
        | typed
        | fields
    )


def make_trace(
    signature: Signature,
    domain: str = "example.org",
    *,
    network: bytes | None = None,
    **fields: Any,
) -> Trace:
    """Where a signature came from, and the name of its domain. domain: a registrable one."""
    digest = bytes.fromhex(daily_digest("domain", domain))
    Domain.objects.get_or_create(digest=digest, defaults={"name": domain})
    return Trace.objects.create(
        **{
            "signature": signature,
            "petition": signature.petition,
            "host": network,
            "prefix": network,
            "domain": digest,
            "made_at": signature.signed_at,
        }
        | fields
    )


def edit_rule(domain: str, rule: Rule | None) -> None:
    """What staff do at the desk; None: delete it."""
    author, _made = User.objects.get_or_create(username="editor-of-rules")
    with rule_edits.recorded(domain, author):
        if rule is None:
            AddressRule.objects.filter(domain=domain).delete()
        else:
            AddressRule.objects.update_or_create(domain=domain, defaults=rule._asdict())


def make_tally(petition: Petition, counts: dict[str, int]) -> None:
    """Confirmed signatures by country, counted and folded into the tallies."""
    for country, number in counts.items():
        for _ in range(number):
            make_signature(petition, country=country)
    tallies.fold()


def make_delivery(petition: Petition, *, days_ago: int = 10, **fields: Any) -> Delivery:
    """A published delivery; with `answered_on`, also a published response to it."""
    day = timezone.localdate() - timedelta(days=days_ago)
    typed = {name: fields.pop(name) for name in ("answered_on", "answer") if name in fields}
    delivery = Delivery.objects.create(
        **published_fields(petition=petition, delivered_on=day, to_whom="The secretariat in Geneva")
        | fields
    )
    if typed:
        make_response(delivery, **typed)
    return delivery


def make_response(delivery: Delivery, **fields: Any) -> Response:
    """A published response of today."""
    return Response.objects.create(
        **published_fields(delivery=delivery, answered_on=timezone.localdate()) | fields
    )


# What a kind of news must have.
NEEDED_BY_KIND: dict[str, dict[str, Any]] = {
    "event": {"starts_at": datetime(2026, 12, 5, 13, tzinfo=UTC), "time_zone": "Europe/Zurich"},
    "coverage": {"outlet": "A newspaper", "link": "https://www.newspaper.example/report"},
}


def make_news(**fields: Any) -> NewsItem:
    number = next(_numbers)
    fields = NEEDED_BY_KIND.get(fields.get("kind", ""), {}) | fields
    return NewsItem.objects.create(
        **published_fields(
            slug=f"news-{number}",
            headline="A step forward",
            standfirst="Something happened.",
            body="It was *long* awaited.",
        )
        | fields
    )


def make_press(**fields: Any) -> PressPage:
    return PressPage.objects.create(
        **published_fields(
            contact_name="Press Office",
            email="press@example.org",
            phone="+41 22 555 01 23",
            hours="Monday to Friday, 9:00 to 18:00",
            time_zone="Europe/Zurich",
            boilerplate="We are a *campaign*.",
        )
        | fields
    )


def make_page(**fields: Any) -> Page:
    return Page.objects.create(
        **published_fields(slug="about", title="About", body="We are a campaign.") | fields
    )


def save_all(rows: Iterable[models.Model], **values: Any) -> None:
    """As `update()`, which cannot write encrypted text."""
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=values)
