"""Kashgar."""

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
    Relative,
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
    Identity,
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
        name="Aygül",
        gender=Gender.FEMALE,
        born="1984",
        home="kashgar",
        work="Primary-school teacher",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Aygül taught the youngest classes of a village school for eleven years. She was called
            to the school office on a Thursday in June 2017 and has not come home since.
        """,
        story="""
            Aygül taught first and second grade. Her sister says that she kept a drawer of pencils
            cut in half, because half a pencil is the right length for a hand of six years, and that
            she knew which of her pupils had come without breakfast. In the evenings she copied out
            rhymes for them by hand. When lessons in Uyghur were stopped she went on teaching, in
            Chinese, and stayed behind after school with those who could not follow.

            On 15 June 2017 she was asked to come to the office during the second lesson. She left
            her bag on the chair. Two of the parents saw her walk to a car with three people, one of
            whom carried her telephone. That night the family was told that she was “studying” and
            that there was no need to bring clothes. In the autumn they were told to bring winter
            clothes.

            Nobody in the family has seen a verdict. In 2021 a neighbour who works in the township
            told her parents that it was nine years. Her daughter, who was four, is now old enough
            to read the letters that Aygül cannot be sent. The drawer was emptied when the school
            was painted; her mother has one of the pencils.
        """,
        charge="inciting ethnic hatred and ethnic discrimination",
        suspected="Teaching rhymes in Uyghur; a sister who lives abroad.",
        reasons=(
            ReasonKind.LANGUAGE,
            ReasonKind.RELATIVES_ABROAD,
        ),
        case=Case(kind=ChargeKind.HATRED, months=9 * YEAR),
        words="""
            She would want the children told that she did not leave them. She would say it just like
            that: tell them I did not leave.
        """,
        words_by="her sister",
        sources=(
            Source(
                SourceKind.RELATIVE,
                "her sister, who lives abroad",
                "2019",
                contact="sister@demo.invalid, by Signal only",
            ),
            Source(SourceKind.WITNESS, "a parent of a pupil", "about 2018"),
        ),
        events=(
            Event(EventKind.SUMMONED, "May 2017", "Questioned for a day about calls from abroad."),
            Event(
                EventKind.TAKEN,
                "15 June 2017",
                "Taken from the school during the second lesson.",
                "kashgar",
                source=2,
            ),
            Event(EventKind.TO_CAMP, "July 2017", "The family is told that she is “studying”."),
            Event(EventKind.SENTENCED, "2018/2019", "Nine years, as a neighbour told her parents."),
        ),
        claims=(
            Claim(Status.CAMP, "Late 2017", "kashgar"),
            Claim(
                Status.PRISON, "March 2021", "aksu", note="Said to be in Example Facility No. 1."
            ),
        ),
        consents=(Consent(Capacity.SIBLING, obtained="12 March 2021"),),
        also=(
            OtherName("Aigul Misal", NameLanguage.EN, NameKind.MISSPELLING),
            OtherName("Àigǔlì Shìlì", NameLanguage.ZH_PINYIN, NameKind.PINYIN),
            OtherName("Айгүл Мисал", NameLanguage.UG_CYRL, NameKind.TRANSLITERATION),
        ),
        formerly=("aigul-misal",),
        staff_notes="Her village is not to be named: the school has one class per year.",
        relatives=(Relative(Relation.SIBLING, described="a sister abroad", is_public=False),),
        amendments=(
            Amendment(
                AmendmentKind.UPDATE, date(2024, 2, 12), "Her sister allowed us to quote her."
            ),
        ),
    ),
    Person(
        name="Abdurehim",
        gender=Gender.MALE,
        born="1962",
        home="kashgar",
        work="Bookseller",
        group=OccupationGroup.TRADER,
        summary="""
            For twenty-six years Abdurehim kept a bookshop of one room. In March 2018 he and the two
            people who worked with him were taken on the same afternoon.
        """,
        story="""
            The shop was four metres wide. Abdurehim sold school books in August, calendars in
            December and, the rest of the year, whatever people would read: grammars, poems, a
            manual of pear trees that went through three editions. He lent more than he sold. A
            customer remembers that he wrote the name of the borrower inside the cover in pencil,
            and rubbed it out when the book came back, so that nobody should be embarrassed by
            having been late.

            Every title on his shelves had been printed by a state publishing house and had passed
            its censors. In the winter of 2017 lists began to arrive of books that were no longer
            allowed, and he took them down, list by list, and signed for each. On 21 March 2018 four
            officers came at the hour of the afternoon when the shop was busiest. They took him, his
            assistant [Nijat](/profiles/nijat-misal/) and [Patigül](/profiles/patigul-misal/), who
            kept the accounts, and sealed the door with a strip of paper.

            His wife went to the police station for nineteen days and was told each time to come
            back the next. In 2019 she was read a sentence of fourteen years from a sheet that she
            was not given. The room sells telephone covers now.
        """,
        charge="illegal business operations; disseminating extremist materials",
        suspected="Selling books that were legal when he bought them.",
        reasons=(
            ReasonKind.CULTURE,
            ReasonKind.PROPERTY,
        ),
        case=Case(kind=ChargeKind.ECONOMIC, months=14 * YEAR),
        sources=(
            Source(SourceKind.FORMER_DETAINEE, "a former customer, now abroad", "2020"),
            Source(SourceKind.RELATIVE, "a relative", "2021"),
        ),
        events=(
            Event(
                EventKind.TAKEN,
                "21 March 2018",
                "Taken from his shop together with the two people who worked there.",
                "kashgar",
            ),
            Event(EventKind.SENTENCED, "2019", "Fourteen years, read out to his wife.", source=2),
        ),
        claims=(
            Claim(Status.UNKNOWN_PLACE, "March 2018", source=1),
            Claim(
                Status.PRISON,
                "November 2021",
                "tumshuq",
                Confidence.CORROBORATED,
                "Said to be in Example Facility No. 4.",
                2,
            ),
        ),
        consents=(
            Consent(Capacity.SPOUSE, "name story place photo quote relatives", obtained="2021"),
        ),
        relatives=(
            Relative(Relation.COLLEAGUE, "nijat-misal"),
            Relative(Relation.COLLEAGUE, "patigul-misal"),
        ),
    ),
    Person(
        name="Nijat",
        gender=Gender.MALE,
        born="1991",
        home="kashgar",
        work="Bookshop assistant",
        group=OccupationGroup.TRADER,
        summary="""
            Nijat carried the boxes, climbed the ladder and knew where every book stood. He was
            taken with his employer in March 2018.
        """,
        story="""
            He had come to the shop at sixteen to earn money for a bicycle and had stayed for ten
            years. People who asked for a title were told the shelf before they had finished the
            sentence. He was to be married in May 2018; the invitations had been printed. His mother
            was told that he was being educated and would be home for the wedding. She has kept the
            invitations, in their paper band.
        """,
        suspected="Worked in a bookshop.",
        reasons=(ReasonKind.RELATED,),
        sources=(Source(SourceKind.RELATIVE, "a cousin", "2020"),),
        events=(
            Event(
                EventKind.TAKEN,
                "21 March 2018",
                "Taken from the shop together with its owner and bookkeeper.",
                "kashgar",
            ),
        ),
        claims=(Claim(Status.CAMP_OR_PRISON, "2020", note="The family was told both."),),
        consents=(Consent(covers="name story place relatives"),),
    ),
    Person(
        name="Patigül",
        gender=Gender.FEMALE,
        born="about 1976",
        home="kashgar",
        work="Bookkeeper",
        group=OccupationGroup.TRADER,
        summary="""
            Patigül kept the accounts of a small bookshop three afternoons a week. She was taken
            with its owner in March 2018 and released after twenty months.
        """,
        story="""
            She had a head for figures and a bad hip, and did the books sitting on a cushion that
            the owner had bought for her. In November 2019 she was brought back to her street in the
            evening. Neighbours say that she walks with a stick now, goes out only to the assembly
            on Mondays, and has asked people not to visit. Her relatives abroad have heard her voice
            once, for two minutes, with somebody else in the room.
        """,
        suspected="Worked in a bookshop.",
        reasons=(ReasonKind.RELATED,),
        sources=(Source(SourceKind.WITNESS, "a former neighbour", "Early 2020"),),
        events=(
            Event(
                EventKind.TAKEN,
                "21 March 2018",
                "Taken from the shop together with its owner and his assistant.",
                "kashgar",
            ),
            Event(EventKind.RELEASED, "November 2019", "Brought home; may not leave the street."),
            Event(EventKind.CALL, "January 2020", "Two minutes; she was not alone."),
        ),
        claims=(Claim(Status.RELEASED_CONDITIONAL, "January 2020", "kashgar"),),
        consents=(Consent(covers="name story place quote relatives"),),
    ),
    Person(
        name="Enwer",
        gender=Gender.MALE,
        born="1970",
        home="kashgar",
        work="Baker",
        group=OccupationGroup.WORKER,
        summary="""
            Enwer baked naan at the same corner for most of his life. He was taken from his oven
            before dawn in the spring of 2017 and is serving a sentence of sixteen years.
        """,
        story="""
            The oven was lit at four. By five there was a queue, and by seven Enwer had said good
            morning to most of the quarter. He stamped the dough with a wooden stamp that had been
            his father’s, with one spike missing, so that his bread could be told from anybody
            else’s by the gap in the pattern. Those who could not pay took theirs from a nail beside
            the door.

            In 2015 he had spent three weeks in another country to visit his brother, with a
            passport that the county had issued to him. In the first week of April 2017 the police
            asked him to write down every day of those three weeks. He wrote two pages. He was
            fetched on the 9th, between the lighting of the oven and the first bread; people who
            came for it found the fire burning and the boy who helped him in tears.

            His brother learned of the sentence from a stranger’s voice message in 2020. There has
            been no paper, no visit that he knows of, and no answer to the eleven letters he has
            sent.
        """,
        charge="participating in terrorist activities",
        suspected="A journey abroad to see his brother.",
        reasons=(
            ReasonKind.TRAVEL,
            ReasonKind.RELATIVES_ABROAD,
        ),
        case=Case(kind=ChargeKind.TERRORISM, months=16 * YEAR, trial=TrialKind.SECRET),
        words="I look at bread differently. Everybody’s bread has the whole pattern.",
        words_by="his brother",
        sources=(
            Source(SourceKind.RELATIVE, "his brother, who lives abroad", "2020"),
            Source(
                SourceKind.LEAKED_DOCUMENT,
                "a county list",
                "2018",
                "List of returned travellers (invented for this demonstration)",
                reliability=Reliability.HIGH,
            ),
        ),
        events=(
            Event(EventKind.PASSPORT_TAKEN, "Late 2016"),
            Event(EventKind.SUMMONED, "Early April 2017", "Wrote an account of his journey."),
            Event(EventKind.TAKEN, "9 April 2017", "Taken from his oven before dawn.", "kashgar"),
            Event(EventKind.SENTENCED, "Mid-2018", "Sixteen years.", source=2),
        ),
        claims=(
            Claim(Status.CAMP, "2017", "kashgar"),
            Claim(Status.PRISON, "2020", "aral", Confidence.DOCUMENTED, source=2),
        ),
        consents=(Consent(Capacity.SIBLING, obtained="June 2021"),),
    ),
    Person(
        name="Dilnur",
        gender=Gender.FEMALE,
        born="3 May 1995",
        home="kashgar",
        work="Student of pharmacy",
        group=OccupationGroup.STUDENT,
        summary="""
            Dilnur was in her third year of pharmacy abroad when her parents asked her to come home.
            She was met at the airport.
        """,
        story="""
            Her room-mates remember the colour of her notes: blue for what she knew, red for what
            she did not, and by June hardly any red. She meant to open a pharmacy in the old town
            with a bench in front of it, because old people, she said, do not come for medicine;
            they come to sit down.

            In June 2017 her father telephoned and asked her to come home for the summer. He asked
            twice in the same words, and she told her room-mates that it did not sound like him. She
            flew on the 28th with one suitcase and left the other behind. A message from the airport
            at Ürümqi said that she had landed. There was no second message.

            The suitcase is still with her room-mates, who have written to her parents on each of
            her birthdays. In 2019 somebody who had been held in the same place said that she had
            taught the other women in her cell the Latin names of plants, to have something to do.
        """,
        suspected="Study in a country on the list of “sensitive” ones.",
        reasons=(ReasonKind.TRAVEL,),
        sources=(
            Source(SourceKind.WITNESS, "her room-mates", "Autumn 2017"),
            Source(SourceKind.FORMER_DETAINEE, "a former detainee", "2019"),
        ),
        events=(
            Event(
                EventKind.LAST_CONTACT, "28 June 2017", "A message that she had landed.", "urumqi"
            ),
            Event(EventKind.SEEN, "2018", "Seen in a camp by a former detainee.", "kashgar", 2),
        ),
        claims=(
            Claim(Status.MISSING, "June 2017"),
            Claim(Status.CAMP, "2018", "kashgar", source=2),
        ),
        consents=(Consent(Capacity.FRIEND, "name story place", "2020"),),
    ),
    Person(
        name="Obul",
        gender=Gender.MALE,
        born="1968-1970",
        home="kashgar",
        work="Melon farmer",
        group=OccupationGroup.FARMER,
        summary="""
            Obul’s son was told in 2020 that his father was in prison. A year later an official told
            a reporter that he was at home and well. Nobody has been able to speak to him.
        """,
        story="""
            He grew melons on land that floods, and was known for burying the best of them in sand
            so that there would be one to open in February. His son, who left in 2014, spoke to him
            on Sundays until the Sundays stopped.

            Two accounts of him exist and they cannot both be true. A relative saw the notice of a
            seven-year sentence in the hands of the village office in 2020. In 2021 the county’s
            spokesman, answering a list of names from a news agency, said that Obul had “graduated”,
            lived normally and had no wish to talk to journalists. We show both, with their dates.
            His son has asked for one minute of video in which his father says what day it is.
        """,
        charge="gathering a crowd to disturb social order",
        suspected="A son abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=7 * YEAR, original="聚众扰乱社会秩序罪"),
        sources=(
            Source(SourceKind.RELATIVE, "a relative", "2020"),
            Source(
                SourceKind.OFFICIAL_REPLY,
                "the county’s spokesman",
                "May 2021",
                "Answer to a list of names (invented for this demonstration)",
                reliability=Reliability.UNLIKELY,
            ),
        ),
        events=(
            Event(EventKind.TAKEN, "After 2017", "Between two Sundays.", "kashgar"),
            Event(EventKind.SENTENCED, "Early 2020", "Seven years, on a notice."),
            Event(EventKind.RESPONSE, "May 2021", "“Graduated, lives normally.”", source=2),
        ),
        claims=(
            Claim(Status.PRISON, "March 2020", "kashgar", Confidence.DISPUTED),
            Claim(
                Status.RELEASED, "May 2021", "", Confidence.DISPUTED, "Not confirmed by anybody.", 2
            ),
        ),
        consents=(Consent(Capacity.CHILD),),
        replies=(
            Reply(
                ReplyKind.OTHER_ACCOUNT,
                "the county’s spokesman",
                "He has graduated, lives normally and has no wish to talk to journalists.",
                "May 2021",
                2,
            ),
        ),
        amendments=(
            Amendment(
                AmendmentKind.DISPUTED,
                date(2021, 6, 2),
                "We added the county’s answer. It contradicts the notice that a relative saw; we show both, and his son’s request for proof.",
            ),
        ),
    ),
    Person(
        name="Hashim",
        gender=Gender.MALE,
        born="1938",
        home="kashgar",
        work="Retired imam",
        group=OccupationGroup.RELIGIOUS,
        summary="""
            Hashim led prayers, with the licence of the state, until he was seventy. He was detained
            at seventy-nine and died in custody two years later.
        """,
        story="""
            The mosque in which he served had a mulberry tree, and what visitors remember is the old
            man under it with a bowl of water and a cat. He had stopped preaching in 2008. What he
            still did was to wash the dead of the quarter, when families asked him, and to sit with
            them afterwards.

            He was taken in August 2017, on a stretcher, since he could no longer walk. The family
            was told of his death by telephone in the winter of 2019 and was allowed to bury him in
            the presence of officials, at night, six people and no prayer aloud.
        """,
        charge="illegal religious activities",
        suspected="Leading prayers, years before, in a registered mosque.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.RELIGION),
        sources=(Source(SourceKind.RELATIVE, "a grandson", "2020", reliability=Reliability.HIGH),),
        events=(
            Event(EventKind.TAKEN, "August 2017", "Carried out on a stretcher.", "kashgar"),
            Event(EventKind.DIED, "Winter 2019", "The family was told by telephone."),
        ),
        claims=(Claim(Status.DIED_IN_CUSTODY, "Winter 2019", "kashgar"),),
        consents=(Consent(covers="name story place photo", obtained="2020"),),
        also=(OtherName("Hashim Qarim Misal", NameLanguage.UG_LATN, NameKind.RELIGIOUS),),
    ),
    Person(
        name="Gülbahar",
        gender=Gender.FEMALE,
        born="1979",
        home="kashgar",
        work="Embroiderer of doppas",
        group=OccupationGroup.WORKER,
        summary="""
            Gülbahar embroidered the caps that her whole street wore at weddings. Since 2018 she
            sews in a factory she did not choose, in a town she had never seen.
        """,
        story="""
            One cap took her nine days. In 2018 she came back from eight months in a camp with the
            instruction to report to a coach on Monday. The factory makes gloves. She may telephone
            for five minutes a week and says every time that the food is good, a thing she was never
            known to remark on.
        """,
        suspected="A headscarf in a photograph from 2013.",
        reasons=(ReasonKind.RELIGION,),
        sources=(Source(SourceKind.RELATIVE, "her aunt", "2021"),),
        events=(
            Event(EventKind.TAKEN, "January 2018"),
            Event(EventKind.TO_LABOUR, "September 2018", "Sent by coach to a glove factory."),
        ),
        claims=(Claim(Status.FORCED_LABOUR, "February 2021", "bayingholin"),),
    ),
    Person(
        name="Osman",
        gender=Gender.MALE,
        born="1958",
        home="kashgar",
        work="Farmer",
        group=OccupationGroup.FARMER,
        summary="""
            Osman, a grower of figs, is said to have been sentenced to eleven years for a donation
            to the repair of a village mosque.
        """,
        story="""
            The donation was 200 yuan, and there was a receipt with a stamp on it. He kept receipts.
            His daughter-in-law believes that this is how it was found. The fig trees were wrapped
            in straw for the winter by his neighbours, the first year and the second.
        """,
        charge="assisting terrorist activities",
        suspected="A gift of money to a registered mosque.",
        reasons=(
            ReasonKind.RELIGION,
            ReasonKind.PROPERTY,
        ),
        case=Case(kind=ChargeKind.TERRORISM, months=11 * YEAR),
        sources=(Source(SourceKind.RELATIVE, "his daughter-in-law", "2019"),),
        events=(
            Event(EventKind.TAKEN, "Early 2018"),
            Event(EventKind.SENTENCED, "2018"),
        ),
        claims=(Claim(Status.PRISON, "2019"),),
    ),
    Person(
        name="Zeynep",
        gender=Gender.FEMALE,
        born="1966",
        home="kashgar",
        work="Midwife",
        group=OccupationGroup.HEALTH,
        summary="""
            Zeynep had helped, by her own count, at 2,140 births. She is held because of what she
            would not report.
        """,
        story="""
            She kept the count in a school exercise book: the date, the weight, the weather.
            Officials who visited the clinic in 2018 wanted a different list, of mothers with more
            children than the rules allow, and she told them that she had no head for such things.
            The exercise book was taken with her. A colleague thinks that she is in prison; her
            family has been told only that she “cannot come to the telephone at present”, in the
            same words, each time they have asked.
        """,
        suspected="Refusing to name mothers.",
        reasons=(ReasonKind.BIRTHS,),
        sources=(Source(SourceKind.WITNESS, "a colleague", "2022"),),
        events=(Event(EventKind.TAKEN, "October-November 2018", "From the clinic."),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2022"),),
        consents=(Consent(Capacity.CHILD, "name story"),),
    ),
    Person(
        name="Kérim",
        gender=Gender.MALE,
        born="1982",
        home="kashgar",
        work="Taxi driver",
        group=OccupationGroup.WORKER,
        summary="""
            Kérim drove a taxi at night so that he could take his daughter to school in the morning.
            He was stopped at a checkpoint in December 2016.
        """,
        story="""
            The officers looked through his telephone and found an application for sharing files
            that half the drivers at the rank had on theirs. The car stood at the checkpoint for a
            month with a school bag on the back seat.
        """,
        suspected="An application on his telephone.",
        reasons=(ReasonKind.TELEPHONE,),
        sources=(Source(SourceKind.WITNESS, "another driver", "2018"),),
        events=(Event(EventKind.TAKEN, "December 2016", "At a checkpoint, from his car."),),
        claims=(Claim(Status.CAMP_OR_PRISON, "2018"),),
        without=(NameLanguage.ZH_HANS,),
    ),
    Person(
        name="Meryem",
        gender=Gender.FEMALE,
        born="1988",
        home="kashgar",
        work="At home with her children",
        group=OccupationGroup.HOMEMAKER,
        summary="""
            Meryem was detained when her youngest child was five months old. Her husband, who was
            abroad on business, has not been able to return.
        """,
        story="""
            He had left for two weeks, to buy cloth. The last thing she asked him for was a
            particular kind of baby bottle. The three children were divided: the eldest to his
            parents, the other two, [Bilal](/profiles/bilal-misal/) and
            [Sumeyye](/profiles/sumeyye-misal/), to a boarding facility of the state. He has the
            bottle on the shelf of a rented room and has stopped saying when he will bring it.

            In 2019 a friend of the family said that Meryem had been sentenced to six years. Others
            say that she was still in a camp at that time. He has asked two consulates for help and
            has the stamped receipts of both letters.
        """,
        suspected="A husband abroad; a third child.",
        reasons=(
            ReasonKind.RELATIVES_ABROAD,
            ReasonKind.BIRTHS,
        ),
        words="I was away for two weeks. I say it like that when people ask: two weeks.",
        words_by="her husband",
        sources=(
            Source(SourceKind.RELATIVE, "her husband", "2018", reliability=Reliability.HIGH),
            Source(SourceKind.WITNESS, "a friend of the family", "2019"),
        ),
        events=(
            Event(EventKind.TAKEN, "4 November 2017", "From home, in the evening.", "kashgar"),
        ),
        claims=(
            Claim(Status.CAMP, "2018"),
            Claim(Status.CAMP_OR_PRISON, "2019", source=2, confidence=Confidence.DISPUTED),
        ),
        consents=(
            Consent(
                Capacity.SPOUSE, "name story place photo quote relatives", obtained="August 2020"
            ),
        ),
        relatives=(
            Relative(Relation.CHILD, "bilal-misal"),
            Relative(Relation.CHILD, "sumeyye-misal"),
            Relative(Relation.CHILD, described="an elder child, who is with the grandparents"),
        ),
    ),
    Person(
        name="Polat",
        gender=Gender.MALE,
        born="1990",
        home="kashgar",
        work="Repairer of computers",
        group=OccupationGroup.ENGINEER,
        summary="""
            Polat repaired telephones and computers in a stall of the bazaar. He has been missing
            since early 2017.
        """,
        story="""
            He would not charge for anything that took less than ten minutes. In January 2017 the
            stalls of his row were inspected and the hard disks carried away in rice sacks; two days
            later the shutter of his stall was down. His father has been told by three offices that
            they hold nobody of that name.
        """,
        suspected="What customers had stored on machines that he repaired.",
        reasons=(ReasonKind.TELEPHONE,),
        sources=(Source(SourceKind.RELATIVE, "his father, through a friend", "2018"),),
        events=(Event(EventKind.LAST_CONTACT, "January 2017"),),
        claims=(Claim(Status.MISSING, "2018"),),
        without=(NameLanguage.ZH_HANS,),
        replies=(
            Reply(
                ReplyKind.DENIED,
                "three offices of the county",
                "We hold nobody of that name.",
                "2018",
            ),
        ),
    ),
    Person(
        name="Rizwangül",
        gender=Gender.FEMALE,
        born="1993",
        home="kashgar",
        work="Kindergarten teacher",
        group=OccupationGroup.EDUCATOR,
        summary="""
            Rizwangül spent fourteen months in a camp. She lives at home now and works, under a
            contract she may not end, in the kindergarten where she worked before.
        """,
        story="""
            She has written once to a friend abroad. The letter is about the weather, the height of
            the children and a song for counting; it mentions three times that everything is fine.
            The friend knows the song. It has a second verse, about a bird that was let out of its
            cage and did not know where to fly, and the letter stops before it.
        """,
        suspected="Messages to a friend abroad.",
        reasons=(
            ReasonKind.TELEPHONE,
            ReasonKind.RELATIVES_ABROAD,
        ),
        sources=(Source(SourceKind.SOCIAL_MEDIA, "a friend abroad", "2019"),),
        events=(
            Event(EventKind.TO_CAMP, "April 2018"),
            Event(EventKind.RELEASED, "June 2019"),
        ),
        claims=(Claim(Status.RELEASED_CONDITIONAL, "December 2019", "kashgar"),),
        consents=(Consent(Capacity.FRIEND, "name story"),),
    ),
    Person(
        name="Sadiq",
        gender=Gender.MALE,
        born="1955",
        home="kashgar",
        work="Butcher",
        group=OccupationGroup.TRADER,
        summary="""
            Sadiq was sixty-three, diabetic and in a camp for want of a reason anybody could name.
            His family was given his watch and told that his heart had stopped.
        """,
        story="""
            His wife had taken insulin to the gate every Friday. For the last five Fridays it was
            accepted and, as they now think, not handed on. The watch had been wound.
        """,
        sources=(Source(SourceKind.RELATIVE, "his son", "2019"),),
        events=(
            Event(EventKind.TO_CAMP, "March-April 2018"),
            Event(EventKind.HOSPITALISED, "End 2018"),
            Event(EventKind.DIED, "2 December 2018"),
        ),
        claims=(Claim(Status.DIED_IN_CUSTODY, "2 December 2018", "kashgar"),),
        consents=(Consent(Capacity.CHILD, "name story place photo"),),
    ),
    Person(
        name="Bilal",
        gender=Gender.MALE,
        born="2013",
        home="kashgar",
        work="Child",
        group=OccupationGroup.CHILD,
        summary="""
            Bilal was four when his mother was detained. He was placed in a boarding facility of the
            state, although his grandparents had asked to keep him.
        """,
        story="""
            The grandparents live eleven kilometres away and may see him on two days of the year. On
            the first of these visits he spoke to them in Uyghur; on the third he answered in
            Chinese; on the fifth he asked who they were. His father is abroad and has a recording,
            forty seconds long, in which Bilal explains what a crane on a building site is for.
        """,
        sources=(Source(SourceKind.RELATIVE, "his father", "2019"),),
        events=(
            Event(EventKind.TAKEN, "November 2017", "Placed in a boarding facility.", "kashgar"),
        ),
        claims=(
            Claim(
                Status.CHILD_FACILITY, "September 2019", "kashgar", note="Example Facility No. 7."
            ),
        ),
        consents=(Consent(Capacity.PARENT, "name story relatives"),),
    ),
    Person(
        name="Sumeyye",
        gender=Gender.FEMALE,
        born="June 2017",
        home="kashgar",
        work="Child",
        group=OccupationGroup.CHILD,
        summary="""
            Sumeyye was five months old when her mother was detained. She has lived in an
            institution ever since.
        """,
        story="""
            Her father has seen one photograph, sent by somebody who did not sign the message: a row
            of children on a bench, all with the same haircut. He believes that she is the third
            from the left. He says that he would not swear to it.
        """,
        sources=(Source(SourceKind.RELATIVE, "her father", "2020"),),
        events=(Event(EventKind.TAKEN, "November 2017", "Placed in a nursery of the state."),),
        claims=(Claim(Status.CHILD_FACILITY, "2020", "kashgar", Confidence.UNVERIFIED),),
        consents=(Consent(Capacity.PARENT, "name story relatives"),),
    ),
    Person(
        name="Abdurahman Abdughéni Memet’éli",
        gender=Gender.MALE,
        born="1949",
        home="kashgar",
        work="Retired civil servant",
        group=OccupationGroup.RETIRED,
        summary="""
            A civil servant for thirty-four years and a pensioner for ten, Abdurahman was detained
            for having once been on pilgrimage, with an official group.
        """,
        story="""
            The pilgrimage was organised, and led, by the department that he had worked for. He had
            a framed certificate of it in the hall. It was photographed by the officers who came for
            him in 2017, and is still on the wall; his wife does not know whether she may take it
            down.
        """,
        suspected="A pilgrimage in 2011.",
        reasons=(
            ReasonKind.RELIGION,
            ReasonKind.TRAVEL,
        ),
        sources=(
            Source(
                SourceKind.NEWS_MEDIA,
                "a news report",
                "2019",
                "A pensioner’s certificate",
                "Example News",
            ),
        ),
        events=(Event(EventKind.TAKEN, "2017"),),
        claims=(Claim(Status.HOSPITAL, "2019", "kashgar", note="Under guard in a hospital ward."),),
        consents=(Consent(Capacity.NONE, "", basis=Basis.PUBLIC_RECORD),),
    ),
    Person(
        name="A.",
        identity=Identity.PARTIAL,
        shown_as="A., a teacher",
        gender=Gender.UNKNOWN,
        born="1970s",
        work="Teacher",
        group=OccupationGroup.EDUCATOR,
        summary="""
            A. is a teacher, born in the 1970s. The family asked us to show no more than this, and
            that they are waiting.
        """,
        sources=(Source(SourceKind.RELATIVE, "the family", "2022"),),
        events=(Event(EventKind.TAKEN, "After 2016"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2022"),),
        consents=(Consent(Capacity.RELATIVE, "name story", "2022"),),
        without=(NameLanguage.ZH_HANS, NameLanguage.UG_ARAB),
        staff_notes="Full name and town are in the sealed file. Nothing that could identify the school.",
    ),
    Person(
        name="Tursun",
        gender=Gender.MALE,
        born="1947",
        home="kashgar",
        work="Coppersmith",
        group=OccupationGroup.WORKER,
        summary="""
            Tursun beat copper in the street of the smiths for fifty years. He was sentenced to
            twelve years at the age of seventy-one.
        """,
        story="""
            He was hard of hearing, as all of them are. At the reading of the sentence, a relative
            heard later, he asked for it to be repeated, and the judge repeated only the number. His
            apprentice has taken over the anvil but not the stool.
        """,
        charge="gathering a crowd to disturb social order",
        suspected="A meal for neighbours after a funeral.",
        reasons=(ReasonKind.RELIGION,),
        case=Case(kind=ChargeKind.PUBLIC_ORDER, months=12 * YEAR, trial=TrialKind.SECRET),
        sources=(Source(SourceKind.RELATIVE, "a relative", "End 2018-early 2019"),),
        events=(
            Event(EventKind.TAKEN, "2017/2018"),
            Event(EventKind.TRIED, "Spring 2018", "Without a lawyer."),
            Event(EventKind.SENTENCED, "June 2018"),
        ),
        claims=(Claim(Status.PRISON, "June 2018"),),
    ),
    Person(
        name="Semet",
        gender=Gender.MALE,
        born="1985",
        home="kashgar",
        work="Shopkeeper",
        group=OccupationGroup.TRADER,
        summary="""
            Semet’s family asked for his page to be taken down. It is gone; this text is shown to
            staff alone.
        """,
        sources=(Source(SourceKind.RELATIVE, "a relative", "2020", is_public=False),),
        events=(Event(EventKind.TAKEN, "2018"),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2020"),),
        consents=(Consent(Capacity.SIBLING, obtained="2020", withdrawn=True),),
        state=State.WITHDRAWN,
        staff_notes="Consent withdrawn by telephone after a visit to the family. Do not contact.",
    ),
    Person(
        name="Mihrigül",
        gender=Gender.FEMALE,
        born="1986",
        home="kashgar",
        work="Nurse",
        group=OccupationGroup.HEALTH,
        summary="""
            Mihrigül, a nurse on a children’s ward, was taken at the end of a night shift in 2018.
            Her colleagues were told not to ask.
        """,
        story="""
            She had been on for fourteen hours, because a colleague had not come in. The same two
            officers had fetched that colleague the evening before. The ward kept both their mugs on
            the shelf until the spring, when somebody from the administration took them away.
        """,
        sources=(Source(SourceKind.WITNESS, "a colleague", "2021"),),
        events=(Event(EventKind.TAKEN, "February 2018", "At the end of a night shift."),),
        claims=(Claim(Status.UNKNOWN_PLACE, "2021"),),
    ),
    Person(
        name="Yüsüp",
        gender=Gender.MALE,
        born="1977",
        home="kashgar",
        work="Carpet dealer",
        group=OccupationGroup.TRADER,
        summary="""
            Yüsüp was never arrested. His passport was taken in 2016, his wife lives abroad, and he
            has not been allowed to leave since.
        """,
        story="""
            He has applied fourteen times, in the same words, because the clerk told him that
            different words would look evasive. They have one child, whom he has held for eleven
            days. He sends her drawings of carpets, square by square, for her to colour.
        """,
        suspected="A wife abroad.",
        reasons=(ReasonKind.RELATIVES_ABROAD,),
        words="He asks me what our daughter weighs. He has never once asked me what will happen.",
        words_by="his wife",
        sources=(Source(SourceKind.RELATIVE, "his wife", "Late 2023"),),
        events=(Event(EventKind.PASSPORT_TAKEN, "October 2016"),),
        claims=(Claim(Status.TRAVEL_BAN, "Late 2023", "kashgar"),),
        consents=(Consent(Capacity.SPOUSE, "name story place quote"),),
    ),
)
