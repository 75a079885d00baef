"""Slows down whoever guesses passwords and codes, without locking anyone out of their account.

A try takes a token from the networks that it comes from and from the account, before anything is checked. So a hundred
tries at once are no more than a hundred in a row. A right one gives its tokens back. Above the limit the answer is 429
and the password is not even looked at.

An attacker can use up the tokens of an account. So a browser with which the owner has logged in before has tokens of its
own, and a recovery code needs none of the account's: it is too long to be guessed.
"""

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest

from campaign.accounts.models import KnownBrowser
from campaign.web.client_address import client_address, networks
from campaign.web.models import Use
from campaign.web.rate_limits import WIDER, Buckets, Owner


class TooManyTries(Exception):
    """seconds: until there is room for one more."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries: the next one in {seconds} seconds")
        self.seconds = seconds


type Share = tuple[Owner, int]  # whose tokens, and how many times the limit they have


def of_networks(use: Use, request: HttpRequest) -> list[Share]:
    address = client_address(request)
    around = networks(address) if address else ()
    return [(Owner.visitor(use, each), WIDER**size) for size, each in enumerate(around)]


def of_account(use: Use, username: str) -> list[Share]:
    """By the name that was typed, so that a name without an account is slowed down like any other."""
    return [(Owner.visitor(use, f"account {username.casefold()}"), 1)]


def of_browser(use: Use, browser: KnownBrowser) -> list[Share]:
    return [(Owner.visitor(use, f"browser {browser.pk}"), 1)]


def take(shares: Sequence[Share]) -> None:
    """Take one token from each, or raise TooManyTries and take none."""
    with transaction.atomic():
        buckets = Buckets(owner for owner, _share in shares)
        full = [each for each in shares if not buckets.has_room(each[0], share=each[1])]
        if full:
            raise TooManyTries(max(buckets.seconds_until_room(*each) for each in full))
        for owner, _share in shares:
            buckets.take(owner)
        buckets.save()


def give_back(shares: Sequence[Share]) -> None:
    """Undo `take`: this was no guess."""
    with transaction.atomic():
        buckets = Buckets(owner for owner, _share in shares)
        for owner, _share in shares:
            buckets.give_back(owner)
        buckets.save()
