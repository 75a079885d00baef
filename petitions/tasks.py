"""The jobs of all packages of petitions. Procrastinate looks for jobs in this module."""

from petitions.addresses import tasks as addresses
from petitions.checkpoints import tasks as checkpoints
from petitions.counting import tasks as counting
from petitions.handover import tasks as handover
from petitions.mail import tasks as mail
from petitions.moderation import tasks as moderation
from petitions.outreach import tasks as outreach
from petitions.signers import tasks as signers
from petitions.transparency import tasks as transparency

__all__ = [
    "addresses",
    "checkpoints",
    "counting",
    "handover",
    "mail",
    "moderation",
    "outreach",
    "signers",
    "transparency",
]
