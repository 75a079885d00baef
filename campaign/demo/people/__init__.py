"""The 126 invented people, by where they are from; their references follow this order."""

from campaign.demo.people import hotan, kashgar
from campaign.demo.shape import Person

PEOPLE: tuple[Person, ...] = (
    *kashgar.PEOPLE,
    *hotan.PEOPLE,
)
