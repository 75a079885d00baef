"""Where a signer comes to: by the links in our mails, and after each of their buttons."""

from django.db import transaction
from django.utils import timezone

from followers.following import content, seeing
from followers.following.requests import Asked
from followers.following.subjects import Kind, Subject
from followers.models import FollowRequest
from petitions.addresses import canonical
from petitions.models import Petition, Signature
from petitions.signing import tokens
from petitions.signing.tokens import MailSecret
from profiles.models import Detainee
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import own_page


def paths(petition: Petition) -> dict[str, str]:
    """By the name of the page."""
    other = make_petition(title="Let the families telephone", slug="families")
    signatures = [
        make_signature(
            petition,
            "both@example.org",
            comment="She taught me.",
            visibility="country",
            wants_updates=True,
        ),
        make_signature(other, "both@example.org", visibility="name"),
    ]
    mine = own_page("both@example.org", *signatures)
    stop = tokens.issue_stop_tokens(signatures)[signatures[0].pk]
    return {
        "check your e-mail": f"/petitions/{petition.slug}/check-your-email/",
        "confirm": f"/petitions/confirm/{_mailed(_signed(petition, confirmed=False))}/",
        "already confirmed": f"/petitions/confirm/{_mailed(_signed(petition, confirmed=True))}/",
        "several already confirmed": f"/petitions/confirm/{_mailed(*signatures)}/",
        "thank you": f"/petitions/{petition.slug}/thank-you/",
        "dead link": "/petitions/confirm/no-such-token/",
        "ask for my signatures": "/petitions/mine/",
        "my signatures asked for": "/petitions/mine/sent/",
        "my signatures": mine,
        "nothing is mine": own_page("nobody@example.org"),
        "dead link to my signatures": "/petitions/mine/no-such-token/",
        "take one back": f"{mine}erase/{signatures[0].pk}/",
        "erase everything": f"{mine}erase/",
        "stop the news": f"/petitions/mine/stop/{stop}/",
    }


@transaction.atomic
def follower_paths(person: Detainee, petition: Petition) -> dict[str, str]:
    """By the name of the page."""
    both = [Subject(Kind.PERSON, person.pk), Subject(Kind.PETITION, petition.pk)]
    today = timezone.now().date()
    for subject in both:
        content.add("reader@example.org", "en", subject, edition=today, today=today)
    [follower] = content.followers_at("reader@example.org")
    row = FollowRequest(
        digest=content.token_digest("confirm", "follow-this"), mailbox=b"", asked_on=today
    )
    row.content = Asked("new@example.org", both[0], "en").to_text()
    row.save(force_insert=True)
    return {
        "following: check your email": "/follow/check-your-email/",
        "following: confirm": "/follow/confirm/follow-this/",
        "following: confirmed": "/follow/following/",
        "following: dead link": "/follow/confirm/no-such-token/",
        "following: stop": f"/follow/mine/{content.stop_token(follower)}/",
        "following: what I follow": f"/follow/mine/{content.stop_token(follower)}/{seeing.make_pass(follower)}/",
        "following: nothing to stop": "/follow/mine/no-such-token/",
    }


def to_confirm_several(petition: Petition) -> str:
    """The page behind a mail that asks for two signatures."""
    signatures = [
        make_signature(each, "several@example.org", confirmed=False)
        for each in (petition, Petition.objects.get(slug="families"))
    ]
    return f"/petitions/confirm/{_mailed(*signatures)}/"


def not_mine(petition: Petition) -> str:
    """The page behind a mail that somebody else got."""
    return f"/petitions/confirm/{_mailed(make_signature(petition, 'not-me@example.org', confirmed=False))}/"


def _signed(petition: Petition, *, confirmed: bool) -> Signature:
    address = f"{'counted' if confirmed else 'waiting'}@example.org"
    return make_signature(petition, address, confirmed=confirmed)


def _mailed(*signatures: Signature) -> str:
    """The token of the mail about them."""
    mailed = MailSecret.from_seed(" ".join(str(each.pk) for each in signatures))
    mailbox = canonical.canonicalise("signer@example.org", canonical.current_rules())
    tokens.issue_confirmations([tokens.Confirmation(mailed, signatures, mailbox)])
    return mailed.token
