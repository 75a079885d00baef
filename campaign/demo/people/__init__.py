"""The 126 invented people, by where they are from; their references follow this order."""

from campaign.demo.people import aksu, east, hotan, ili, kashgar, north, south, urumqi
from campaign.demo.shape import Person

PEOPLE: tuple[Person, ...] = (
    *kashgar.PEOPLE,
    *hotan.PEOPLE,
    *aksu.PEOPLE,
    *urumqi.PEOPLE,
    *ili.PEOPLE,
    *north.PEOPLE,
    *east.PEOPLE,
    *south.PEOPLE,
)
