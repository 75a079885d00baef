"""Turpan and Kumul."""

from datetime import date

from campaign.demo.shape import (
    YEAR,
    Amendment,
    Case,
    Claim,
    Consent,
    Event,
    OtherName,
    Person,
    Reply,
    Source,
)
from profiles.models.vocabulary import (
    AmendmentKind,
    Basis,
    Capacity,
    ChargeKind,
    Confidence,
    EventKind,
    Gender,
    NameKind,
    NameLanguage,
    OccupationGroup,
    ReasonKind,
    Reliability,
    ReplyKind,
    SourceKind,
    Status,
    TrialKind,
)

PEOPLE = (
    Person(
        name="Ömer",
        gender=Gender.MALE,
        born="1946",
        home="turpan",
        work="Keeper of a kariz",
        group=OccupationGroup.FARMER,
        summary="""
            Ömer looked after an underground channel that has watered his village for three
            centuries. He was sentenced to seven years in 2018, when he was seventy-two.
        """,
        story="""
            A kariz has to be cleaned by hand, by somebody small, lying down. Ömer had done it from
            the age of nine and, when he had grown too stiff, stood at the shaft with the rope and
            told the boys where the roof was weak. He knew it by the echo. He had a rule that nobody
            shouted down there, “because it listens”.

            A rule of this kind was written down in 2017 by a work team that had come to live in the
            village, under the heading of superstition. He had also refused to have a camera put
            over the shaft. He was fetched on 1 April 2018 and sentenced in a group of eleven, in
            the sports hall, in alphabetical order of the Chinese spelling.

            His granddaughter was given a visit of fifteen minutes in 2022. He asked after the
            water. She told him that it was running, which was true at the time. His term ended in
            April 2025. He has not come home.
        """,
        charge="using superstition to undermine the implementation of law",
        suspected="Resistance to a camera.",
        reasons=(ReasonKind.OTHER,),
        case=Case(kind=ChargeKind.RELIGION, months=7 * YEAR, trial=TrialKind.OPEN),
        words="""
            I said that it was running. It was, then. I would like to go back and say something
            better.
        """,
        words_by="his granddaughter",
        sources=(
            Source(SourceKind.RELATIVE, "his granddaughter", "2022"),
            Source(SourceKind.WITNESS, "somebody who was in the hall", "2019"),
        ),
        events=(
            Event(EventKind.TAKEN, "1 April 2018", "", "turpan"),
            Event(
                EventKind.TRIED, "June 2018", "In a sports hall, in a group of eleven.", "turpan", 2
            ),
            Event(EventKind.SENTENCED, "June 2018", "Seven years.", "turpan", 2),
            Event(EventKind.SEEN, "24 October 2022", "Visited by his granddaughter."),
        ),
        claims=(
            Claim(Status.PRISON, "24 October 2022", "turpan", Confidence.CORROBORATED),
            Claim(
                Status.UNKNOWN_PLACE,
                "May 2025",
                note="The term ended in April 2025; he has not come home.",
            ),
        ),
        consents=(Consent(Capacity.CHILD, obtained="December 2022"),),
        replies=(
            Reply(
                ReplyKind.CONFIRMED,
                "the court of the county",
                "The sentence has taken legal effect.",
                "2019",
                2,
            ),
        ),
    ),
    Person(
        name="Aygül",
        gender=Gender.FEMALE,
        born="1980",
        home="turpan",
        work="Grape grower",
        group=OccupationGroup.FARMER,
        summary="""
            Aygül dried grapes in a tower of open brickwork on the hill. She has been in a camp or
            in prison since 2017; the authorities have told her sons both.
        """,
        story="""
            She is not the only Aygül here, nor even the only one of her village, and for a year her
            sons were given news of somebody else: that she was well, that she had passed a test,
            that she had been moved north. When the other family recognised the number of the cell
            the sons had to begin again.
        """,
        sources=(Source(SourceKind.RELATIVE, "her sons", "2021"),),
        events=(Event(EventKind.TAKEN, "August-September 2017"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2021", "turpan", Confidence.DISPUTED),),
        consents=(Consent(Capacity.CHILD),),
        amendments=(
            Amendment(
                AmendmentKind.CORRECTION,
                date(2021, 11, 30),
                "What stood here about a transfer to the north concerned another woman of the same name. It was taken out.",
            ),
        ),
    ),
    Person(
        name="Zunun",
        gender=Gender.MALE,
        born="1952",
        home="turpan",
        work="Storyteller",
        group=OccupationGroup.ARTIST,
        summary="""
            Zunun told the old tales at the bazaar, in instalments, so that people would come back
            on the next market day. He broke off in the middle of one in October 2017.
        """,
        story="""
            The tale was that of a girl who has to wear out seven pairs of iron shoes. He had got as
            far as the fourth. His audience stood, because there was nowhere to sit, and paid what
            they liked when he had reached a place where he could stop, which he chose with some
            cunning.

            In 2010 the county had listed him as a “bearer of heritage” and given him a monthly
            allowance. The list was revised seven years later. He was detained on his way home from
            the bazaar with that day’s coins, and his wife was told that there had been complaints
            about the noise.

            A carpet dealer who has the first four parts by ear tells them to his own children in
            another country. When they ask how it ends he says that they are waiting for somebody.
        """,
        suspected="Gathering listeners in public.",
        reasons=(ReasonKind.CULTURE,),
        sources=(
            Source(SourceKind.WITNESS, "one of his listeners", "2021"),
            Source(SourceKind.RELATIVE, "a relative", "2019"),
        ),
        events=(
            Event(EventKind.TAKEN, "20 October 2017", "On his way home from the bazaar.", "turpan"),
        ),
        claims=(
            Claim(Status.CAMP, "2018", "turpan", source=2),
            Claim(Status.UNKNOWN_PLACE, "2021"),
        ),
        consents=(Consent(Capacity.RELATIVE, "name story place photo", "2021"),),
        also=(OtherName("Zunun Meddah", NameLanguage.UG_LATN, NameKind.NICKNAME, is_public=False),),
    ),
    Person(
        name="Muyesser",
        gender=Gender.FEMALE,
        born="1988",
        home="turpan",
        work="Tourist guide",
        group=OccupationGroup.WORKER,
        summary="""
            Muyesser guided visitors through ruined cities, in English and Japanese. She was
            detained after a visitor had asked where the inhabitants of the new one were.
        """,
        story="""
            She had answered, “At work.” The visitor, who was asked about the conversation at the
            airport, has written to this campaign each year since to find out whether there is any
            news of her. There is none.
        """,
        suspected="A conversation with a tourist.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.WITNESS, "a visitor", "2019"),),
        events=(Event(EventKind.TAKEN, "May 2018"),),
        claims=(Claim(Status.CAMP, "2019"),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
    Person(
        name="Ilyas",
        gender=Gender.MALE,
        born="1991",
        home="turpan",
        work="Trader in raisins",
        group=OccupationGroup.TRADER,
        summary="""
            Ilyas sold raisins over the internet to four hundred customers. He was arrested on the
            day the parcels were packed.
        """,
        story="""
            They were posted all the same, by his wife, and for some weeks the reviews went on
            coming in: five stars, fresh, well packed. He is said to have been given eight years for
            the list of addresses.
        """,
        charge="illegally providing information abroad",
        suspected="Customers abroad.",
        sources=(Source(SourceKind.RELATIVE, "his wife", "2020"),),
        events=(Event(EventKind.ARRESTED, "2 November 2018"),),
        claims=(Claim(Status.PRISON, "Early 2020"),),
        consents=(Consent(Capacity.SPOUSE, "name story quote"),),
        reasons=(
            ReasonKind.RELATIVES_ABROAD,
            ReasonKind.PROPERTY,
        ),
        case=Case(kind=ChargeKind.SECRETS, months=8 * YEAR),
        words="Five stars. I answered every one of them: thank you, we hope to see you again.",
        words_by="his wife",
    ),
    Person(
        name="Bumeryem",
        gender=Gender.FEMALE,
        born="1940s",
        home="turpan",
        work="Religious teacher of women",
        group=OccupationGroup.RELIGIOUS,
        summary="""
            Bumeryem read prayers over the sick and the dead of her quarter. Nearly eighty, she was
            sentenced to twelve years.
        """,
        story="""
            She was carried into the hearing on a chair. When the presiding judge asked whether she
            had understood the charge she asked him, somebody remembers, whose son he was.
        """,
        charge="gathering a crowd to disturb social order",
        suspected="Teaching women to pray.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=12 * YEAR),
        sources=(Source(SourceKind.WITNESS, "somebody who was present", "2020"),),
        events=(Event(EventKind.TAKEN, "Late May 2017"), Event(EventKind.SENTENCED, "End of 2017")),
        claims=(Claim(Status.PRISON, "2020"),),
        also=(OtherName("Büwi Meryem", NameLanguage.UG_LATN, NameKind.RELIGIOUS),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Gheni",
        gender=Gender.MALE,
        born="1965",
        home="kumul",
        work="Melon breeder",
        group=OccupationGroup.ENGINEER,
        summary="""
            Gheni bred a melon that keeps until the spring. It is still sold; he has not been seen
            since 2018.
        """,
        story="""
            It took him fourteen summers, and he named the variety after his mother. In 2018 the
            institute told the family that he no longer worked there; it did not say since when, or
            where he was. Colleagues in other countries still grow the seed. They send each other
            photographs of it in March.
        """,
        suspected="A sabbatical abroad in 2012.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(
            Source(
                SourceKind.WITNESS, "a plant breeder abroad", "2020", reliability=Reliability.HIGH
            ),
        ),
        events=(Event(EventKind.TAKEN, "Late 2018", "", "kumul"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2020", "kumul"),),
    ),
    Person(
        name="Abdulla",
        gender=Gender.MALE,
        born="1975",
        home="kumul",
        work="Coal miner",
        group=OccupationGroup.WORKER,
        summary="""
            Abdulla survived a roof fall in 2008 that killed five. He was taken from the
            commemoration ten years later.
        """,
        story="""
            The dead are remembered with a meal. Sixteen people sat down to it and eleven of them
            are in detention. Widows bring the food now, separately, at different hours.
        """,
        charge="gathering a crowd to disturb social order",
        suspected="A meal for the dead.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER),
        sources=(Source(SourceKind.RELATIVE, "a widow’s brother", "2021"),),
        events=(Event(EventKind.TAKEN, "9 March 2018", "From a commemoration.", "kumul"),),
        claims=(Claim(Status.PRISON, "2021", "xinxing"),),
        consents=(Consent(Capacity.SPOUSE, "name story place"),),
    ),
    Person(
        name="Jappar Abdusalam",
        gender=Gender.MALE,
        born="1989",
        home="kumul",
        work="Photographer",
        group=OccupationGroup.JOURNALIST,
        summary="""
            Jappar photographed weddings for a living and doors for himself. He has been awaiting
            trial since December 2022.
        """,
        story="""
            There are about 2,600 pictures of doors: carved, painted, patched with tin, each with
            the street and the date. After 2017 more and more of them are shut, and he began to note
            this too. He showed thirty in a café. The exhibition was up for two days.
        """,
        suspected="Photographs of doors.",
        reasons=(ReasonKind.OTHER,),
        sources=(Source(SourceKind.WITNESS, "a visitor to the exhibition", "2023"),),
        events=(Event(EventKind.ARRESTED, "Mid-December 2022", "", "kumul"),),
        claims=(
            Claim(Status.POLICE_CUSTODY, "December 2022", "kumul"),
            Claim(Status.AWAITING_TRIAL, "May 2023", "kumul"),
        ),
        consents=(Consent(Capacity.SIBLING, "name story place photo"),),
    ),
    Person(
        name="Nurmemet",
        gender=Gender.MALE,
        born="1937",
        home="kumul",
        work="Retired shoemaker",
        group=OccupationGroup.RETIRED,
        summary="""
            Nurmemet, who was eighty-one, was questioned for a month in 2018 about his sons. He has
            been at home since, and says nothing.
        """,
        story="""
            Not nothing about it: nothing. His daughter believes that he can speak and has decided
            not to. He still polishes the shoes of the household on Saturday night, including four
            pairs that nobody wears.
        """,
        suspected="Sons abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.RELATIVE, "his daughter", "2020"),),
        events=(
            Event(EventKind.SUMMONED, "September 2018"),
            Event(EventKind.RELEASED, "October 2018"),
        ),
        claims=(Claim(Status.RELEASED, "2020", "kumul"),),
        consents=(Consent(Capacity.CHILD, "name story"),),
    ),
)
