"""News: what is publicly known of the campaign's subject, told in our own words, with its sources.

Unlike the people, none of it is invented, so no invented person is linked to it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from news.models import NewsItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    slug: str
    on: datetime
    kind: NewsItem.Kind
    headline: str
    standfirst: str
    body: str
    petitions: tuple[str, ...] = ()


NEWS = (
    Item(
        slug="like-we-were-enemies-in-a-war",
        on=datetime(2021, 6, 10, 12, tzinfo=UTC),
        kind=NewsItem.Kind.RESOURCE,
        headline="Amnesty International publishes “Like We Were Enemies in a War”",
        standfirst="""
            A long report, built on the testimony of more than fifty people who were held in the camps,
            concludes that crimes against humanity are being committed in Xinjiang.
        """,
        body="""
            Amnesty International published its report on the mass internment, torture and persecution of
            Muslims in Xinjiang on 10 June 2021. It rests on interviews with people who had been in the
            internment camps themselves, and with relatives of people who are missing or detained.

            The report describes how people were taken: without a charge, without a lawyer, often at
            night or by a summons to the police station, for reasons such as a visit to another country,
            prayer, or an application on a telephone. It describes what followed: days that were
            regulated to the minute, lessons by repetition, and a watch kept on former detainees and
            their families after they had been let go.

            Amnesty found that the evidence shows at least the following crimes against humanity:
            imprisonment, torture and persecution. It called on the Government to close the camps and to
            release everyone in camps or prisons unless there is sufficient, credible and admissible
            evidence that they have committed an internationally recognised offence.

            With the report began a campaign for more than sixty people who were known by name.

            ## Sources

            * Amnesty International, “Like We Were Enemies in a War”: China’s Mass Internment, Torture and
              Persecution of Muslims in Xinjiang, 10 June 2021, index ASA 17/4137/2021
        """,
    ),
    Item(
        slug="323832-signatures",
        on=datetime(2021, 10, 12, 9, tzinfo=UTC),
        kind=NewsItem.Kind.EVENT,
        headline="323,832 people in 184 countries ask for the detained to be freed",
        standfirst="""
            Amnesty International’s petition for the people detained in Xinjiang has been taken to Chinese
            embassies in ten cities.
        """,
        body="""
            The petition that opened with Amnesty’s report in June has been signed by 323,832 people from
            184 countries and territories. It asks the Chinese authorities to release the hundreds of
            thousands of men and women who are arbitrarily detained in Xinjiang.

            In the first days of October supporters held public events in ten cities to hand it over at the
            embassies. In London, on 7 October, they stood there in blue clothes of the kind that people
            wear in the camps.

            Amnesty published an open letter at the same time. It asks the member states of the United
            Nations to condemn the violations and to see to it that they are investigated.

            *The petition in this demonstration has exactly as many signatures, from as many countries, so
            that one can see what a petition of that size looks like. They are invented, and stand for
            nobody’s.*

            ## Sources

            * Amnesty International Australia: [China: UN must act on Xinjiang atrocities after petition
              shows mass global outrage](https://www.amnesty.org.au/china-un-must-act-on-xinjiang-atrocities/)
        """,
        petitions=("free-the-detained",),
    ),
    Item(
        slug="forced-labour-law-in-force",
        on=datetime(2022, 6, 21, 12, tzinfo=UTC),
        kind=NewsItem.Kind.RESULT,
        headline="In the United States, the burden of proof turns round",
        standfirst="""
            From today goods made wholly or in part in Xinjiang are presumed there to be the product of
            forced labour, unless the importer shows that they are not.
        """,
        body="""
            The Uyghur Forced Labor Prevention Act was signed on 23 December 2021, after both houses of
            Congress had agreed on a common text. Its main rule applies from 21 June 2022, one hundred and
            eighty days later.

            The rule is a presumption. Goods that were mined, produced or manufactured wholly or in part in
            the Xinjiang Uyghur Autonomous Region, or by a business on a published list, are taken to
            have been made with forced labour and may not be imported. An importer who says otherwise has to
            bring clear and convincing evidence and to answer every question of the customs authority.

            A law on goods frees nobody by itself. But families whose relatives were “transferred for
            work” have for the first time a foreign authority that must ask who made a thing, and where.

            ## Sources

            * Public Law 117–78
            * US Customs and Border Protection: [Uyghur Forced Labor Prevention
              Act](https://www.cbp.gov/trade/forced-labor/UFLPA)
        """,
    ),
    Item(
        slug="un-office-publishes-its-assessment",
        on=datetime(2022, 9, 1, 9, tzinfo=UTC),
        kind=NewsItem.Kind.RESOURCE,
        headline="UN Human Rights Office: possible crimes against humanity in Xinjiang",
        standfirst="""
            Minutes before the High Commissioner’s term ended, her Office published the assessment for which
            families had been waiting.
        """,
        body="""
            The Office of the United Nations High Commissioner for Human Rights published its assessment
            of human rights concerns in the Xinjiang Uyghur Autonomous Region late on 31 August 2022, the
            last day in office of the High Commissioner, Michelle Bachelet.

            The Office examined laws, official documents and data, and spoke with former detainees and
            others with direct knowledge. It concludes that serious human rights violations have been
            committed in the region in the application of strategies against terrorism and “extremism”.
            The extent of arbitrary and discriminatory detention of Uyghurs and members of other mostly
            Muslim groups, it says, may constitute international crimes, in particular crimes against
            humanity.

            The first of its recommendations to the Government is to take prompt steps to release all
            those who are arbitrarily deprived of their liberty, whether in so-called vocational centres, in
            prisons or elsewhere. The second is to clarify urgently where those people are whose
            families are looking for them, and to let families reach each other. China rejects the
            assessment; its answer is published together with it.

            Our petition to the High Commissioner asks for no more than these recommendations, person by
            person.

            ## Sources

            * OHCHR, Assessment of human rights concerns in the Xinjiang Uyghur Autonomous Region, People’s
              Republic of China, 31 August 2022
        """,
        petitions=("free-the-detained", "tell-the-families"),
    ),
    Item(
        slug="council-declines-a-debate",
        on=datetime(2022, 10, 6, 18, tzinfo=UTC),
        kind=NewsItem.Kind.EVENT,
        headline="By two votes, the Human Rights Council decides not to talk about it",
        standfirst="""
            A proposal to debate the UN’s own assessment was voted down in Geneva: 17 in favour, 19
            against, 11 abstentions.
        """,
        body="""
            The draft decision that was before the Human Rights Council on 6 October 2022, five weeks after the
            assessment of the High Commissioner’s Office, was one of procedure. It did not condemn anybody
            and asked for no investigation. It asked the Council to hold a debate, at its next session, on
            the situation of human rights in Xinjiang.

            It had been tabled by ten states: Australia, Canada, Denmark, Finland, Iceland, Lithuania, Norway,
            Sweden, the United Kingdom and the United States. China had spoken against it as an
            interference in its internal affairs.

            Of the 47 members 17 voted for the debate and 19 against it; 11 abstained. So the draft was
            rejected.

            The vote decided what the Council would talk about, and not what is true. The assessment stands.
            So does the mandate of the High Commissioner, who needs no vote in order to ask where a person is.

            ## Sources

            * Human Rights Council, fifty-first session, draft decision A/HRC/51/L.6
            * US Mission in Geneva: [statement introducing the draft
              decision](https://geneva.usmission.gov/2022/10/06/introducing-draft-decision-l-6-debate-on-the-situation-of-human-rights-in-the-xinjiang-uyghur-autonomous-region-china-hrc51/)
            * Geneva Solutions: [Human Rights Council shuts down China debate proposal in close
              vote](https://genevasolutions.news/global-news/human-rights-council-shuts-down-china-debate-proposal-in-close-vote)
        """,
        petitions=("free-the-detained",),
    ),
    Item(
        slug="cerd-calls-for-release",
        on=datetime(2022, 11, 24, 16, tzinfo=UTC),
        kind=NewsItem.Kind.STATEMENT,
        headline="UN committee on racial discrimination: release them, and tell the families",
        standfirst="""
            Under its early warning procedure the Committee calls for the immediate release of all who are
            arbitrarily detained in Xinjiang.
        """,
        body="""
            The Committee on the Elimination of Racial Discrimination watches over the convention of that
            name, to which China is a party. In August 2018, after its regular review of China, it had already
            said that it was alarmed by reports of the detention of large numbers of Uyghurs and others,
            without charge or trial.

            On 24 November 2022 it published a decision under its early warning and urgent action
            procedure, which it uses seldom. It calls on China to investigate at once all allegations of
            human rights violations in the region, among them torture, forced labour, enforced
            disappearances and deaths in custody; to release immediately everyone who is arbitrarily deprived of
            liberty, in so-called vocational centres or elsewhere; and to give relatives detailed information on
            the status and well-being of those who are detained or have disappeared.

            It also asks that reprisals against Uyghurs and others who speak out be stopped, inside the
            country and abroad, and reminds all states that they share the responsibility for bringing
            serious breaches to an end by lawful means.

            ## Sources

            * OHCHR press release of 24 November 2022: [UN Committee on the Elimination of Racial Discrimination calls
              for probe into Xinjiang rights
              violations](https://www.ohchr.org/en/press-releases/2022/11/china-un-committee-elimination-racial-discrimination-calls-probe-xinjiang)
            * International Service for Human Rights: [China must release Uyghurs, end grave
              violations](https://ishr.ch/latest-updates/china-must-release-uyghurs-end-grave-violations-rules-un-committee/)
        """,
        petitions=("tell-the-families",),
    ),
    Item(
        slug="china-answers-its-review",
        on=datetime(2024, 7, 5, 9, tzinfo=UTC),
        kind=NewsItem.Kind.EVENT,
        headline="China answers its review, and rejects 98 recommendations",
        standfirst="""
            In its fourth Universal Periodic Review China was given 428 recommendations. What it accepts
            does not reach those who are detained.
        """,
        body="""
            Every member of the United Nations is reviewed by the others once in about five years. It was
            China’s turn, for the fourth time, on 23 January 2024. So many states had asked for the floor
            that each of them had forty-five seconds.

            Some used them to ask for the release of people arbitrarily detained in Xinjiang, for access for
            UN experts, and for the recommendations of the 2022 assessment to be carried out. Others praised
            programmes of development.

            The Human Rights Council closed the review on 4 July 2024 with China’s answer before it. According
            to the organisations that followed it, China accepts 290 of the 428 recommendations, accepts eight in
            part, takes note of 32 and rejects 98. None of those accepted, they say, takes up what was said
            about crimes against humanity, torture or enforced disappearance.

            The next review is five years away. The people profiled here cannot be asked to wait for it.

            ## Sources

            * Uyghur Human Rights Project: [China’s UPR report
              card](https://uhrp.org/insights/chinas-upr-report-card-rating-governments-on-their-response-to-uyghur-atrocities-at-the-un/),
              8 February 2024
            * Joint statement of sixteen organisations: [Chinese Government rejects key human rights
              recommendations](https://uhrp.org/statement/chinese-government-rejects-key-human-rights-recommendations-in-latest-un-review),
              26 June 2024
            * CIVICUS: [Civil society organisations urge China to genuinely engage with the
              UN](https://www.civicus.org/index.php/media-resources/news/united-nations/geneva/7190-civil-society-organisations-urge-china-to-genuinely-engage-with-the-un-to-enact-meaningful-reforms)
        """,
    ),
    Item(
        slug="two-years-after-the-assessment",
        on=datetime(2024, 8, 28, 9, tzinfo=UTC),
        kind=NewsItem.Kind.STATEMENT,
        headline="Two years on, the UN Office sees the same laws in place",
        standfirst="""
            The Office has sent a team to China and reports that many problematic laws and policies remain. For
            the families, nothing has been said.
        """,
        body="""
            On 27 August 2024, four days before the second anniversary of the assessment, the Office of the High
            Commissioner gave an account of its work on China. Since February 2023 it has held a series of
            discussions with the authorities, and from 26 May to 1 June 2024 a team of the Office was in
            China, where it spoke with officials about policies against terrorism and about criminal justice.

            Concerning Xinjiang, its spokesperson said, the Office understands that many problematic laws
            and policies remain in place. It has called again for a full review of the legal framework on
            national security and counter-terrorism, and for allegations of human rights violations,
            including torture, to be investigated fully. It added that it has limited access to
            information, and that people who speak with the United Nations fear reprisals.

            Fifteen human rights organisations answered the next day with a joint statement. They ask for
            regular public reporting, and for a mechanism by which families can find out where their
            relatives are.

            That is what the letter on this site asks as well.

            ## Sources

            * OHCHR, press briefing of 27 August 2024, as reported by [WorldECR](https://worldecr.com/news/un-ochr-on-china-problematic-issues-remain-on-xinjiang)
            * The Rights Practice: [joint statement on the second
              anniversary](https://www.rights-practice.org/news/joint-statement-on-second-anniversary-of-un-ohchr-assessment-of-the-uyghur-region),
              28 August 2024
        """,
        petitions=("free-the-detained", "tell-the-families"),
    ),
)
