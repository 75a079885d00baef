"""Hotan."""

from campaign.demo.shape import (
    YEAR,
    Case,
    Claim,
    Consent,
    Event,
    OtherName,
    Person,
    Relative,
    Reply,
    Source,
)
from profiles.models.vocabulary import (
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
    ReplyKind,
    SourceKind,
    Status,
    TrialKind,
)

PEOPLE = (
    Person(
        name="Reyhangül",
        gender=Gender.FEMALE,
        born="1981",
        home="hotan",
        work="Silk weaver",
        group=OccupationGroup.WORKER,
        summary="""
            Reyhangül wove atlas silk on her grandmother’s loom. She has been in prison since 2018,
            for a wedding at which nobody danced.
        """,
        story="""
            The cloth is dyed before it is woven, thread by thread, so the weaver has to see the
            pattern while it is still a bundle of spoiled-looking yarn. Reyhangül could. She worked
            in the room that faced north and had the radio on, and people in the lane knew the hour
            from which programme it was.

            In October 2017 her cousin was married. There had been a death in the family, and the
            bride’s father asked for a quiet wedding, without musicians. A wedding without music had
            been on a list of signs of extremism since the spring. Between November and January
            eight of the guests were detained; her cousin [Mutellip](/profiles/mutellip-misal/) and
            the cook, [Turdi](/profiles/turdi-misal/), were among them.

            She was sentenced to seven years. Her mother was allowed to visit in 2019 and was told
            beforehand which subjects were permitted. They talked about the loom. There is a piece
            on it of about a metre and a half, which nobody has cut off. The seven years were over
            in November 2024; her mother has not been told whether she is free.
        """,
        charge="extremism",
        suspected="A guest at a wedding without music.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.RELIGION, months=7 * YEAR),
        words="I oil it. A loom that stands still goes stiff. I tell her that I oil it.",
        words_by="her mother",
        sources=(
            Source(SourceKind.RELATIVE, "her mother, through a relative abroad", "2020"),
            Source(SourceKind.WITNESS, "another guest", "2019"),
        ),
        events=(
            Event(EventKind.OTHER, "October 2017", "A wedding without musicians.", "hotan", 2),
            Event(EventKind.TAKEN, "12 November 2017", "", "hotan"),
            Event(EventKind.SENTENCED, "Summer 2018", "Seven years."),
            Event(EventKind.SEEN, "September 2019", "Visited by her mother for twenty minutes."),
        ),
        claims=(Claim(Status.PRISON, "September 2019", "bayingholin", Confidence.CORROBORATED),),
        consents=(
            Consent(Capacity.PARENT, "name story place photo quote relatives", obtained="2021"),
        ),
        relatives=(
            Relative(Relation.COUSIN, "mutellip-misal"),
            Relative(Relation.SAME_CASE, "turdi-misal"),
        ),
    ),
    Person(
        name="Mutellip",
        gender=Gender.MALE,
        born="1992",
        home="hotan",
        work="Electrician",
        group=OccupationGroup.WORKER,
        summary="""
            Mutellip was married in October 2017 and detained in November. He and his wife had been
            husband and wife for thirty-one days.
        """,
        story="""
            He had wired the courtyard for the party himself, with coloured lamps. His wife lives
            with his parents still. She was told by the neighbourhood office that, in her situation,
            a divorce would be granted without a fee; she said that she would think about it, and
            has been thinking about it since 2018.
        """,
        charge="extremism",
        suspected="Was married without musicians.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.RELIGION),
        sources=(Source(SourceKind.WITNESS, "a guest at the wedding", "2019"),),
        events=(
            Event(EventKind.OTHER, "October 2017", "His wedding.", "hotan"),
            Event(EventKind.TAKEN, "November 2017", "", "hotan"),
        ),
        claims=(Claim(Status.PRISON, "2019"),),
        consents=(Consent(Capacity.SPOUSE, "name story relatives"),),
    ),
    Person(
        name="Turdi",
        gender=Gender.MALE,
        born="1960",
        home="hotan",
        work="Cook for weddings",
        group=OccupationGroup.WORKER,
        summary="""
            Turdi cooked for weddings and funerals, in cauldrons that hold a sheep. He was detained
            as one of the guests of a wedding at which he had been hired.
        """,
        story="""
            He could tell from the number of carrots how many people would come. Asked at the police
            station why there had been no music, he is said to have answered that he was in the yard
            with the rice and had not noticed. He came home in 2019, thinner, gave up cooking, and
            died the following spring.
        """,
        suspected="Hired for a wedding without music.",
        reasons=(
            ReasonKind.RELIGION,
            ReasonKind.CULTURE,
        ),
        sources=(Source(SourceKind.RELATIVE, "his niece", "2021"),),
        events=(
            Event(EventKind.OTHER, "October 2017", "Cooked at a wedding.", "hotan"),
            Event(EventKind.TAKEN, "January 2018", "", "hotan"),
            Event(EventKind.RELEASED, "Late 2019"),
            Event(EventKind.DIED, "Spring 2020"),
        ),
        claims=(Claim(Status.DIED_AFTER_RELEASE, "Spring 2020", "hotan"),),
        consents=(Consent(covers="name story place photo quote relatives"),),
    ),
    Person(
        name="Memtimin",
        gender=Gender.MALE,
        born="1953",
        home="hotan",
        work="Paper maker",
        group=OccupationGroup.WORKER,
        summary="""
            Memtimin was one of the last who made paper from mulberry bark. He was taken in May
            2017; his family was told in 2023 that he had “been ill” and was not to be asked for
            again.
        """,
        story="""
            Bark, water, ash, a sieve and the sun: tourists photographed every step, and a
            delegation from the capital had given him a plaque that called his craft a heritage of
            the nation. He used the back of it as a chopping board for the bark. A sheet of his
            paper, he liked to show, could be crumpled, boiled and straightened out again.

            In May 2017 two of his sheets were found in another man’s house with verses of the Koran
            on them. He had sold some four thousand that year and did not know the man. He was put
            in a camp, and from the winter of 2018 nobody in the village saw or heard of him.

            The telephone call in 2023 lasted, his daughter says, less than a minute. She asked
            whether they would be given his body and the caller said that the matter was concluded.
            She has not told the younger grandchildren. The vats are dry and the sieve hangs where
            it hung.
        """,
        suspected="Made the paper on which somebody else wrote.",
        reasons=(ReasonKind.CULTURE,),
        words="""
            We do not know whether to mourn. I would like somebody to tell us at least which of the
            two to do.
        """,
        words_by="his daughter",
        sources=(
            Source(SourceKind.RELATIVE, "his daughter", "2023"),
            Source(SourceKind.WITNESS, "a former neighbour", "2019"),
        ),
        events=(
            Event(EventKind.TAKEN, "May 2017", "", "hotan", 2),
            Event(EventKind.SEEN, "Winter 2018", "Seen across a yard.", "hotan", 2),
            Event(EventKind.RESPONSE, "April 2023", "“The matter is concluded.”"),
        ),
        claims=(
            Claim(Status.CAMP, "Winter 2018", "hotan", source=2),
            Claim(
                Status.DIED_IN_CUSTODY,
                "April 2023",
                "",
                Confidence.UNVERIFIED,
                "Told by telephone, without a date or a place.",
            ),
        ),
        consents=(Consent(Capacity.CHILD, "name story place quote", "May 2023"),),
        replies=(
            Reply(
                ReplyKind.OTHER_ACCOUNT,
                "the village office",
                "He has been ill. The matter is concluded.",
                "April 2023",
            ),
        ),
    ),
    Person(
        name="Tursungül",
        gender=Gender.FEMALE,
        born="1973",
        home="hotan",
        work="Farmer",
        group=OccupationGroup.FARMER,
        summary="""
            Tursungül brought up five children on a field of walnut trees. She was given ten years
            for having had the fourth and the fifth.
        """,
        story="""
            That is how the family understands it: the notice itself speaks of disturbing public
            order. The fine had been paid in three instalments, the last in 2011. Her eldest
            daughter harvests the walnuts now and has stopped selling them by name at the market,
            because people ask.
        """,
        charge="disturbing public order",
        suspected="More children than the rules allowed.",
        reasons=(ReasonKind.BIRTHS,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=10 * YEAR),
        sources=(
            Source(
                SourceKind.OFFICIAL_DOCUMENT,
                "a notice shown to the family",
                "2018",
                reliability=Reliability.HIGH,
            ),
        ),
        events=(
            Event(EventKind.TAKEN, "Beginning of 2018"),
            Event(EventKind.SENTENCED, "August 2018"),
        ),
        claims=(Claim(Status.PRISON, "August 2018", "", Confidence.DOCUMENTED),),
    ),
    Person(
        name="Ablikim",
        gender=Gender.MALE,
        born="1987",
        home="hotan",
        work="Jade carver",
        group=OccupationGroup.ARTIST,
        summary="""
            Ablikim carved small animals from the jade of the river. He disappeared after a business
            trip in 2016.
        """,
        story="""
            He carved what the stone suggested, and it suggested mostly sheep. In 2016 he took a
            case of forty pieces to a fair abroad and sold thirty-eight. His mother met the
            returning coach and it came without him. A policeman of the same name as her own brother
            told her, out of hours, to stop asking at the station and ask at the prison; the prison
            sent her back to the station.
        """,
        suspected="A journey abroad.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(Source(SourceKind.RELATIVE, "his mother", "2018"),),
        events=(Event(EventKind.LAST_CONTACT, "Autumn 2016"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2018"),),
    ),
    Person(
        name="Hawagül",
        gender=Gender.FEMALE,
        born="1969",
        home="hotan",
        work="Home, and a market stall for eggs",
        group=OccupationGroup.HOMEMAKER,
        summary="""
            Hawagül was sent to a camp at forty-nine with a prescription for her heart in her
            pocket. She is thought to be in prison.
        """,
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.FORMER_DETAINEE, "a former detainee", "2020"),),
        story="""
            The woman who had the next place on the sleeping platform remembers that Hawagül saved
            half of her bread every evening, ate it in the morning, and called this “breakfast at
            home”. They were separated in the summer of 2019, when names were read out from two
            lists.
        """,
        suspected="Teaching a niece to pray.",
        events=(
            Event(EventKind.TO_CAMP, "July 2018"),
            Event(EventKind.TRANSFERRED, "Summer 2019", "On one of two lists."),
        ),
        claims=(Claim(Status.CAMP_OR_PRISON, "Summer 2019", "hotan"),),
    ),
    Person(
        name="Barat",
        gender=Gender.MALE,
        born="1974",
        home="hotan",
        work="Village accountant",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Barat worked for the village government. He was ordered to fill a quota of people for
            “study”, came up two short, and was taken himself.
        """,
        story="""
            What is known comes from a man who sat across the desk. Barat had argued that two of the
            families on the list had nobody of working age left. The secretary remarked that the
            number was not a question. The third sheet of the list is in Barat’s own hand up to line
            thirty-one.
        """,
        suspected="“Two-faced”: failing to carry out orders.",
        reasons=(ReasonKind.OTHER,),
        case=Case(months=11 * YEAR),
        sources=(Source(SourceKind.WITNESS, "a former colleague", "2021"),),
        events=(
            Event(EventKind.TAKEN, "28 September 2017", "From the village office.", "hotan"),
            Event(EventKind.SENTENCED, "2018", "Eleven years."),
        ),
        claims=(Claim(Status.PRISON, "2021", "tumshuq"),),
    ),
    Person(
        name="Rozi",
        gender=Gender.MALE,
        born="Before 1950",
        home="hotan",
        work="Shepherd",
        group=OccupationGroup.FARMER,
        summary="Nobody wrote down when Rozi was born, and nobody has written down where he is.",
        story="""
            He spent the summers above the tree line and came down in October. In 2017 the sheep
            came down with somebody else’s boy.
        """,
        sources=(
            Source(
                SourceKind.WITNESS,
                "a traveller who knew him",
                "2019",
                reliability=Reliability.UNSURE,
            ),
        ),
        claims=(Claim(Status.UNKNOWN, "unclear", "", Confidence.UNVERIFIED),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Ayshemgül",
        gender=Gender.FEMALE,
        born="1998",
        home="hotan",
        work="Shop assistant",
        group=OccupationGroup.TRADER,
        summary="""
            Ayshemgül was nineteen and sold shoes. After a year in a camp she was moved to a factory
            three thousand kilometres from home.
        """,
        story="""
            She sends part of her wages to her mother, who says that she has not asked for it and
            that it is kept in a tin. In the one photograph there is of her since then she is
            wearing the company’s jacket, and her hair, which reached to her waist, has been cut.
        """,
        suspected="A photograph with a veil, taken at a fair.",
        reasons=(ReasonKind.RELIGION,),
        sources=(
            Source(SourceKind.RELATIVE, "her mother’s cousin", "2020"),
            Source(SourceKind.SOCIAL_MEDIA, "a photograph", "2020"),
        ),
        events=(
            Event(EventKind.TO_CAMP, "Mid-2017"),
            Event(EventKind.TO_LABOUR, "Summer 2018", "By train, with forty others."),
        ),
        claims=(Claim(Status.FORCED_LABOUR, "2020"),),
        consents=(Consent(Capacity.RELATIVE, "name story place"),),
    ),
    Person(
        name="Qurban",
        gender=Gender.MALE,
        born="1965",
        home="hotan",
        work="Well digger",
        group=OccupationGroup.WORKER,
        summary="""
            Qurban dug wells by hand, to thirty metres. He is serving nine years, because he had
            sworn an oath on the Koran that a well was dry.
        """,
        charge="organising illegal religious activities",
        suspected="An oath in a quarrel over a bill.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.RELIGION, months=9 * YEAR),
        sources=(Source(SourceKind.LAWYER, "a lawyer", "2020"),),
        story="""
            The customer had paid and the well was dry; the oath settled the matter in 2009. Eight
            years later the customer was asked to tell everything he knew about anybody. The lawyer
            who saw the papers says that the two men had remained friends.
        """,
        events=(
            Event(EventKind.ARRESTED, "October 2017"),
            Event(EventKind.SENTENCED, "5 July 2018"),
        ),
        claims=(Claim(Status.PRISON, "5 July 2018", "hotan", Confidence.DOCUMENTED),),
    ),
    Person(
        name="Nurbiye",
        gender=Gender.FEMALE,
        born="1990",
        home="hotan",
        work="Hairdresser",
        group=OccupationGroup.WORKER,
        summary="""
            Nurbiye had a salon with two chairs. She has been in pre-trial detention since 2023,
            longer than the law allows.
        """,
        story="""
            She had been in a camp in 2018 and 2019 and had reopened with one chair. In February
            2023 she did a customer’s hair for a wedding and was filmed humming. What she hummed is
            the subject of the case. The other chair is at her sister’s, with a sheet over it.
        """,
        suspected="A song.",
        reasons=(ReasonKind.CULTURE,),
        sources=(Source(SourceKind.RELATIVE, "her sister", "2024"),),
        events=(
            Event(EventKind.TO_CAMP, "2018"),
            Event(EventKind.RELEASED, "2019"),
            Event(EventKind.REDETAINED, "February 2023", "From her salon.", "hotan"),
            Event(EventKind.ARRESTED, "March 2023"),
        ),
        claims=(Claim(Status.AWAITING_TRIAL, "January 2024", "hotan"),),
    ),
    Person(
        name="Muhemmed Abdurahman Abdusalam Nizamidin Seypidin Hajim",
        gender=Gender.MALE,
        born="1941",
        home="hotan",
        work="Teacher of calligraphy",
        group=OccupationGroup.ARTIST,
        summary="""
            His father gave him the names of five ancestors so that none should be forgotten. Pupils
            called him Muhemmed Hajim, or simply Teacher.
        """,
        story="""
            He wrote shop signs, gravestones and, for anyone who asked, their own name on a slip of
            card, to keep. Many people in the town still have theirs. The signs have been replaced.
            He was seventy-six when they came for him, and asked whether he might put the lid on the
            ink.
        """,
        charge="disseminating extremist materials",
        suspected="Writing in Arabic letters.",
        reasons=(ReasonKind.LANGUAGE,),
        case=Case(kind=ChargeKind.TERRORISM),
        sources=(Source(SourceKind.WITNESS, "a former pupil", "2021"),),
        events=(Event(EventKind.TAKEN, "Late 2017"),),
        claims=(Claim(Status.PRISON, "2021", "", Confidence.SINGLE),),
        also=(OtherName("Muhemmed Hajim Misal", NameLanguage.UG_LATN, NameKind.PEN),),
    ),
    Person(
        name="Imin",
        gender=Gender.MALE,
        born="1983",
        home="hotan",
        work="Lorry driver",
        group=OccupationGroup.WORKER,
        summary="""
            Imin drove vegetables across the desert, six hundred kilometres each way. He was taken
            from a lay-by with the engine running.
        """,
        story="""
            Another driver waited with the lorry until morning, then drove the tomatoes on, because
            they would have spoiled, and gave the money to Imin’s wife. The wife has been told that
            he was sentenced, but not for what. She asked how long. The clerk said that it was on
            the second page.
        """,
        sources=(Source(SourceKind.WITNESS, "another driver", "2019"),),
        events=(Event(EventKind.TAKEN, "30 August 2017", "From a lay-by on the desert road."),),
        claims=(Claim(Status.PRISON, "2019"),),
    ),
    Person(
        name="Buzeynep",
        gender=Gender.FEMALE,
        born="1944",
        home="hotan",
        work="Retired",
        group=OccupationGroup.RETIRED,
        summary="""
            Buzeynep, a great-grandmother who cannot read, was held for fourteen months for
            possessing a book.
        """,
        story="""
            It had been her husband’s, and she kept it because it smelt of him. She is at home
            again. She may not have visitors after eight in the evening, which is when her
            great-grandchildren used to come to be told stories.
        """,
        suspected="A religious book, of her late husband’s.",
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.RELATIVE, "a great-niece", "2020"),),
        events=(Event(EventKind.TO_CAMP, "March 2018"), Event(EventKind.RELEASED, "May 2019")),
        claims=(Claim(Status.HOUSE_ARREST, "2020", "hotan"),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Abduweli",
        gender=Gender.MALE,
        born="1978",
        home="hotan",
        work="Teacher of Uyghur literature",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Abduweli taught literature at a secondary school and collected the riddles of his
            county. He was sentenced to thirteen years in 2018.
        """,
        story="""
            He had a card index of riddles: 1,900 cards, in shoe boxes, each with the village, the
            speaker and the answer on the back. He cycled to get them. Old people who would not be
            seen with a man from the city would talk for hours to a man with a puncture.

            When his subject was taken off the timetable in 2017 he was given the library to look
            after, and then the boiler. He was arrested in the boiler room on 18 January 2018. The
            shoe boxes were loaded into a car; a pupil who watched says that one burst and that
            officers and children picked up the cards together, reading them out.

            According to a relative the prosecutor called the collection “a means of strengthening
            separatist feeling”. His wife kept one card, which had stuck to the floor. *What grows
            when it is shared and shrinks when it is kept?* The answer is on the back and she has
            not turned it over in front of anybody.
        """,
        charge="separatism",
        suspected="Collecting folklore.",
        reasons=(ReasonKind.CULTURE,),
        case=Case(kind=ChargeKind.SEPARATISM, months=13 * YEAR, trial=TrialKind.SECRET),
        sources=(
            Source(SourceKind.RELATIVE, "a relative", "2019"),
            Source(SourceKind.WITNESS, "a former pupil", "2020"),
            Source(
                SourceKind.NGO,
                "an organisation’s list of imprisoned educators",
                "2021",
                "List of educators (invented for this demonstration)",
                "Example Organisation",
            ),
        ),
        events=(
            Event(
                EventKind.ARRESTED,
                "18 January 2018",
                "In the boiler room of his school.",
                "hotan",
                2,
            ),
            Event(EventKind.TRIED, "November 2018", "Behind closed doors."),
            Event(EventKind.SENTENCED, "November 2018", "Thirteen years."),
        ),
        claims=(Claim(Status.PRISON, "2021", "shihezi", Confidence.CORROBORATED, source=3),),
        consents=(Consent(Capacity.SPOUSE, obtained="2020"),),
    ),
    Person(
        name="Tajigül",
        gender=Gender.FEMALE,
        born="1984",
        home="hotan",
        work="Cleaner in a hotel",
        group=OccupationGroup.WORKER,
        summary="""
            Tajigül cleaned rooms in a hotel for foreign visitors. One of them had given her a
            postcard.
        """,
        story="""
            It showed a lake and had a line of greeting on it in a language she could not read. She
            had pinned it up in the linen room. She was away for two years and nine months. Her
            employer has taken her back, on condition that she works where there are no guests.
        """,
        suspected="Contact with foreigners.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(
            Source(
                SourceKind.NEWS_MEDIA, "a news report", "2022", "The linen room", "Example News"
            ),
        ),
        events=(Event(EventKind.TAKEN, "March 2017"), Event(EventKind.RELEASED, "December 2019")),
        claims=(Claim(Status.RELEASED, "2022", "hotan"),),
    ),
    Person(
        name="Yasin",
        gender=Gender.MALE,
        born="1996",
        home="hotan",
        work="Student",
        group=OccupationGroup.STUDENT,
        summary="""
            Yasin was in his first year at a teachers’ college when he was arrested in his
            dormitory. He would have graduated in 2021.
        """,
        story="""
            The college sent his blanket home by post. Inside it, rolled up by a room-mate, were his
            notes for an examination in algebra, complete, with the mistakes corrected in another
            hand.
        """,
        suspected="A virtual private network on his telephone.",
        reasons=(ReasonKind.TELEPHONE,),
        sources=(Source(SourceKind.RELATIVE, "his uncle", "2019"),),
        events=(Event(EventKind.ARRESTED, "End 2017"),),
        claims=(Claim(Status.PRISON, "2019", note="A sentence of eight years was mentioned."),),
    ),
    Person(
        name="Helchem",
        gender=Gender.FEMALE,
        born="1957",
        home="hotan",
        work="Healer and bone-setter",
        group=OccupationGroup.HEALTH,
        summary="""
            People walked for a day to have Helchem set a bone. She is held in a place that her
            family has not been told.
        """,
        story="""
            She would not take money on a Friday. A boy whose wrist she set in the week before she
            was taken is a grown man now and can turn it every way; he says that he has had no bad
            luck with it at all, except for remembering.
        """,
        suspected="Healing with prayers.",
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.WITNESS, "a former patient", "2021"),),
        events=(Event(EventKind.TAKEN, "2016/2017"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2017"),),
    ),
    Person(
        name="Eziz",
        gender=Gender.MALE,
        born="1971",
        home="hotan",
        work="Owner of a walnut press",
        group=OccupationGroup.TRADER,
        summary="""
            Eziz employed fourteen people. He was sentenced to eighteen years and his press was sold
            at an auction that had one bidder.
        """,
        story="""
            He had built the press from the parts of a lorry. His workers were paid on Thursdays, so
            that they could go to the bazaar on Friday, and this, it is said, came up at the trial.
            The oil is still sold, under another name, in the bottles that he had designed.
        """,
        charge="financing terrorist activities",
        suspected="Being well off; wages paid before the day of prayer.",
        reasons=(
            ReasonKind.PROPERTY,
            ReasonKind.RELIGION,
        ),
        case=Case(kind=ChargeKind.TERRORISM, months=18 * YEAR),
        sources=(
            Source(SourceKind.RELATIVE, "a relative", "2020"),
            Source(
                SourceKind.DATABASE, "a register of companies", "2019", reliability=Reliability.HIGH
            ),
        ),
        events=(
            Event(EventKind.TAKEN, "Mid-2018"),
            Event(EventKind.SENTENCED, "March 2019"),
            Event(EventKind.OTHER, "June 2019", "His company is auctioned.", source=2),
        ),
        claims=(Claim(Status.PRISON, "2020"),),
    ),
)
