"""Ili."""

from campaign.demo.shape import YEAR, Case, Claim, Consent, Event, OtherName, Person, Source
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
    Reliability,
    SentenceKind,
    SourceKind,
    Status,
    TrialKind,
)

PEOPLE = (
    Person(
        name="Saule",
        ethnicity="kazakh",
        gender=Gender.FEMALE,
        born="1975",
        home="ili",
        work="Teacher of mathematics",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Saule had moved to Kazakhstan with her family and went back for one week to sign her
            pension papers. She has not been allowed to leave since, and for thirteen months of it
            she was in a camp.
        """,
        story="""
            A teacher’s pension is not large, but it was twenty-two years of it, and the school had
            telephoned to say that she must sign in person. Her husband was against it. She left on
            a Sunday in October 2017 with a jar of jam for the clerk and a return ticket for the
            Saturday.

            Her passport was taken at the border “for copying”. The pension office knew nothing of
            any signature. She was allowed to stay with her sister for two weeks, and was fetched
            from there. A woman who slept next to her in the camp says that Saule did sums in her
            head in order to fall asleep, and that she gave her neighbour one every night.

            Since November 2018 she has lived in her sister’s back room and kept the accounts of a
            laundry, for which she is not paid. Her three children are growing up in Almaty. They
            were told in the first year that she would come when the mountain road opened. The
            youngest still remarks on it when the road opens.
        """,
        suspected="Emigration to Kazakhstan.",
        reasons=(ReasonKind.TRAVEL,),
        words="""
            I check her messages like a teacher. She never leaves a mistake. I would give a lot for
            a mistake.
        """,
        words_by="her husband",
        sources=(
            Source(
                SourceKind.RELATIVE,
                "her husband",
                "2022",
                reliability=Reliability.HIGH,
                contact="+0 000 000 (demo)",
            ),
            Source(SourceKind.FORMER_DETAINEE, "a former detainee", "2019"),
        ),
        events=(
            Event(EventKind.PASSPORT_TAKEN, "15 October 2017", "At the border, “for copying”."),
            Event(EventKind.TO_CAMP, "30 October 2017", "From her sister’s flat.", "ili"),
            Event(EventKind.RELEASED, "November 2018"),
        ),
        claims=(
            Claim(Status.CAMP, "2018", "ili", source=2),
            Claim(Status.TRAVEL_BAN, "August 2022", "ili", Confidence.CORROBORATED),
        ),
        consents=(Consent(Capacity.SPOUSE, obtained="2022"),),
    ),
    Person(
        name="Nurlan",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1980",
        home="ili",
        work="Herdsman",
        group=OccupationGroup.FARMER,
        summary="""
            Nurlan kept horses in the high valleys, out of reach of any signal. He was sentenced to
            fourteen years for a film on a telephone that he had found.
        """,
        story="""
            He could whistle four horses by name out of a herd of sixty. He did not own a telephone;
            the one that was held against him had been dropped by a tourist, and he had carried it
            in his saddle-bag until he should meet somebody who could turn it on and find the owner.

            At the winter station in December 2017 he gave it to a policeman for that purpose. The
            film that was found on it lasts forty seconds and he had never seen it. It took his
            mother five months to find out that he had been moved to another prefecture, because she
            cannot read and was ashamed to ask strangers to fill in the form.

            His horses were divided among the neighbours, who write to a cousin in Kazakhstan each
            spring with the number of foals.
        """,
        charge="illegally holding items that propagate extremism",
        suspected="A lost telephone that he had handed in.",
        reasons=(ReasonKind.TELEPHONE,),
        case=Case(kind=ChargeKind.TERRORISM, months=14 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "a cousin in Kazakhstan", "2020"),),
        events=(
            Event(EventKind.TAKEN, "Mid-December 2017", "At the winter station."),
            Event(EventKind.SENTENCED, "May 2018", "Fourteen years."),
            Event(EventKind.TRANSFERRED, "Summer 2018"),
        ),
        claims=(Claim(Status.PRISON, "2020", "shihezi"),),
        consents=(Consent(Capacity.PARENT, obtained="2020"),),
    ),
    Person(
        name="Kamile",
        ethnicity="uyghur tatar",
        gender=Gender.FEMALE,
        born="1966",
        home="ili",
        work="Pastry cook",
        group=OccupationGroup.TRADER,
        summary="""
            Kamile, who is Uyghur and Tatar, kept a bakery for cakes in Ghulja. She has been in a
            prison hospital since 2021.
        """,
        story="""
            From her Tatar grandmother she had a recipe for a honey cake in eleven layers, and from
            her Uyghur father’s side a temper. The cake took two days and was ordered for weddings a
            year ahead. She could not be hurried and could not be paid in advance.

            In 2016 she had contributed to a prize for young writers in the Tatar language, abroad,
            five hundred yuan, with her name in the programme. She was detained in April 2018. A
            woman who shared a ward with her says that she has lost the sight of one eye, that she
            is treated, and that she corrects the nurses’ way of folding sheets.

            Her assistant tried for a year to run the bakery. The honey cake comes out in nine
            layers.
        """,
        suspected="A gift to a literary prize abroad.",
        reasons=(ReasonKind.CULTURE,),
        words="""
            Nobody got the recipe from her. Not even I. I wish that I had been less polite about it.
        """,
        words_by="her niece",
        sources=(
            Source(SourceKind.FORMER_DETAINEE, "a woman from the same ward", "2022"),
            Source(SourceKind.RELATIVE, "her niece", "2022"),
        ),
        events=(
            Event(EventKind.TAKEN, "April 2018", "", "ili", 2),
            Event(EventKind.HOSPITALISED, "Second half of 2021"),
        ),
        claims=(
            Claim(Status.PRISON, "2019", source=2),
            Claim(Status.HOSPITAL, "Early 2022", "", Confidence.CORROBORATED),
        ),
        consents=(Consent(Capacity.RELATIVE, obtained="2022"),),
        also=(OtherName("Камилә Мисал", NameLanguage.TT_CYRL, NameKind.PRIMARY),),
    ),
    Person(
        name="Alim",
        gender=Gender.MALE,
        born="1994",
        home="ili",
        work="Student of law",
        group=OccupationGroup.STUDENT,
        summary="""
            Alim was writing his thesis on the rights of the accused. He was arrested in the library
            and has been awaiting trial for longer than the law he cited permits.
        """,
        story="""
            The library still had him down as a reader in 2023, with four overdue books and a fine.
            A fellow student paid it. The clerk asked no questions and stamped the card through to
            the end of the year.
        """,
        sources=(Source(SourceKind.WITNESS, "a fellow student", "2023"),),
        events=(Event(EventKind.ARRESTED, "20 October 2021", "In the university library."),),
        claims=(Claim(Status.AWAITING_TRIAL, "2023", "ili"),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
    ),
    Person(
        name="Bota",
        ethnicity="kazakh",
        gender=Gender.FEMALE,
        born="1983",
        home="ili",
        work="Veterinary assistant",
        group=OccupationGroup.HEALTH,
        summary="""
            Bota asked for political asylum and was sent back over the border within the day. She
            has not been heard from.
        """,
        story="""
            She had crossed at night with a vaccination record for forty sheep, in case anybody
            should ask what she was doing there. Nobody did ask. Her husband, who had crossed
            legally a year earlier, was two hours’ drive away when she was handed over.
        """,
        suspected="Leaving the country.",
        sources=(Source(SourceKind.RELATIVE, "her husband", "2021"),),
        events=(Event(EventKind.LAST_CONTACT, "12 March 2020", "From a border post."),),
        claims=(Claim(Status.MISSING, "2021"),),
        consents=(Consent(Capacity.SPOUSE, "name story quote"),),
        reasons=(ReasonKind.TRAVEL,),
        words="Two hours. I had filled up the car.",
        words_by="her husband",
    ),
    Person(
        name="Qairat",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1967",
        home="ili",
        work="Village imam",
        group=OccupationGroup.RELIGIOUS,
        summary="""
            Qairat was a licensed imam who wrote his sermons out and had them stamped. One of the
            stamps is the subject of the case.
        """,
        charge="falsifying official seals",
        suspected="His office.",
        reasons=(ReasonKind.OTHER,),
        case=Case(kind=ChargeKind.OTHER, months=10 * YEAR),
        sources=(
            Source(SourceKind.OFFICIAL_DOCUMENT, "a verdict", "2018", reliability=Reliability.HIGH),
        ),
        story="""
            The sermon was on honesty in weighing. According to the verdict the stamp on the second
            page was applied on a day on which the office was closed. He was given ten years.
        """,
        events=(
            Event(EventKind.ARRESTED, "10 May 2017"),
            Event(EventKind.SENTENCED, "8 March 2018"),
        ),
        claims=(Claim(Status.PRISON, "March 2018", "ili", Confidence.DOCUMENTED),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
    Person(
        name="Rashit",
        ethnicity="tatar",
        gender=Gender.MALE,
        born="1954",
        home="ili",
        work="Repairer of accordions",
        group=OccupationGroup.ARTIST,
        summary="""
            Rashit, one of the few thousand Tatars of the region, repaired accordions by ear. He was
            released in 2020, with conditions that he may not name.
        """,
        story="""
            People sent him instruments from three countries. He answered every letter on the back
            of it, to save paper, and this correspondence, two suitcases of it, is what he was asked
            about for nine months. The suitcases have not been returned. He has asked for the reeds
            that were in one of them.
        """,
        suspected="Letters from abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.SOCIAL_MEDIA, "a musician abroad", "2021"),),
        events=(Event(EventKind.TO_CAMP, "2019"), Event(EventKind.RELEASED, "2020")),
        claims=(Claim(Status.RELEASED_CONDITIONAL, "2021", "ili"),),
    ),
    Person(
        name="Shemsiye",
        gender=Gender.FEMALE,
        born="1955",
        home="ili",
        work="Retired postwoman",
        group=OccupationGroup.RETIRED,
        summary="""
            Shemsiye delivered letters in one quarter for thirty-three years. She has been barred
            from leaving her town since 2017, and cannot see her four children.
        """,
        story="""
            All of them live abroad. She used to say that she had carried so much post that some of
            it was sure to be for her in the end. Calls are permitted on the first of the month; she
            prepares a list of subjects and ticks them off.
        """,
        suspected="Her children abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.RELATIVE, "her eldest son", "May 2024"),),
        events=(Event(EventKind.PASSPORT_TAKEN, "June 2017"), Event(EventKind.CALL, "1 May 2024")),
        claims=(Claim(Status.TRAVEL_BAN, "1 May 2024", "ili"),),
        consents=(Consent(Capacity.CHILD, "name story"),),
    ),
    Person(
        name="Dauren",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1971",
        home="ili",
        work="Poet and night watchman",
        group=OccupationGroup.ARTIST,
        summary="""
            Dauren published two books of poems about horses. In a third, which was never printed,
            the horses are said to stand for something.
        """,
        story="""
            The manuscript had been with the state publisher for two years and had passed the second
            reading. He worked nights in a depot and wrote between the rounds, timing his lines by
            them. He was sentenced to life in prison in 2019, and his editor with him. A friend who knows a good part
            of the third book by heart has been writing it down, a page a week.
        """,
        charge="inciting separatism",
        suspected="Unpublished poems.",
        reasons=(ReasonKind.CULTURE,),
        case=Case(kind=ChargeKind.SEPARATISM, sentence=SentenceKind.LIFE, trial=TrialKind.SECRET),
        sources=(Source(SourceKind.WITNESS, "a friend", "2022"),),
        events=(Event(EventKind.TAKEN, "July 2018"), Event(EventKind.SENTENCED, "2019")),
        claims=(Claim(Status.PRISON, "2022"),),
        also=(OtherName("Тұлпар", NameLanguage.KK_CYRL, NameKind.PEN),),
    ),
    Person(
        name="Helil",
        gender=Gender.MALE,
        born="1964",
        home="ili",
        work="Beekeeper",
        group=OccupationGroup.FARMER,
        summary="""
            Helil moved his hives up the valley with the blossom, from May to August. In 2017 the
            blossom went on without him.
        """,
        story="""
            He had sold honey to travellers at the roadside and had the visiting cards of some of
            them, foreign ones, stuck behind the mirror of his lorry. There were eleven. He is said
            to have been asked about each.
        """,
        suspected="Contact with foreigners.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.RELATIVE, "a relative", "2019"),),
        events=(Event(EventKind.TAKEN, "June-July 2017"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2019"),),
    ),
    Person(
        name="Senewer",
        gender=Gender.FEMALE,
        born="1982",
        home="ili",
        work="Dancer",
        group=OccupationGroup.ARTIST,
        summary="""
            Senewer danced with a state ensemble in eleven countries. She has been in police custody
            since a performance in 2022 to which nobody was allowed to bring a telephone.
        """,
        story="""
            It was not in public; it was at the bedside of her old teacher, who wanted to see the
            dance of the bowls once more. There were nine people in the room.
        """,
        sources=(
            Source(SourceKind.WITNESS, "one of the nine", "2023", is_public=False),
            Source(
                SourceKind.NGO,
                "an organisation of artists",
                "2023",
                publisher="Example Organisation",
            ),
        ),
        events=(Event(EventKind.TAKEN, "Late November 2022", source=2),),
        claims=(Claim(Status.POLICE_CUSTODY, "January 2023", "", source=2),),
        consents=(Consent(Capacity.SIBLING, "name story"),),
    ),
    Person(
        name="Erkin",
        gender=Gender.MALE,
        born="1970",
        home="ili",
        work="Lawyer",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Erkin represented families in disputes over land. In 2017 his clients began to ask him
            where people were, and he began to ask.
        """,
        story="""
            He put the questions in writing, with the paragraph. Eleven of them were received
            against a stamp and are the only proof that some of these people were ever in custody.
            He was disbarred in October and arrested in November 2017; the files were removed on a
            trolley. The client who has kept copies of the eleven stamps lives abroad now and would
            like them to be used.
        """,
        charge="obstructing official business",
        suspected="Asking, as a lawyer, where people were held.",
        reasons=(ReasonKind.PETITIONING,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=9 * YEAR),
        sources=(
            Source(SourceKind.WITNESS, "a former client", "2020", reliability=Reliability.HIGH),
        ),
        events=(
            Event(EventKind.ARRESTED, "16 November 2017", "In his office.", "ili"),
            Event(EventKind.SENTENCED, "2018", "Nine years."),
        ),
        claims=(Claim(Status.PRISON, "2020", "kokdala"),),
    ),
    Person(
        name="Kulash",
        ethnicity="kazakh",
        gender=Gender.FEMALE,
        born="1949",
        home="ili",
        work="Felt maker",
        group=OccupationGroup.WORKER,
        summary="""
            Kulash made the felt walls of yurts with her daughters and daughters-in-law, all nine at
            once. At seventy she was sent to a camp for two words in a voice message.
        """,
        story="""
            She had answered a grandson’s greeting with the customary blessing. She was away for
            five months. He still cannot forgive himself for having sent it, and she has let him
            know, by way of three relatives, that this is foolish.
        """,
        suspected="A blessing in a voice message.",
        reasons=(
            ReasonKind.RELIGION,
            ReasonKind.TELEPHONE,
        ),
        sources=(Source(SourceKind.RELATIVE, "her grandson in Kazakhstan", "2021"),),
        events=(Event(EventKind.TO_CAMP, "January 2019"), Event(EventKind.RELEASED, "June 2019")),
        claims=(Claim(Status.RELEASED, "2021", "ili"),),
    ),
    Person(
        name="Dilnoza",
        ethnicity="uzbek",
        gender=Gender.FEMALE,
        born="1993",
        home="ili",
        work="Pharmacist",
        group=OccupationGroup.HEALTH,
        summary="""
            Dilnoza, who is Uzbek, was held after she had sold a customer more fever medicine than
            the rules of that week allowed.
        """,
        story="""
            It was during a lock-down, and the customer had three sick children. The till printed a
            warning and she wrote on the receipt by hand: sold on my responsibility.
        """,
        suspected="Selling medicine during a lock-down.",
        reasons=(ReasonKind.PROPERTY,),
        sources=(Source(SourceKind.SOCIAL_MEDIA, "a customer", "2022"),),
        events=(Event(EventKind.TAKEN, "September 2022"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "Late 2022"),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
    Person(
        name="Tahir",
        gender=Gender.MALE,
        born="1976",
        home="ili",
        work="Tailor",
        group=OccupationGroup.WORKER,
        summary="""
            Tahir was measuring a suit for a policeman when the policeman’s colleagues came for him.
            The suit was collected, half finished, as evidence.
        """,
        story="""
            He had sewn the flag of a football club for a neighbour’s boy, blue with a white
            crescent-shaped ball, and somebody took it for another flag. In 2023 he was in the sixth
            year of a sentence of twelve.
        """,
        charge="separatism",
        suspected="A blue flag.",
        reasons=(ReasonKind.OTHER,),
        case=Case(kind=ChargeKind.SEPARATISM, months=12 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "his sister", "2023"),),
        events=(
            Event(EventKind.TAKEN, "January 2018"),
            Event(EventKind.SENTENCED, "End of 2018", "Twelve years."),
        ),
        claims=(Claim(Status.PRISON, "2023", "huyanghe"),),
    ),
    Person(
        name="Mehmut",
        gender=Gender.MALE,
        born="1948",
        home="ili",
        work="Retired teacher",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Mehmut taught history for thirty-five years. He died in a prison hospital in 2022; his
            former pupils were not allowed to come to the burial, and stood along the road.
        """,
        story="""
            There were some two hundred of them, a few metres apart, each with a reason for being on
            the road. He had been sentenced to death, with a reprieve of two years, at the age of
            seventy, for a lesson that he had given in 1996.
        """,
        charge="teaching separatist ideas",
        suspected="A lesson in 1996.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.PAST,
        ),
        case=Case(
            kind=ChargeKind.SEPARATISM, sentence=SentenceKind.DEATH_REPRIEVE, trial=TrialKind.SECRET
        ),
        sources=(
            Source(SourceKind.WITNESS, "a former pupil", "2022"),
            Source(SourceKind.RELATIVE, "a relative", "2022"),
        ),
        events=(
            Event(EventKind.ARRESTED, "Mid-2018"),
            Event(EventKind.SENTENCED, "Late 2018-early 2019"),
            Event(EventKind.DIED, "17 August 2022", "In a prison hospital.", source=2),
        ),
        claims=(Claim(Status.DIED_IN_CUSTODY, "17 August 2022", "", Confidence.CORROBORATED),),
        consents=(Consent(Capacity.CHILD),),
    ),
)
