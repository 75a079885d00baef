"""Kizilsu and Bayingholin, and the Pamirs."""

from campaign.demo.shape import YEAR, Case, Claim, Consent, Event, OtherName, Person, Source
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
    Reliability,
    SourceKind,
    Status,
)

PEOPLE = (
    Person(
        name="Azamat",
        ethnicity="kyrgyz",
        gender=Gender.MALE,
        born="1981",
        home="kizilsu",
        work="Reciter of the Manas",
        group=OccupationGroup.ARTIST,
        summary="""
            Azamat, who is Kyrgyz, could recite the epic of Manas for nine hours without a book. He
            was detained on his way to a festival in 2017 to which the prefecture had sent him.
        """,
        story="""
            He had it from his uncle, who had it in a dream, as reciters do, and he had worked
            through the winters of his youth as a herd so as to have somebody to practise on. Sheep,
            he said, are a good audience. They leave when it is not true.

            In August 2017 the prefecture’s office of culture issued him with a travel permit for a
            festival over the border, a costume, and an allowance for two days. At the pass the
            permit was looked at for a long time. The driver, who was told to go on, delivered the
            costume.

            His name is on a list of sixty people from the prefecture which came out in 2019; beside
            it are the words “strike hard” and no number of years. The festival has kept an hour for
            him in the programme of each year since. They do not fill it. People sit.
        """,
        suspected="A journey for which he had a permit.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(
            Source(SourceKind.WITNESS, "the organisers of a festival", "2022"),
            Source(
                SourceKind.LEAKED_DOCUMENT,
                "a list from the prefecture",
                "2019",
                "A list of sixty names (invented for this demonstration)",
                reliability=Reliability.HIGH,
            ),
        ),
        events=(Event(EventKind.TAKEN, "18 August 2017", "At a mountain pass.", "kizilsu"),),
        claims=(
            Claim(
                Status.CAMP_OR_PRISON,
                "2019",
                "kizilsu",
                Confidence.DOCUMENTED,
                "“Strike hard”; no term is given.",
                2,
            ),
        ),
        consents=(Consent(Capacity.RELATIVE, obtained="2022"),),
    ),
    Person(
        name="Gulzat",
        ethnicity="kyrgyz",
        gender=Gender.FEMALE,
        born="1987",
        home="kizilsu",
        work="Border interpreter",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Gulzat, who is Kyrgyz, interpreted between lorry drivers and customs officers for a
            decade. She was detained because she knew people on both sides.
        """,
        story="""
            That had been in the job advertisement. She is known to have been in a camp until 2019
            and not known to have left it. Drivers who ask after her at the crossing are answered in
            a language that she would have had to translate.
        """,
        suspected="Acquaintances abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        sources=(Source(SourceKind.WITNESS, "a lorry driver", "2020"),),
        events=(Event(EventKind.TO_CAMP, "Mid-2017"),),
        claims=(Claim(Status.CAMP, "2019", "kizilsu"),),
        consents=(Consent(Capacity.RELATIVE, "name story place"),),
    ),
    Person(
        name="Bakyt",
        ethnicity="kyrgyz",
        gender=Gender.MALE,
        born="1969",
        home="kizilsu",
        work="Yak herder",
        group=OccupationGroup.FARMER,
        summary="""
            Bakyt went down to the town in 2018 to have a tooth pulled, for the first time in three
            years. He did not have the card that had been introduced in the meantime.
        """,
        story="""
            His wife waited for a week before she went to look for him, since the tooth might have
            been a bad one. She was shown a room full of men learning to sing, through a window, and
            thinks that she saw his hat.
        """,
        sources=(Source(SourceKind.RELATIVE, "a brother-in-law", "2019"),),
        events=(Event(EventKind.TAKEN, "Autumn 2018"),),
        claims=(Claim(Status.CAMP, "End 2018", "kizilsu"),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Aibek",
        ethnicity="kyrgyz",
        gender=Gender.MALE,
        born="2001",
        home="kizilsu",
        work="Student",
        group=OccupationGroup.STUDENT,
        summary="""
            Aibek, who is Kyrgyz, was arrested at nineteen for what he had looked up. His sentence
            will end, if it is not extended, in 2027.
        """,
        story="""
            He had searched for the price of a ticket to Bishkek, for the date of a holiday and for
            the word “freedom” in three languages, in order to see which was the longest.
        """,
        charge="preparing to cross the border illegally",
        suspected="A search history.",
        reasons=(ReasonKind.TELEPHONE,),
        case=Case(kind=ChargeKind.OTHER, months=6 * YEAR),
        sources=(Source(SourceKind.LAWYER, "a lawyer", "2022", reliability=Reliability.HIGH),),
        events=(
            Event(EventKind.ARRESTED, "11 January 2021"),
            Event(EventKind.SENTENCED, "September 2021", "Six years."),
        ),
        claims=(Claim(Status.PRISON, "2022", "", Confidence.DOCUMENTED),),
        consents=(Consent(Capacity.LAWYER, "name story"),),
    ),
    Person(
        name="Nurbek",
        ethnicity="kyrgyz uzbek",
        gender=Gender.MALE,
        born="1985",
        home="kizilsu",
        work="Falconer and driver",
        group=OccupationGroup.OTHER,
        summary="""
            Nurbek, whose mother is Uzbek and whose father was Kyrgyz, drove a school bus and kept
            an eagle. He was taken in April 2018 and is serving a term of ten years.
        """,
        story="""
            The bus was full twice a day, and the eagle was for Sundays. He had caught her young
            and, as is the custom, meant to let her go after ten years. He had told the children the
            date and they kept him to it: 1 May 2018.

            He was detained on 17 April. On his telephone, it is said, was a film of an eagle, with
            music, in the wrong language. His mother, who is afraid of birds, fed her for two weeks
            with a pair of coal tongs, and on 1 May she and the whole school went up to the pass and
            took off the hood.

            The film of that day exists, too. Nobody sends it to anybody. His mother has been
            allowed to write to him and wrote that the matter he was concerned about had been
            attended to.
        """,
        charge="disseminating extremist audio and video",
        suspected="A film of an eagle.",
        reasons=(
            ReasonKind.TELEPHONE,
            ReasonKind.RELIGION,
        ),
        case=Case(kind=ChargeKind.TERRORISM, months=10 * YEAR),
        words="He wrote back one line. He asked which way she flew.",
        words_by="his mother",
        sources=(Source(SourceKind.RELATIVE, "his mother, through a cousin", "2021"),),
        events=(
            Event(EventKind.TAKEN, "17 April 2018", "", "kizilsu"),
            Event(EventKind.SENTENCED, "Late 2018", "Ten years."),
        ),
        claims=(Claim(Status.PRISON, "Spring 2021", "kizilsu"),),
        consents=(Consent(Capacity.PARENT, obtained="2021"),),
        also=(OtherName("Nurbek Misol", NameLanguage.UZ_LATN, NameKind.ALSO_KNOWN_AS),),
    ),
    Person(
        name="Shirin",
        ethnicity="tajik",
        gender=Gender.FEMALE,
        born="1979",
        home="kashgar",
        work="Nurse in a mountain clinic",
        group=OccupationGroup.HEALTH,
        summary="""
            Shirin, a Tajik of the Pamirs, was the only nurse for four valleys. She has been
            detained since the clinic’s radio was found to be too strong.
        """,
        story="""
            It had been a gift of the army to the clinic, ten years before, after she had helped
            them with an avalanche. The plaque with the thanks was photographed for the file.
        """,
        suspected="Possession of a radio.",
        reasons=(ReasonKind.OTHER,),
        sources=(Source(SourceKind.WITNESS, "a mountaineer", "2020"),),
        events=(Event(EventKind.TAKEN, "About March 2018"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2020"),),
    ),
    Person(
        name="Dewlet",
        ethnicity="tajik",
        gender=Gender.MALE,
        born="1960",
        home="kashgar",
        work="Flute player",
        group=OccupationGroup.ARTIST,
        summary="""
            Dewlet, a Tajik of the Pamirs, made flutes from the wing bones of eagles that had died.
            He died in 2021, eleven days after he had been brought home.
        """,
        story="""
            He had been away for three years, and was set down at the edge of the village at dusk.
            Someone played for him; he moved the fingers. They were at the right holes, his nephew
            says.
        """,
        suspected="A concert tour.",
        reasons=(
            ReasonKind.TRAVEL,
            ReasonKind.CULTURE,
        ),
        sources=(Source(SourceKind.RELATIVE, "his nephew", "2021"),),
        events=(
            Event(EventKind.TAKEN, "2018"),
            Event(EventKind.RELEASED, "3 March 2021"),
            Event(EventKind.DIED, "14 March 2021"),
        ),
        claims=(Claim(Status.DIED_AFTER_RELEASE, "14 March 2021", "kashgar"),),
        consents=(Consent(Capacity.RELATIVE, "name story place"),),
    ),
    Person(
        name="Musa",
        gender=Gender.MALE,
        born="1968",
        home="bayingholin",
        work="Fisherman",
        group=OccupationGroup.FARMER,
        summary="""
            Musa fished a lake that has been drying up since he was a boy. He was the last to hold a
            licence, and lost his freedom in the week in which it ran out.
        """,
        story="""
            He had gone to have it renewed and was asked in the same office whether he prayed. He
            answered that on the water everybody does. His nephew has the boat, on trestles, and
            tars it every spring.
        """,
        suspected="An answer in an office.",
        reasons=(ReasonKind.PETITIONING,),
        sources=(Source(SourceKind.RELATIVE, "a cousin", "2020"),),
        events=(
            Event(EventKind.SUMMONED, "6 April 2018"),
            Event(EventKind.TO_CAMP, "Late April 2018"),
        ),
        claims=(Claim(Status.CAMP_OR_PRISON, "2020", "bayingholin"),),
    ),
    Person(
        name="Mutellip Yaqup",
        gender=Gender.MALE,
        born="1998",
        home="bayingholin",
        work="Wrestler",
        group=OccupationGroup.OTHER,
        summary="""
            Mutellip wrestled for the region’s youth team. He did not come to the weighing-in before
            a championship in 2019, and the team has never said why.
        """,
        story="""
            His trainer waited until the scales were taken away. Mutellip had a permit for a
            tournament abroad that spring and had asked at the police station whether it would be a
            difficulty. His belt hangs in the hall with the others; somebody has turned it so that
            the name faces the wall.
        """,
        suspected="A tournament abroad.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(
            Source(
                SourceKind.NEWS_MEDIA,
                "a sports report",
                "2019",
                "Absent at the weighing-in",
                "Example News",
            ),
        ),
        events=(Event(EventKind.LAST_CONTACT, "Beginning of April 2019"),),
        claims=(Claim(Status.CAMP, "2019", "", Confidence.UNVERIFIED),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Abduqadir",
        gender=Gender.MALE,
        born="1953",
        home="kizilsu",
        work="Retired headmaster",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Abduqadir built up a school on a gravel plain, and was sentenced, two years after he had
            retired, for the inscription over its door.
        """,
        story="""
            It had been there for twenty-four years and says “Read”. It was in two languages, and in
            the right order; the court found that the letters of the first were larger. They had
            been cut by a local mason who could cut only one size, and the difference comes from the
            alphabet.
        """,
        charge="splitting the State",
        suspected="An inscription.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.CULTURE,
        ),
        case=Case(kind=ChargeKind.SEPARATISM, months=15 * YEAR),
        sources=(Source(SourceKind.WITNESS, "a former teacher of the school", "2021"),),
        events=(
            Event(EventKind.ARRESTED, "Late 2017-early 2018"),
            Event(EventKind.SENTENCED, "By March 2019", "Fifteen years."),
        ),
        claims=(Claim(Status.PRISON, "2021", "tumshuq"),),
        consents=(Consent(Capacity.CHILD),),
    ),
    Person(
        name="Ibrahim",
        gender=Gender.MALE,
        born="1982",
        home="tiemenguan",
        work="Warehouseman",
        group=OccupationGroup.WORKER,
        summary="""
            Ibrahim has been moved four times in six years, to judge by the places from which money
            has been asked for on his behalf.
        """,
        story="""
            The requests come as a form, for slippers, a blanket, vitamins, and each has another
            stamp. His parents have put a pin in a map for each stamp, and send the money. They do
            not know whether he gets the slippers.
        """,
        sources=(
            Source(
                SourceKind.OFFICIAL_DOCUMENT,
                "forms with four stamps",
                "2017-2023",
                reliability=Reliability.HIGH,
            ),
            Source(SourceKind.RELATIVE, "his parents", "2023"),
        ),
        events=(
            Event(EventKind.TAKEN, "Early September 2017", "", "tiemenguan", 2),
            Event(EventKind.TRANSFERRED, "2018"),
            Event(EventKind.TRANSFERRED, "Between 2019 and 2021"),
            Event(EventKind.TRANSFERRED, "September 2023"),
        ),
        claims=(Claim(Status.PRISON, "September 2023", "baiyang", Confidence.DOCUMENTED),),
        consents=(Consent(Capacity.PARENT, "name story place quote"),),
    ),
    Person(
        name="Qadir",
        gender=Gender.MALE,
        born="2 October 1993",
        home="bayingholin",
        work="Waiter",
        group=OccupationGroup.WORKER,
        summary="""
            Qadir carried six plates at once and had been promised a rise. He was taken on his
            birthday, during the second sitting.
        """,
        story="""
            The cook had made him a cake of rice. The guests who had been at his tables that evening
            were asked to stay for two hours and then let go with a receipt for the meal. His
            colleagues each put something aside for a year, and gave it to his mother without saying
            what it was, and she did not ask.
        """,
        sources=(Source(SourceKind.WITNESS, "a colleague", "2019"),),
        events=(Event(EventKind.TAKEN, "2 October 2017", "During his shift.", "bayingholin"),),
        claims=(Claim(Status.PRISON, "2019", "", Confidence.UNVERIFIED),),
        consents=(Consent(Capacity.PARENT, "name story"),),
        also=(OtherName("Kadir Misal", NameLanguage.EN, NameKind.MISSPELLING),),
    ),
)
