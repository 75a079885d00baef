"""Aksu, and the new cities on its edge."""

from campaign.demo.shape import (
    YEAR,
    Case,
    Claim,
    Consent,
    Event,
    OtherName,
    Person,
    Relative,
    Source,
)
from profiles.models.vocabulary import (
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
    Relation,
    Reliability,
    SentenceKind,
    SourceKind,
    Status,
)

PEOPLE = (
    Person(
        name="Ismayil",
        gender=Gender.MALE,
        born="1956",
        home="aksu",
        work="Apple grower",
        group=OccupationGroup.FARMER,
        summary="""
            Ismayil, his wife, his son and his son’s wife were taken from one house in one night in
            February 2018. Their relatives abroad have been able to account for one of the four.
        """,
        story="""
            The orchard is on the road from the town to the river, and Ismayil had planted every
            tree in it. He graduated from nothing and read everything; the co-operative’s
            technicians used to ask him when to spray. For the New Year he sent each of his
            relatives a box with the apples wrapped in newspaper, and those abroad got the
            newspaper, folded, in an envelope.

            On the night of 7 February 2018 there were four adults and a boy of three in the house.
            Neighbours counted two cars. In the morning the gate was open and the boy was in the
            kitchen of the village office with a cadre who was trying to make him eat. Ismayil’s
            wife [Amangül](/profiles/amangul-misal/), his son [Adil](/profiles/adil-misal/) and his
            daughter-in-law [Nurnisa](/profiles/nurnisa-misal/) had been taken with him; the child,
            [Iminjan](/profiles/iminjan-misal/), was sent to a state nursery in March.

            A brother in Europe had sent the family 3,000 euros in 2015, for a pump. He has the
            receipt of the transfer. He asked the embassy of his own country whether it would help
            to show that it had been for a pump, and was told that it would not. Ismayil is said to
            be serving fifteen years.
        """,
        charge="financing terrorist activities",
        suspected="Money received from a brother abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        case=Case(kind=ChargeKind.TERRORISM, months=15 * YEAR),
        words="""
            I think about the pump. It is a good pump. I have looked up whether it is still made.
        """,
        words_by="his brother",
        sources=(
            Source(
                SourceKind.RELATIVE,
                "his brother, who lives abroad",
                "2019",
                reliability=Reliability.HIGH,
            ),
            Source(SourceKind.WITNESS, "a neighbour", "Spring 2018"),
        ),
        events=(
            Event(
                EventKind.TAKEN,
                "7 February 2018",
                "Taken from home at night with his wife, his son and his daughter-in-law.",
                "aksu",
                source=2,
            ),
            Event(EventKind.SENTENCED, "Between March 2018 and May 2019", "Fifteen years."),
        ),
        claims=(
            Claim(Status.PRISON, "May 2019", "aral", Confidence.SINGLE, "Example Facility No. 2."),
        ),
        consents=(
            Consent(
                Capacity.SIBLING, "name story place photo quote relatives", obtained="November 2021"
            ),
        ),
        relatives=(
            Relative(Relation.SPOUSE, "amangul-misal"),
            Relative(Relation.CHILD, "adil-misal"),
        ),
    ),
    Person(
        name="Amangül",
        gender=Gender.FEMALE,
        born="1959",
        home="aksu",
        work="Housewife",
        group=OccupationGroup.HOMEMAKER,
        summary="""
            Amangül was taken with her husband, her son and her daughter-in-law in February 2018.
            She was in a camp in 2019. There has been no news of her since.
        """,
        story="""
            She dried apples on the roof and was strict about who might walk up there. A woman who
            was released from the same camp says that Amangül asked every newcomer about a boy of
            three and described him down to the scar on his chin. Nobody had seen him.
        """,
        sources=(Source(SourceKind.FORMER_DETAINEE, "a former detainee", "2020"),),
        events=(
            Event(
                EventKind.TAKEN,
                "7 February 2018",
                "Taken from home at night with her husband, her son and her daughter-in-law.",
                "aksu",
            ),
            Event(EventKind.SEEN, "2019", "Seen in a camp."),
        ),
        claims=(Claim(Status.CAMP, "2019", "aksu"),),
        consents=(Consent(Capacity.RELATIVE, "name story place quote relatives", "November 2021"),),
        relatives=(Relative(Relation.CHILD, "adil-misal"),),
    ),
    Person(
        name="Adil",
        gender=Gender.MALE,
        born="1988",
        home="aksu",
        work="Agronomist",
        group=OccupationGroup.ENGINEER,
        summary="""
            Adil, an agronomist, was taken with his wife and his parents in February 2018. Two
            accounts of where he is differ.
        """,
        story="""
            He had studied so that he could disagree with his father about pruning, and they had
            disagreed, amicably, for six years. A relative was told in 2019 that he had been
            sentenced with his father. A cadre of the village said later, to somebody who had
            brought up the subject with care, that Adil had “gone inland to work”. Neither has been
            confirmed.
        """,
        suspected="His uncle abroad.",
        reasons=(
            ReasonKind.RELATIVES_ABROAD,
            ReasonKind.RELATED,
        ),
        sources=(
            Source(SourceKind.RELATIVE, "a relative", "2019"),
            Source(
                SourceKind.WITNESS,
                "a visitor to the village",
                "2021",
                reliability=Reliability.UNSURE,
            ),
        ),
        events=(
            Event(
                EventKind.TAKEN,
                "7 February 2018",
                "Taken from home at night with his wife and his parents.",
                "aksu",
            ),
        ),
        claims=(
            Claim(Status.PRISON, "2019", "", Confidence.DISPUTED),
            Claim(
                Status.FORCED_LABOUR, "2021", "", Confidence.DISPUTED, "“Gone inland to work.”", 2
            ),
        ),
        consents=(Consent(Capacity.RELATIVE, "name story place relatives", "November 2021"),),
        relatives=(
            Relative(Relation.SPOUSE, "nurnisa-misal"),
            Relative(Relation.CHILD, "iminjan-misal"),
        ),
    ),
    Person(
        name="Nurnisa",
        gender=Gender.FEMALE,
        born="1991",
        home="aksu",
        work="Seamstress",
        group=OccupationGroup.WORKER,
        summary="""
            Nurnisa had been married for four years when she, her husband and his parents were taken
            in one night. Her son was three.
        """,
        story="""
            She took in sewing, and was paid for the most part in eggs. Her own mother lives in
            another county and learned what had happened from a customer whose trousers had not been
            finished. She was refused the care of the boy because of her age. She was fifty-six.
        """,
        sources=(Source(SourceKind.RELATIVE, "a relative of her mother’s", "2020"),),
        events=(
            Event(
                EventKind.TAKEN,
                "7 February 2018",
                "Taken from home at night with her husband and his parents.",
                "aksu",
            ),
        ),
        claims=(Claim(Status.CAMP_OR_PRISON, "2020"),),
        consents=(Consent(Capacity.PARENT, "name story place relatives", "2021"),),
        relatives=(Relative(Relation.CHILD, "iminjan-misal"),),
    ),
    Person(
        name="Iminjan",
        gender=Gender.MALE,
        born="January 2015",
        home="aksu",
        work="Child",
        group=OccupationGroup.CHILD,
        summary="""
            Iminjan was three when all four adults of his household were taken. He lives in a
            boarding facility of the state.
        """,
        story="""
            His great-uncle in Europe knows that he started school in 2021, because a list of pupils
            was put on the wall and somebody read it. He was down under a Chinese name. The date of
            birth was right.
        """,
        sources=(Source(SourceKind.RELATIVE, "his great-uncle", "2021"),),
        events=(
            Event(EventKind.TAKEN, "8 February 2018", "Found alone in the house.", "aksu"),
            Event(EventKind.TRANSFERRED, "March 2018", "Sent to a nursery of the state."),
        ),
        claims=(Claim(Status.CHILD_FACILITY, "September 2021", "aksu"),),
        consents=(Consent(Capacity.RELATIVE, "name story relatives", "November 2021"),),
    ),
    Person(
        name="Roshengül",
        gender=Gender.FEMALE,
        born="1985",
        home="aksu",
        work="Reporter for local radio",
        group=OccupationGroup.JOURNALIST,
        summary="""
            Roshengül read the market prices and the weather on local radio for nine years. She was
            arrested in 2018 after she had left a line out.
        """,
        story="""
            Listeners set their watches by her. She began each bulletin with the price of eggs,
            because people would wait for it, and put the things that people ought to know,
            vaccinations, road works, school places, between the eggs and the wool. She won a prize
            of the prefecture for it, a clock.

            In the summer of 2018 the station was given sentences of thanks to be read after the
            weather. On 3 August she finished with the weather and closed the microphone. She told
            the producer that she had lost the sheet. A colleague who was in the next room thinks
            that she had; he says it was windy and the window stood open.

            She was arrested on the 6th. The court’s notice, which her husband was allowed to read
            standing up, gives six years. He has not been told in which prison, and has heard
            nothing since the term ended in August 2024. The bulletin is read now by a recorded
            voice, and begins with the sentences of thanks.
        """,
        charge="picking quarrels and provoking trouble",
        suspected="Leaving out a line on the radio.",
        reasons=(ReasonKind.OTHER,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=6 * YEAR, original="寻衅滋事罪"),
        words="Our son asked me whether she was too quiet or too loud. I could not answer him.",
        words_by="her husband",
        sources=(
            Source(SourceKind.WITNESS, "a colleague", "2020"),
            Source(
                SourceKind.OFFICIAL_DOCUMENT, "a court notice", "2019", reliability=Reliability.HIGH
            ),
        ),
        events=(
            Event(EventKind.ARRESTED, "6 August 2018", "", "aksu"),
            Event(EventKind.SENTENCED, "First half of 2019", "Six years.", source=2),
        ),
        claims=(Claim(Status.PRISON, "June 2019", "", Confidence.DOCUMENTED, source=2),),
        consents=(Consent(Capacity.SPOUSE, obtained="2022"),),
    ),
    Person(
        name="Mijit",
        gender=Gender.MALE,
        born="1972",
        home="aksu",
        work="Barber",
        group=OccupationGroup.WORKER,
        summary="""
            Mijit was sentenced to eight years because he would not shave off a customer’s beard
            against the customer’s will.
        """,
        story="""
            There was a notice on the mirror with the permitted lengths; he had pasted it there
            himself. The customer was eighty and asked to be left as he was. Mijit put down the
            razor and walked him home. His family learned of the sentence from the owner of the
            house, who wanted to know whether they would keep the shop.
        """,
        charge="obstructing official business",
        suspected="Refusing to shave an old man.",
        reasons=(ReasonKind.OTHER,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=8 * YEAR),
        sources=(Source(SourceKind.WITNESS, "a customer", "2019"),),
        events=(Event(EventKind.TAKEN, "June 2017"), Event(EventKind.SENTENCED, "Early 2018")),
        claims=(Claim(Status.PRISON, "2019"),),
        consents=(Consent(Capacity.RELATIVE, "name story"),),
    ),
    Person(
        name="Sajide",
        gender=Gender.FEMALE,
        born="1994",
        home="aksu",
        work="Accountant in a cotton mill",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Sajide disappeared on her way to work in March 2019. Her employer has filled the post;
            her family has had no word from any authority.
        """,
        story="""
            She took the bus of ten past seven and always sat at the front because she felt sick
            otherwise. On 14 March the driver saw her speak to two women at the stop and wave him
            on. She had been to ask, the week before, whether her brother, who was in a camp, might
            have his glasses.
        """,
        suspected="Asking about her brother.",
        reasons=(
            ReasonKind.PETITIONING,
            ReasonKind.RELATED,
        ),
        sources=(Source(SourceKind.WITNESS, "a fellow passenger", "2019"),),
        events=(Event(EventKind.LAST_CONTACT, "14 March 2019", "At a bus stop.", "aksu"),),
        claims=(Claim(Status.MISSING, "Late 2019"),),
    ),
    Person(
        name="Jappar",
        gender=Gender.MALE,
        born="1963",
        home="aksu",
        work="Village head",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Jappar had been head of his village for twelve years and a member of the Party for
            thirty. He was detained for having attended his own mother’s funeral prayers.
        """,
        story="""
            Twenty-six villagers put their thumbprints to a letter that asked for him to be
            forgiven. He has been at home since 2020. He has lost his pension, reports to the office
            that he used to run, and has asked the villagers not to greet him on the street.
        """,
        suspected="“Disloyal to the Party”: attending a religious funeral.",
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.RELATIVE, "a relative", "2021"),),
        events=(Event(EventKind.TAKEN, "Autumn 2017"),),
        claims=(Claim(Status.CAMP, "2018"), Claim(Status.RELEASED_CONDITIONAL, "2021", "aksu")),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Güzelnur",
        gender=Gender.FEMALE,
        born="2000",
        home="aksu",
        work="Pupil at a secondary school",
        group=OccupationGroup.STUDENT,
        summary="""
            Güzelnur was seventeen, and the best swimmer in her school, when she was taken from a
            classroom to a camp for adults.
        """,
        story="""
            She had written to a pen friend abroad, in English, for practice, about the river and
            her times over a hundred metres. The pen friend, who is grown up now, still writes on
            the first of each month to the old address.
        """,
        suspected="Letters to a pen friend.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.SOCIAL_MEDIA, "a pen friend", "2018"),),
        events=(Event(EventKind.TO_CAMP, "October 2017", "From her classroom."),),
        claims=(Claim(Status.CAMP, "2018", "aksu", Confidence.UNVERIFIED),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
    ),
    Person(
        name="Ehmet",
        gender=Gender.MALE,
        born="Early 1950s",
        home="aksu",
        work="Muezzin and gardener",
        group=OccupationGroup.RELIGIOUS,
        summary="""
            Ehmet swept a village mosque and looked after its roses. The mosque has been taken down;
            he was sentenced to seventeen years.
        """,
        story="""
            He had been appointed to call to prayer by the county’s religious affairs bureau and had
            the letter framed. A visitor who passed in 2019 found the courtyard paved, and along one
            edge of it, where nobody had thought to look, a rose.
        """,
        charge="illegally using superstition to undermine the law",
        suspected="His appointment at the mosque.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.RELIGION, months=17 * YEAR),
        sources=(
            Source(
                SourceKind.NGO,
                "a report on religious figures",
                "2021",
                "Religious figures in detention (invented for this demonstration)",
                "Example Organisation",
            ),
        ),
        events=(Event(EventKind.TAKEN, "2016-2018"),),
        claims=(Claim(Status.PRISON, "2021"),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
        also=(OtherName("Ehmet Mezin Misal", NameLanguage.UG_LATN, NameKind.RELIGIOUS),),
    ),
    Person(
        name="Perizat",
        gender=Gender.FEMALE,
        born="1987",
        home="aral",
        work="Cotton picker",
        group=OccupationGroup.FARMER,
        summary="""
            Perizat picked cotton for pay every autumn from the age of fifteen. Since 2020 she has
            not been free to stop.
        """,
        story="""
            A woman from the same dormitory describes a roll call at six, a target of eighty
            kilograms, an evening class, and a deduction for the bus. Perizat was quick and used to
            put some of hers in other people’s sacks.
        """,
        sources=(Source(SourceKind.WITNESS, "a woman from the same dormitory", "2021"),),
        events=(
            Event(
                EventKind.TO_LABOUR,
                "September 2020",
                "Sent to pick cotton with a work team.",
                "aral",
            ),
        ),
        claims=(Claim(Status.FORCED_LABOUR, "December 2020", "aral"),),
    ),
    Person(
        name="Qasim",
        gender=Gender.MALE,
        born="1969",
        home="aksu",
        work="Dentist",
        group=OccupationGroup.HEALTH,
        summary="""
            Qasim’s practice had a waiting list of two months. He was arrested in 2018 with a
            patient in the chair.
        """,
        story="""
            The assistant finished the filling, because the man could not be left as he was. Qasim
            had treated, without charge, the children of families whose fathers had been taken away;
            he is believed to have been sentenced for it under an article on assisting.
        """,
        charge="assisting terrorist activities",
        suspected="Treating the children of detainees.",
        reasons=(ReasonKind.RELATED,),
        case=Case(kind=ChargeKind.TERRORISM, sentence=SentenceKind.FIXED),
        sources=(Source(SourceKind.WITNESS, "an employee", "2020"),),
        events=(Event(EventKind.ARRESTED, "15 May 2018", "From his practice.", "aksu"),),
        claims=(Claim(Status.PRISON, "2020"),),
        consents=(Consent(Capacity.CHILD, "name story place"),),
    ),
    Person(
        name="Zohre",
        gender=Gender.FEMALE,
        born="about 1950",
        home="aksu",
        work="Retired weaver",
        group=OccupationGroup.RETIRED,
        summary="""
            Zohre spent eleven months in a camp at the age of about sixty-eight. She died four weeks
            after she had been sent home.
        """,
        story="""
            She weighed thirty-eight kilograms when she came home. She did not speak about where she
            had been, except to ask, when the light was switched off in the evening, whether that
            was allowed.
        """,
        suspected="A pilgrimage with her late husband.",
        reasons=(
            ReasonKind.RELIGION,
            ReasonKind.TRAVEL,
        ),
        sources=(
            Source(SourceKind.RELATIVE, "her granddaughter", "2020", reliability=Reliability.HIGH),
        ),
        events=(
            Event(EventKind.TO_CAMP, "May 2018"),
            Event(EventKind.RELEASED, "April 2019"),
            Event(EventKind.DIED, "9 May 2019", "", "aksu"),
        ),
        claims=(Claim(Status.DIED_AFTER_RELEASE, "9 May 2019", "aksu", Confidence.CORROBORATED),),
        consents=(Consent(Capacity.CHILD, "name story place photo quote"),),
    ),
)
