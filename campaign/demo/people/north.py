"""The north: Altay, Tarbaghatay, Börtala, Sanji, Karamay and the cities between them."""

from campaign.demo.shape import YEAR, Case, Claim, Consent, Event, OtherName, Person, Source
from profiles.models.vocabulary import (
    Basis,
    Capacity,
    ChargeKind,
    Confidence,
    EventKind,
    Gender,
    Identity,
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
        name="Erbol",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1986",
        home="altay",
        work="Skier and maker of skis",
        group=OccupationGroup.WORKER,
        summary="""
            Erbol made skis of spruce and horse hide, as they have been made in the Altay for longer
            than anybody can say. He was detained in January 2018, in the middle of the season.
        """,
        story="""
            The hide goes on with the hair pointing backwards, so that the ski slides down the hill
            and holds on the way up. Erbol was asked to explain this so often, by film crews and
            students, that he had a short version and a long one. He won the race at the winter
            festival three times, and the third time he waited for his cousin at the finish and they
            crossed it together.

            He had been invited to a festival in Kazakhstan and had applied for permission in the
            proper way, in October 2017, with the invitation attached. The answer came in January:
            two officers and a vehicle with chains. Hours later his wife found that they had taken
            the invitation, the passport and the pair that he had made to take as a present.

            A relative was told in 2020 that he had been given six years. The term should have
            ended. Nobody has come home, and the office that could say why has moved.
        """,
        suspected="An invitation to Kazakhstan.",
        reasons=(ReasonKind.TRAVEL,),
        case=Case(months=6 * YEAR),
        words="""
            Every winter our son asks whether his father’s skis will still be the right length. I
            say yes.
        """,
        words_by="his wife",
        sources=(Source(SourceKind.RELATIVE, "his wife, through a relative", "February 2024"),),
        events=(
            Event(EventKind.TAKEN, "14 January 2018", "From home.", "altay"),
            Event(EventKind.SENTENCED, "Before 2020", "Six years, as a relative was told."),
        ),
        claims=(
            Claim(Status.PRISON, "2020", "beitun"),
            Claim(
                Status.UNKNOWN_PLACE,
                "February 2024",
                "",
                Confidence.SINGLE,
                "The term ended in January 2024.",
            ),
        ),
        consents=(Consent(Capacity.SPOUSE, obtained="February 2024"),),
    ),
    Person(
        name="Zhanar",
        ethnicity="kazakh",
        gender=Gender.FEMALE,
        born="1990",
        home="altay",
        work="Primary-school teacher",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Zhanar taught in a school of nineteen pupils at the end of a valley. She has been in
            prison since 2019 because of a poem that the children recited.
        """,
        story="""
            In winter the older boys fetched her by sledge. She had the four lower classes in one
            room and put the stove-side desks at the disposal of whoever had a cold. On the last day
            of school each child recited something, and the parents came down from the pastures to
            hear it.

            In June 2019 a visitor from the county sat at the back. One of the girls recited a poem
            about a mother tongue, eight lines, by a poet who has a street named after him in the
            county town. The visitor asked who had chosen it. The girl pointed to her teacher,
            proudly.

            Zhanar was sentenced to five years that November. The school was merged with another,
            thirty kilometres away, where the pupils board. The girl’s mother says that she has
            given up reading aloud. The five years are over; Zhanar’s brother has asked three times,
            in writing, whether she has been released.
        """,
        charge="inciting ethnic hatred and ethnic discrimination",
        suspected="A poem at a school celebration.",
        reasons=(ReasonKind.CULTURE,),
        case=Case(kind=ChargeKind.HATRED, months=5 * YEAR),
        sources=(
            Source(SourceKind.WITNESS, "the mother of a pupil", "2021"),
            Source(SourceKind.RELATIVE, "her brother in Kazakhstan", "2022"),
        ),
        events=(
            Event(EventKind.OTHER, "20 June 2019", "A visitor hears the children recite.", "altay"),
            Event(EventKind.TAKEN, "Late June 2019", "", "altay", 2),
            Event(EventKind.SENTENCED, "November 2019", "Five years.", "", 2),
        ),
        claims=(Claim(Status.PRISON, "2022", "", Confidence.CORROBORATED, source=2),),
        consents=(Consent(Capacity.SIBLING, obtained="2022"),),
        also=(OtherName("Janar Mysal", NameLanguage.KK_LATN, NameKind.TRANSLITERATION),),
    ),
    Person(
        name="Serik",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1958",
        home="altay",
        work="Ranger",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Serik counted snow leopards for the forest service. He was taken from his hut in 2018,
            and the census of that winter has a gap.
        """,
        story="""
            In nineteen years he had seen four, and said that this was about right. He reported on
            paper because the batteries froze. The reporting line that he did not fill in was the
            one on the political attitude of the herdsmen he met.
        """,
        sources=(Source(SourceKind.WITNESS, "a biologist abroad", "2019"),),
        events=(Event(EventKind.TAKEN, "Winter 2018"),),
        claims=(Claim(Status.CAMP, "2019", "altay"),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
    ),
    Person(
        name="Ainur",
        ethnicity="kazakh",
        gender=Gender.FEMALE,
        born="1996",
        home="altay",
        work="Student of medicine",
        group=OccupationGroup.STUDENT,
        summary="""
            Ainur studied medicine in Almaty and went home for her grandmother’s funeral. Her room
            has been kept for her by four sets of room-mates.
        """,
        story="""
            Each of them hands on the key and the story. Her stethoscope hangs on the lamp. The
            faculty has extended her leave of absence every year; the form has a box for the reason
            and the dean fills it in himself.
        """,
        suspected="Study in Kazakhstan.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(Source(SourceKind.WITNESS, "a room-mate", "2023"),),
        events=(
            Event(
                EventKind.LAST_CONTACT,
                "Early January 2018",
                "A message from the bus station.",
                "altay",
            ),
        ),
        claims=(Claim(Status.MISSING, "2023"),),
        consents=(Consent(Capacity.SIBLING, "name story place"),),
    ),
    Person(
        name="Murat",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1973",
        home="tarbaghatay",
        work="Driver of a snow plough",
        group=OccupationGroup.WORKER,
        summary="""
            Murat kept a pass open for seventeen winters. He was given a term of ten years in 2018;
            his family think that it was a mistake of names.
        """,
        story="""
            There are three men of this name in the district, and one of them had left the country.
            The clerk to whom his wife explained it agreed that it was likely, and said that the
            file was closed.
        """,
        charge="illegally crossing the border",
        suspected="The name of another man.",
        reasons=(ReasonKind.NO_REASON,),
        case=Case(kind=ChargeKind.OTHER, months=10 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "his wife", "2019"),),
        events=(
            Event(EventKind.TAKEN, "1 March 2018"),
            Event(EventKind.SENTENCED, "October 2018", "Ten years."),
        ),
        claims=(Claim(Status.PRISON, "2019", "tarbaghatay"),),
        consents=(Consent(Capacity.SPOUSE, "name story place"),),
    ),
    Person(
        name="Asqar",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1984",
        home="tarbaghatay",
        work="Trader in dried fruit",
        group=OccupationGroup.TRADER,
        summary="""
            Asqar crossed the border twice a month with apricots. He was in a camp from 2017 to 2019
            and has said in public, since he left the country, what he saw there.
        """,
        story="""
            He speaks of the cell in numbers: sixteen beds, twenty-two men, eleven minutes for
            washing, a hundred and four steps to the classroom. He agreed to be shown here with his
            own name. His brother, who vouched for him when he was let out, has not answered the
            telephone since the interview.
        """,
        suspected="Frequent travel.",
        reasons=(ReasonKind.TRAVEL,),
        words="I count so that nobody can say I exaggerate.",
        words_by="himself",
        sources=(
            Source(SourceKind.FORMER_DETAINEE, "himself", "2020", reliability=Reliability.HIGH),
            Source(
                SourceKind.NEWS_MEDIA,
                "an interview",
                "2020",
                "A hundred and four steps",
                "Example News",
            ),
        ),
        events=(
            Event(EventKind.TO_CAMP, "3 December 2017", "", "tarbaghatay"),
            Event(EventKind.RELEASED, "February 2019"),
        ),
        claims=(Claim(Status.RELEASED, "2020", "", Confidence.CORROBORATED),),
        consents=(Consent(Capacity.SELF, obtained="30 September 2021"),),
    ),
    Person(
        name="Naila",
        ethnicity="tatar",
        gender=Gender.FEMALE,
        born="1970",
        home="tarbaghatay",
        work="Librarian",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Naila, a Tatar librarian, refused to pulp the last copies of forty-one books until
            somebody signed for them. She was detained that afternoon.
        """,
        story="""
            Nobody had wanted to sign. The list lay on the counter for six days. The reading room
            has been a canteen since 2019. One of the readers asked whether she might have the date
            stamp, and keeps it for her.
        """,
        suspected="Books that were to be destroyed.",
        reasons=(
            ReasonKind.CULTURE,
            ReasonKind.LANGUAGE,
        ),
        sources=(Source(SourceKind.WITNESS, "a reader", "2020"),),
        events=(Event(EventKind.TAKEN, "22 March 2019", "From the library.", "tarbaghatay"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2020"),),
        also=(OtherName("Naila Mithal", NameLanguage.EN, NameKind.MAIDEN, is_public=False),),
    ),
    Person(
        name="Yuming",
        ethnicity="hui",
        gender=Gender.MALE,
        born="1977",
        home="sanji",
        work="Cheese and milk dealer",
        group=OccupationGroup.TRADER,
        summary="""
            Yuming, who is Hui, had “halal” written over his shop in three scripts. Taking down two
            of them was not enough.
        """,
        story="""
            He left the third up because the paint beneath it was of another colour. After fifteen
            days in police custody he was sent to a camp, and it is not known whether he is still
            there. His wife sold the shop in 2020 and moved to another province.
        """,
        suspected="A sign over a shop.",
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.WITNESS, "a customer", "2019", reliability=Reliability.UNSURE),),
        events=(Event(EventKind.TAKEN, "April-May 2018"), Event(EventKind.TO_CAMP, "May 2018")),
        claims=(Claim(Status.CAMP, "2019", "sanji", Confidence.UNVERIFIED),),
        consents=(Consent(Capacity.RELATIVE, "name story"),),
    ),
    Person(
        name="Liping",
        ethnicity="hui",
        gender=Gender.FEMALE,
        born="1985",
        home="wujiaqu",
        work="Nurse",
        group=OccupationGroup.HEALTH,
        summary="""
            Liping, a Hui nurse, told the parents of a patient in 2020 what their child had died of.
            She was in custody for a month and may not practise.
        """,
        story="""
            She is at home, and keeps bees on the balcony, two boxes. Her colleagues say that she
            was asked to sign that she had misread the chart, that she offered to read it aloud
            instead, and that this was minuted.
        """,
        sources=(Source(SourceKind.WITNESS, "a colleague", "2021"),),
        events=(
            Event(EventKind.TAKEN, "10 August 2020"),
            Event(EventKind.RELEASED, "10 September 2020"),
        ),
        claims=(Claim(Status.RELEASED_CONDITIONAL, "2021", "wujiaqu"),),
        consents=(Consent(Capacity.SELF, "name story"),),
    ),
    Person(
        name="Bekzat",
        ethnicity="kazakh",
        gender=Gender.MALE,
        born="1999",
        home="sanji",
        work="Apprentice electrician",
        group=OccupationGroup.WORKER,
        summary="""
            Bekzat was eighteen when he was arrested for forwarding a song. He was given seven
            years.
        """,
        story="""
            He had added a heart to it; the indictment, a relative was told by somebody who had seen
            it, reproduces the heart. The seven years ended in December 2024. His mother, who had
            been told to expect him, cleared out the room that she had been letting, and it stands
            empty.
        """,
        charge="disseminating extremist audio and video",
        suspected="A song forwarded to eleven people.",
        reasons=(
            ReasonKind.TELEPHONE,
            ReasonKind.CULTURE,
        ),
        case=Case(kind=ChargeKind.TERRORISM, months=7 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "an aunt in Kazakhstan", "2019"),),
        events=(
            Event(EventKind.ARRESTED, "28 December 2017"),
            Event(EventKind.SENTENCED, "Spring 2018", "Seven years."),
        ),
        claims=(Claim(Status.PRISON, "Summer 2019"),),
    ),
    Person(
        name="Shavkat",
        ethnicity="uzbek",
        gender=Gender.MALE,
        born="1961",
        home="sanji",
        work="Restaurant owner",
        group=OccupationGroup.TRADER,
        summary="""
            Shavkat, an Uzbek cook, fed half a street. In 2017 he was ordered to serve during the
            fast, served, and was detained for having looked unwilling.
        """,
        story="""
            The report speaks of “passive attitude at the counter”. He is thought to be in prison;
            the last person who saw him, in 2020, says that he was in the kitchen there.
        """,
        suspected="“Passive attitude.”",
        reasons=(ReasonKind.OTHER,),
        sources=(
            Source(
                SourceKind.LEAKED_DOCUMENT,
                "a weekly report of a street committee",
                "2017",
                reliability=Reliability.HIGH,
            ),
            Source(SourceKind.FORMER_DETAINEE, "a former prisoner", "2021"),
        ),
        events=(
            Event(EventKind.TAKEN, "June 2017"),
            Event(EventKind.SEEN, "2020", "In a prison kitchen.", source=2),
        ),
        claims=(Claim(Status.PRISON, "2020", "sanji", source=2),),
        consents=(Consent(Capacity.CHILD, "name story place quote"),),
    ),
    Person(
        name="Turghun",
        gender=Gender.MALE,
        born="1978",
        home="karamay",
        work="Oil engineer",
        group=OccupationGroup.ENGINEER,
        summary="""
            Turghun worked on drilling rigs for eighteen years. He was detained when a routine check
            of the staff found that he had once shared a flat with somebody.
        """,
        story="""
            The other man had moved abroad in 2009. They had shared a kettle and a calendar for
            washing up. Turghun’s wife was asked to hand in his helmet, against a receipt, and then
            his boots, which were his own.
        """,
        suspected="A former flat-mate.",
        reasons=(ReasonKind.RELATED,),
        sources=(Source(SourceKind.WITNESS, "the former flat-mate", "2019"),),
        events=(Event(EventKind.TAKEN, "20 October 2017", "At work.", "karamay"),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2019"),),
        consents=(Consent(Capacity.SPOUSE, "name story"),),
    ),
    Person(
        name="Peride",
        identity=Identity.ANONYMOUS,
        gender=Gender.FEMALE,
        born="1997",
        home="shihezi",
        work="Student of agriculture",
        group=OccupationGroup.STUDENT,
        summary="""
            A student was preparing seedlings for her diploma when she was called to the dean. The
            seedlings were marked, and passed.
        """,
        story="""
            A friend had gone on watering them and put the right name on the form. The friend has not been
            able to find out more than that “the matter is outside the university”.
        """,
        sources=(Source(SourceKind.WITNESS, "a fellow student", "2018"),),
        events=(Event(EventKind.SUMMONED, "5 March 2018", "To the dean.", "shihezi"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2018"),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
        without=(NameLanguage.ZH_HANS,),
        staff_notes="The friend is still there: no name, and nothing that tells which course it was.",
    ),
    Person(
        name="Raxman",
        gender=Gender.MALE,
        born="1966",
        home="bortala",
        work="Station master",
        group=OccupationGroup.OFFICIAL,
        summary="""
            Raxman was in charge of a small station on the line to the border. In 2018 he wrote down
            how many carriages with covered windows had passed.
        """,
        story="""
            Writing down carriages was his work, and he had done it for twenty-six years. He had put
            the numbers together by month in the back of the book, for his own use. His wife was
            allowed to see him once, in 2021, through glass. He asked her to tell the children that
            he had not done anything they would have to explain.
        """,
        charge="illegally obtaining state secrets",
        case=Case(kind=ChargeKind.SECRETS, months=13 * YEAR),
        sources=(
            Source(
                SourceKind.NEWS_MEDIA, "a news report", "2022", "The station book", "Example News"
            ),
        ),
        events=(
            Event(EventKind.ARRESTED, "End 2018"),
            Event(EventKind.SENTENCED, "2020", "Thirteen years."),
        ),
        claims=(Claim(Status.PRISON, "2022", "shuanghe"),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
)
