"""Ürümqi."""

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
from campaign.publishing.workflow import State
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
    SentenceKind,
    SourceKind,
    Status,
    TrialKind,
)

PEOPLE = (
    Person(
        name="Mukerrem",
        gender=Gender.FEMALE,
        born="1961",
        home="urumqi",
        work="Professor of hydrology",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Mukerrem measured the glaciers that water the region’s oases for thirty years. She was
            detained in December 2017, on the day before a conference.
        """,
        story="""
            She liked to be where the river begins. Every June for thirty years she drove, and later
            walked, to the same stake in the ice and wrote down how far the edge had moved. Her
            students carried the instruments and she carried the onions. The series is one of the
            longest there is for a glacier in Central Asia.

            Her last paper had an appendix of place names, since maps give one name in three
            spellings and herdsmen give another. It was this, former students think, that was held
            against her. She was expected at a conference on 11 December 2017; her slides had been
            sent ahead. The session was opened by a colleague who said that Professor Mukerrem was
            unwell, and sat down.

            Her name was taken off the department’s web page in January and off her papers in the
            library’s catalogue in the course of that year. A university abroad that wrote to ask
            about her was thanked for its interest. Her husband has been told that it is fifteen
            years. The stake was not read in 2018, and not since.
        """,
        charge="separatism",
        suspected="A list of place names.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.CULTURE,
        ),
        case=Case(
            kind=ChargeKind.SEPARATISM,
            months=15 * YEAR,
            trial=TrialKind.SECRET,
            original="分裂国家罪",
        ),
        words="""
            She would want to know what the number was. I would have to tell her that nobody went.
        """,
        words_by="her former doctoral student",
        sources=(
            Source(SourceKind.WITNESS, "former students, now abroad", "2019"),
            Source(SourceKind.RELATIVE, "a relative", "2021"),
            Source(
                SourceKind.UN,
                "a communication by UN experts",
                "2021",
                "Communication on missing scholars (invented for this demonstration)",
                "Example Mandate",
                reliability=Reliability.HIGH,
            ),
        ),
        events=(
            Event(EventKind.TAKEN, "10 December 2017", "The day before a conference.", "urumqi"),
            Event(EventKind.SENTENCED, "2019/2020", "Fifteen years.", source=2),
            Event(
                EventKind.RESPONSE, "2021", "The experts’ letter has not been answered.", source=3
            ),
        ),
        claims=(
            Claim(Status.UNKNOWN_PLACE, "December 2017"),
            Claim(Status.PRISON, "2021", "urumqi", Confidence.CORROBORATED, source=2),
        ),
        consents=(Consent(Capacity.SPOUSE, "name story place photo quote", "March 2022"),),
        replies=(
            Reply(ReplyKind.NONE, "the Government of China, asked by UN experts", "", "2021", 3),
        ),
        elsewhere=("Example register 17",),
    ),
    Person(
        name="Ekrem",
        gender=Gender.MALE,
        born="1983",
        home="urumqi",
        work="Software developer",
        group=OccupationGroup.ENGINEER,
        summary="""
            Ekrem made an application with which people could find their bus in Uyghur. He has been
            detained since 2016.
        """,
        story="""
            Before it, those who read only Uyghur had to ask the driver, and drivers are busy. Ekrem
            built the first version in three weekends, because his mother had twice been carried to
            the end of the line. It spoke the names of the stops aloud. He answered every complaint
            himself, at night, and rode the routes on Sundays to see whether the times were right.

            In November 2016 he was invited to a meeting about “the regulation of software in
            minority languages” and took the morning off for it. A colleague rang the organiser at
            lunch-time and learned that there had been no meeting. The application was gone from the
            stores by the evening.

            He is thought to have been tried in 2018. The sentence has been given to his parents as
            eleven years by one office and as twelve by another. His mother has kept her old
            telephone. It still tells her when to get off.
        """,
        charge="splitting the State",
        suspected="Software in the Uyghur language.",
        reasons=(ReasonKind.LANGUAGE,),
        case=Case(kind=ChargeKind.SEPARATISM, sentence=SentenceKind.FIXED, trial=TrialKind.SECRET),
        sources=(
            Source(SourceKind.WITNESS, "a former colleague", "2018"),
            Source(SourceKind.RELATIVE, "a cousin", "2021"),
        ),
        events=(
            Event(
                EventKind.SUMMONED, "17 November 2016", "To a meeting that did not exist.", "urumqi"
            ),
            Event(EventKind.TRIED, "2018", source=2),
        ),
        claims=(
            Claim(
                Status.PRISON, "2021", "karamay", Confidence.SINGLE, "Eleven or twelve years.", 2
            ),
        ),
        consents=(Consent(Capacity.RELATIVE, "name story place photo", "2021"),),
        also=(OtherName("Bikét", NameLanguage.UG_LATN, NameKind.NICKNAME),),
    ),
    Person(
        name="Mahire",
        gender=Gender.FEMALE,
        born="1978",
        home="urumqi",
        work="Paediatrician",
        group=OccupationGroup.HEALTH,
        summary="""
            Mahire ran the evening clinic of a children’s hospital. In 2019 she was sentenced in a
            trial that took, with the reading of the verdict, forty minutes.
        """,
        story="""
            Parents liked her because she spoke to the child first. She kept a jar of buttons on her
            desk and let each patient choose one, and said that you could tell how ill they were by
            how long it took them to decide.

            In 2013 she had gone abroad for six months’ training, on a grant from the hospital, and
            there she met for dinner, twice, a group of countrymen whom the police five years later
            called an organisation. She was questioned through the spring of 2018, came to work
            after each of the interviews, and was arrested on 30 May in the car park.

            Her lawyer was appointed by the court and did not speak. She was given eight years. Her
            son, then ten, had been told that she was on a course; he found out at school. He lives
            with her sister, who sends him to have his hair cut, his teeth seen to and his eyes
            tested more often than is necessary.
        """,
        charge="participating in a terrorist organisation",
        suspected="Two dinners abroad in 2013.",
        reasons=(
            ReasonKind.TRAVEL,
            ReasonKind.RELATIVES_ABROAD,
        ),
        case=Case(
            kind=ChargeKind.TERRORISM,
            months=8 * YEAR,
            trial=TrialKind.OPEN,
            court="Urumqi Intermediate People’s Court (example)",
        ),
        words="He has one of the buttons. He will not tell me which colour he thinks it used to be.",
        words_by="her sister",
        sources=(
            Source(SourceKind.RELATIVE, "her sister", "2020"),
            Source(
                SourceKind.LAWYER, "a lawyer who saw the file", "2019", reliability=Reliability.HIGH
            ),
        ),
        events=(
            Event(EventKind.SUMMONED, "Spring 2018"),
            Event(EventKind.ARRESTED, "30 May 2018", "In the hospital’s car park.", "urumqi"),
            Event(EventKind.TRIED, "12 February 2019", "Forty minutes.", "urumqi", 2),
            Event(EventKind.SENTENCED, "12 February 2019", "Eight years.", "urumqi", 2),
        ),
        claims=(
            Claim(Status.PRISON, "12 February 2019", "urumqi", Confidence.DOCUMENTED, source=2),
        ),
        consents=(Consent(Capacity.SIBLING, obtained="September 2021"),),
    ),
    Person(
        name="Muxtar",
        gender=Gender.MALE,
        born="1959",
        home="urumqi",
        work="Editor of an almanac",
        group=OccupationGroup.ARTIST,
        summary="""
            For twenty years Muxtar edited an almanac with a proverb for every day. In 2018 a
            commission read all of them again.
        """,
        story="""
            It hung in kitchens: sunrise, the days for sowing and for slaughtering, the phases of
            the moon, and under each date a proverb. He had collected some nine thousand and used
            each of them once in a generation. Readers sent in their own on postcards, and a good
            one was printed on the sender’s birthday.

            The almanac came out with a state publisher and passed its censors every autumn. The
            commission that was set up in 2018 went through it back to 1998 and marked forty-three
            days. One of the proverbs says that a guest who stays too long should bring his own
            bread.

            He was arrested at home in March with the next year’s proofs on the table. A newspaper
            abroad that saw a list of sentences gives fourteen years; a relative has heard eleven.
            His wife has left the last almanac on its nail, at the day.
        """,
        charge="inciting ethnic hatred and ethnic discrimination",
        suspected="Proverbs that had been approved.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.CULTURE,
        ),
        case=Case(kind=ChargeKind.HATRED, sentence=SentenceKind.FIXED),
        sources=(
            Source(
                SourceKind.NEWS_MEDIA,
                "a news report",
                "March 2021",
                "Forty-three days",
                "Example News",
            ),
            Source(SourceKind.RELATIVE, "a relative", "2022"),
        ),
        events=(
            Event(
                EventKind.ARRESTED,
                "Early March 2018",
                "At home, over the proofs of next year’s almanac.",
                "urumqi",
            ),
            Event(
                EventKind.SENTENCED, "Late 2019", "Eleven or fourteen years; the sources differ."
            ),
        ),
        claims=(
            Claim(Status.PRISON, "2022", "", Confidence.DISPUTED, "Eleven or fourteen years.", 2),
        ),
        consents=(
            Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),
            Consent(Capacity.RELATIVE, "name story place", "2022"),
        ),
        amendments=(
            Amendment(
                AmendmentKind.CORRECTION,
                date(2022, 3, 17),
                "We had given fourteen years as certain. A relative has heard eleven, and the record now says that the sources differ.",
            ),
        ),
    ),
    Person(
        name="Arzugül",
        gender=Gender.FEMALE,
        born="1996",
        home="urumqi",
        work="Singer at weddings",
        group=OccupationGroup.ARTIST,
        summary="""
            Arzugül sang at weddings and put some of the songs on the internet. She has been held
            since November 2018.
        """,
        story="""
            She had a repertoire of some three hundred songs, from her grandmother, and was not
            choosy about microphones. One of the films that she put up had half a million views. It
            was a lullaby. In the indictment, as it was read to her father, it is listed by its
            length, three minutes and eleven seconds, and not by its name.
        """,
        charge="inciting ethnic hatred and ethnic discrimination",
        suspected="A lullaby.",
        reasons=(ReasonKind.CULTURE,),
        case=Case(kind=ChargeKind.HATRED),
        sources=(Source(SourceKind.RELATIVE, "her father, through an acquaintance", "2020"),),
        events=(Event(EventKind.ARRESTED, "23 November 2018", "", "urumqi"),),
        claims=(Claim(Status.PRISON, "Summer 2020", "urumqi"),),
        consents=(Consent(Capacity.PARENT, "name story place"),),
    ),
    Person(
        name="Xiulan",
        ethnicity="hui",
        gender=Gender.FEMALE,
        born="1968",
        home="urumqi",
        work="Owner of a noodle shop",
        group=OccupationGroup.TRADER,
        summary="""
            Xiulan, who is Hui, pulled noodles at the same counter for twenty years. She was
            detained when she came back from a visit to her daughter, who had just had a child.
        """,
        story="""
            She had gone for forty days, as a grandmother does, and had cooked every one of them.
            Her daughter took her to the airport in July 2017. They had agreed on a sign: if all was
            well she would send a photograph of the shop. The photograph came, two days later, and
            the shutter in it was down.

            She was in a camp for a year and a half. What her daughter knows of it comes from one
            call, in which her mother said that the noodles there were machine-cut. Since then she
            has been at home with a box at the door that registers when it is opened. The grandchild
            has started school and has never been held by her again.
        """,
        suspected="A visit to her daughter abroad.",
        reasons=(
            ReasonKind.TRAVEL,
            ReasonKind.RELATIVES_ABROAD,
        ),
        words="She told me about the noodles so that I would know it was really her.",
        words_by="her daughter",
        sources=(
            Source(
                SourceKind.RELATIVE, "her daughter", "January 2020", reliability=Reliability.HIGH
            ),
        ),
        events=(
            Event(EventKind.TAKEN, "19 July 2017", "On her return.", "urumqi"),
            Event(EventKind.RELEASED, "January 2019", "Sent home, under watch."),
            Event(EventKind.CALL, "Mid-January 2020"),
        ),
        claims=(
            Claim(Status.CAMP, "2018", "urumqi"),
            Claim(Status.HOUSE_ARREST, "January 2020", "urumqi"),
        ),
        consents=(Consent(Capacity.CHILD, "name story place quote", "2022"),),
        also=(OtherName("Fatimah", NameLanguage.EN, NameKind.RELIGIOUS, is_public=False),),
    ),
    Person(
        name="Guohua",
        ethnicity="hui",
        gender=Gender.MALE,
        born="1951",
        home="urumqi",
        work="Retired railwayman",
        group=OccupationGroup.RETIRED,
        summary="""
            Guohua, a Hui pensioner, taught Arabic letters to five neighbours at his kitchen table.
            He was sentenced to four years, and served them.
        """,
        story="""
            He came out in 2021 at the age of seventy and went, his nephew says, straight to the
            station to see whether the clock that he used to wind was right. It was electric. He is
            well and asks that people think of those who are still inside.
        """,
        charge="running an unauthorised class",
        suspected="Teaching letters at home.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.RELIGION,
        ),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=4 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "his nephew", "2022"),),
        events=(
            Event(EventKind.ARRESTED, "April 2017"),
            Event(EventKind.RELEASED, "April 2021", "After his full term."),
        ),
        claims=(Claim(Status.RELEASED, "2022", "urumqi", Confidence.CORROBORATED),),
        consents=(Consent(Capacity.SELF, "name story", "2022"),),
        amendments=(
            Amendment(
                AmendmentKind.UPDATE,
                date(2022, 9, 5),
                "His nephew confirmed that he was released in April 2021. The record says so now.",
            ),
        ),
    ),
    Person(
        name="Kamil",
        gender=Gender.MALE,
        born="1974",
        home="urumqi",
        work="Importer of textiles",
        group=OccupationGroup.TRADER,
        summary="Kamil traded in cloth with six countries. Four of them turned out to be on a list.",
        story="""
            He was taken from the arrivals hall and his samples went round on the belt until
            somebody took them off. His business partners have each been asked, by different people,
            to say that they did not know him well.
        """,
        charge="aiding terrorist activities",
        suspected="Business trips to “sensitive” countries.",
        reasons=(
            ReasonKind.TRAVEL,
            ReasonKind.PROPERTY,
        ),
        case=Case(kind=ChargeKind.TERRORISM),
        sources=(Source(SourceKind.WITNESS, "a business partner", "2019"),),
        events=(Event(EventKind.TAKEN, "2 February 2017", "At the airport.", "urumqi"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2019"),),
        consents=(Consent(Capacity.SPOUSE, "name story"),),
    ),
    Person(
        name="Halide",
        gender=Gender.FEMALE,
        born="1989",
        home="urumqi",
        work="Flight attendant",
        group=OccupationGroup.WORKER,
        summary="""
            Halide has been in police custody since she asked, in uniform, at the desk of a police
            station, where her husband was.
        """,
        story="""
            She had twenty minutes before the crew bus. That was on 4 September 2023. The airline
            was told that she had resigned, and her mother was given the uniform, pressed, in a
            carrier bag.
        """,
        suspected="Asking about her husband.",
        reasons=(
            ReasonKind.PETITIONING,
            ReasonKind.RELATED,
        ),
        sources=(Source(SourceKind.WITNESS, "a colleague", "2023"),),
        events=(Event(EventKind.TAKEN, "4 September 2023", "At a police station.", "urumqi"),),
        claims=(Claim(Status.POLICE_CUSTODY, "October 2023", "urumqi"),),
        consents=(Consent(Capacity.PARENT, "name story place"),),
    ),
    Person(
        name="Dilshat",
        gender=Gender.MALE,
        born="1986",
        home="urumqi",
        work="Trainer of a football team",
        group=OccupationGroup.OTHER,
        summary="""
            Dilshat trained a team of twelve-year-olds. In a film shown on state television in 2019
            he says that he has understood his mistakes.
        """,
        story="""
            He is thinner in it and looks to the left before each sentence. One of the boys, who is
            in another country now, recognised the jacket: it was the team’s, turned inside out.
            Nobody outside has seen or spoken to him since the broadcast.
        """,
        suspected="A training camp abroad for the team.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(
            Source(
                SourceKind.STATE_MEDIA,
                "a broadcast of state television",
                "2019",
                reliability=Reliability.LOW,
            ),
            Source(SourceKind.WITNESS, "a former player", "2021"),
        ),
        events=(
            Event(EventKind.TO_CAMP, "End 2017-early 2018", source=2),
            Event(EventKind.FORCED_STATEMENT, "19 May 2019", "Shown on state television."),
        ),
        claims=(Claim(Status.CAMP, "May 2019", "", Confidence.SINGLE, source=1),),
        consents=(Consent(Capacity.FRIEND, "name story photo"),),
        also=(OtherName("Trénir", NameLanguage.UG_LATN, NameKind.NICKNAME),),
    ),
    Person(
        name="Shöhret",
        gender=Gender.MALE,
        born="1979",
        home="urumqi",
        work="Translator",
        group=OccupationGroup.ARTIST,
        summary="""
            Shöhret translated detective stories, for pleasure, and contracts, for a living. He was
            detained a week before his visa was to be issued.
        """,
        story="""
            He had a place to study and a room to stay in, and had asked the landlady whether one
            could hear trains from it. She answered that one could. She has kept his letter because
            nobody had asked her that before.
        """,
        suspected="A visa to study abroad.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(Source(SourceKind.WITNESS, "a landlady", "2017", reliability=Reliability.LIKELY),),
        events=(
            Event(EventKind.PASSPORT_TAKEN, "March 2017"),
            Event(EventKind.TAKEN, "Late April 2017"),
        ),
        claims=(Claim(Status.UNKNOWN_PLACE, "2017"),),
        consents=(Consent(Capacity.FRIEND, "name story quote"),),
    ),
    Person(
        name="Gülnar",
        gender=Gender.FEMALE,
        born="1971",
        home="urumqi",
        work="Property developer",
        group=OccupationGroup.TRADER,
        summary="""
            Gülnar built three blocks of flats and a school, which bore her name until 2018. She is
            serving nineteen years.
        """,
        story="""
            Her company’s assets were confiscated together with her own, and the school has another
            name. Her daughter, who was studying abroad, found the judgment on the internet, by
            searching for the address of the house in which she had grown up.
        """,
        charge="financing terrorist activities; bribery",
        suspected="Wealth, and a donation to a school.",
        reasons=(ReasonKind.PROPERTY,),
        case=Case(kind=ChargeKind.TERRORISM, months=19 * YEAR),
        sources=(
            Source(
                SourceKind.DATABASE,
                "a register of court decisions",
                "2020",
                reliability=Reliability.HIGH,
            ),
            Source(SourceKind.RELATIVE, "a sister-in-law", "2021"),
        ),
        events=(
            Event(EventKind.ARRESTED, "11 June 2018", "", "urumqi"),
            Event(EventKind.SENTENCED, "November 2019", "Nineteen years, and confiscation."),
        ),
        claims=(Claim(Status.PRISON, "2020", "urumqi", Confidence.DOCUMENTED),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
    Person(
        name="Otabek",
        ethnicity="uzbek",
        gender=Gender.MALE,
        born="1990",
        home="urumqi",
        work="Mechanic",
        group=OccupationGroup.WORKER,
        summary="""
            Otabek, an Uzbek mechanic, was to be best man at his brother’s wedding across the
            border. He got as far as the station.
        """,
        story="""
            The ring was in his pocket, and the police gave it back to his mother, with a receipt on
            which it is described as “metal object, round”. His brother postponed the wedding twice
            and then held it, with a chair left empty.
        """,
        suspected="A journey to a wedding abroad.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(Source(SourceKind.RELATIVE, "his brother", "2019"),),
        events=(Event(EventKind.TAKEN, "25 August 2018", "At the railway station.", "urumqi"),),
        claims=(Claim(Status.CAMP, "2019"),),
        consents=(Consent(Capacity.SIBLING),),
    ),
    Person(
        name="Zulpiye",
        gender=Gender.FEMALE,
        born="1992",
        home="urumqi",
        work="Architect",
        group=OccupationGroup.ENGINEER,
        summary="""
            Zulpiye drew up plans for restoring old houses. Her page is being checked by a second
            person and is not public.
        """,
        story="""
            She measured courtyards by pacing them, checked her paces with a tape and was seldom
            out. The date of her arrest and the name of the office that she worked for still have to
            be confirmed.
        """,
        sources=(Source(SourceKind.RELATIVE, "a relative", "2024"),),
        events=(Event(EventKind.TAKEN, "2022"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2024"),),
        consents=(Consent(Capacity.SIBLING, "name story place"),),
        state=State.IN_REVIEW,
        staff_notes="Second source promised for March. Check that the office is not named.",
    ),
    Person(
        name="Jelil",
        gender=Gender.MALE,
        born="unknown",
        home="urumqi",
        work="",
        summary="""
            All that is known of Jelil is a name called out in a cell, and that somebody answered.
        """,
        story="""
            A former detainee remembers the morning count of a cell of thirty-four, in order. Jelil
            was the nineteenth. He was an older man with a Kashgar accent and a cough. We publish
            the name because someone may be looking for it.
        """,
        sources=(
            Source(
                SourceKind.FORMER_DETAINEE,
                "a former detainee",
                "2019",
                reliability=Reliability.UNKNOWN,
            ),
        ),
        events=(Event(EventKind.SEEN, "unclear"),),
        claims=(Claim(Status.UNKNOWN, "", "", Confidence.UNVERIFIED, source=0),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Ghopur",
        gender=Gender.MALE,
        home="urumqi",
        work="Bus driver",
        group=OccupationGroup.WORKER,
        summary="",
        sources=(
            Source(
                SourceKind.DATABASE, "an imported list", "2024", reliability=Reliability.UNKNOWN
            ),
        ),
        claims=(),
        consents=(),
        without=(NameLanguage.ZH_HANS,),
        state=State.DRAFT,
        staff_notes="Imported; nothing confirmed. Needs consent, a status and a summary.",
    ),
)
