"""Petitions: whom they are addressed to and what they say.

The letters are written as a campaign would write them: to the mandate of the addressee, on facts that
are public. The people they speak of are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    name: str
    office: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """share: signatures, as a share of the main petition's. people: slugs; none for everybody."""

    slug: str
    title: str
    summary: str
    demand: str
    letter: str
    addressee: str
    people: tuple[str, ...] = ()
    share: float
    countries: int
    goals: tuple[int, ...]
    opened_days_ago: int
    closed_days_ago: int = 0
    delivered_days_ago: int = 0
    delivery_note: str = ""
    acknowledged_after_days: int = 0

    def goal(self, signers: int) -> int:
        """The first goal not reached yet; the last, passed or not, for a petition that is over."""
        if self.closed_days_ago:
            return self.goals[-1]
        ahead = (goal for goal in self.goals if goal > signers)
        return next(ahead, (signers // 500_000 + 1) * 500_000)


ADDRESSEES = {
    "high-commissioner": Office(
        "UN High Commissioner for Human Rights",
        "Office of the United Nations High Commissioner for Human Rights",
        "Palais des Nations, 1211 Geneva 10, Switzerland",
    ),
    "disappearances": Office(
        "UN Working Group on Enforced or Involuntary Disappearances",
        "Special Procedures of the Human Rights Council",
        "OHCHR, Palais des Nations, 1211 Geneva 10, Switzerland",
    ),
    "children": Office(
        "UN Committee on the Rights of the Child",
        "Human Rights Treaties Branch, OHCHR",
        "Palais des Nations, 1211 Geneva 10, Switzerland",
    ),
}

PETITIONS = (
    Letter(
        slug="free-the-detained",
        title="Ask for them by name",
        addressee="high-commissioner",
        summary="""
            The High Commissioner’s own Office found in 2022 that what is done in Xinjiang may amount to
            crimes against humanity. Ask the High Commissioner to seek the release of each person
            profiled here, by name.
        """,
        demand="""
            Take up the case of every person named by this campaign with the Chinese authorities, ask
            for their immediate release, and report in public on the answers.
        """,
        letter="""
            High Commissioner,

            We write about people who have been taken from their homes, schools and places of work in
            the Xinjiang Uyghur Autonomous Region of China, and whose names are annexed to this letter.

            On 31 August 2022 your Office published its assessment of human rights concerns in that
            region. It concluded that serious human rights violations had been committed there, and that
            the extent of arbitrary and discriminatory detention of members of Uyghur and other
            predominantly Muslim groups may constitute international crimes, in particular crimes against
            humanity. Its first recommendation to the Government was to take prompt steps to release all
            individuals arbitrarily deprived of their liberty, and to clarify the whereabouts of those
            whose families have been seeking information.

            For the families of the people named here that has not happened. Some have been shown a
            sentence and not been given a copy. Some have been told that their mother or their brother is
            studying. Many have been told nothing, for seven years and more. None of those we speak for is
            known to have had a fair and public hearing before an independent court, or a lawyer of their
            own choice.

            Under General Assembly resolution 48/141 your mandate is to promote and protect the effective
            enjoyment by all of all human rights, to play an active role in removing obstacles to it and in
            preventing the continuation of violations, and to engage in dialogue with all Governments to
            that end. We ask you to use it in the following ways.

            First, raise each of the annexed cases with the Government of China by name, and ask that the
            person be released immediately and without condition unless promptly charged with an
            internationally recognised offence and tried fairly.

            Second, ask that, until then, each family be told in writing where their relative is and in
            what state of health, and be allowed regular visits and private correspondence.

            Third, report to the Human Rights Council, in public and at regular intervals, on how far the
            recommendations of the 2022 assessment have been carried out, case by case where you can.

            Fourth, seek unhindered access to the region for your Office, and protection from reprisals
            for everyone who speaks with it, at home and abroad.

            We do not ask you to take our word. We ask you to ask for theirs: a visit, a court file, a
            telephone call in which a person says what day it is and that they are alive.

            Respectfully,

            the undersigned
        """,
        share=1.0,
        countries=184,
        goals=(1_000, 10_000, 50_000, 100_000, 200_000, 350_000, 500_000),
        opened_days_ago=240,
    ),
    Letter(
        slug="tell-the-families",
        title="Tell the families where they are",
        addressee="disappearances",
        summary="""
            Where nobody will say whether a person is alive, the law has a word for it: enforced
            disappearance. Ask the UN experts to transmit these cases and to keep asking.
        """,
        demand="""
            Transmit each of these cases to the Government of China under the urgent procedure or the
            standard procedure, and keep it open until the fate of the person is known.
        """,
        letter="""
            To the Chair-Rapporteur and the members of the Working Group,

            The people named in the annex were last seen in the custody of the police or of other
            officials, or have not been seen since they were summoned by them. Their families have asked
            at police stations, detention centres, courts and consulates. They have been told that no
            such person is held, that the matter is being handled elsewhere, or to stop asking.

            The Declaration on the Protection of All Persons from Enforced Disappearance requires that
            anyone deprived of liberty be held in an officially recognised place, that accurate
            information on their detention and whereabouts be made promptly available to their family and
            their counsel, and that an official register be kept of everyone who is held. An enforced
            disappearance goes on for as long as those responsible conceal the fate of the person and the
            facts remain unclarified.

            Your Working Group was established to assist families in determining the fate or whereabouts
            of their relatives, and to act as a channel between them and the Governments concerned. We ask
            you:

            to transmit each of these cases to the Government of China as soon as the family consents and
            the elements required by your methods of work are complete, and to accept them from relatives
            abroad where those at home cannot write without danger;

            to consider a case clarified only when the family itself has been able to confirm where the
            person is, freely and in private;

            to send prompt intervention letters where relatives are punished for having asked; and

            to renew your request to visit China, including the region, and to say in public when and how it
            was answered.

            Somebody knows where each of these people is. The knowledge exists in a file, in an office, in
            working hours. It is owed to their families.

            Respectfully,

            the undersigned
        """,
        people=(
            "dilnur-misal",
            "ablikim-misal",
            "polat-misal",
            "helchem-misal",
            "mihrigul-misal",
        ),
        share=0.02,
        countries=63,
        goals=(1_000, 2_500, 5_000, 10_000, 25_000),
        opened_days_ago=410,
    ),
    Letter(
        slug="bring-the-children-home",
        title="Let the children go home",
        addressee="children",
        summary="""
            Children whose parents were detained have been placed in boarding facilities of the state,
            although relatives asked to look after them. The petition was closed and handed over.
        """,
        demand="""
            Ask the Government of China to return these children to their families, and to report what
            has become of them.
        """,
        letter="""
            To the Chair and the members of the Committee,

            Three children are named in the annex to this letter. Each was placed in a boarding facility
            of the state after a parent was detained. In each case grandparents or an aunt had asked to
            take the child in, and were refused or were not answered.

            China has been a party to the Convention on the Rights of the Child since 1992. Under Article 9
            a child shall not be separated from its parents against their will, except where competent
            authorities, subject to judicial review, decide that the separation is necessary for the
            best interests of the child; where it results from the detention of a parent, the State shall
            on request tell the family where the absent member is. Article 20 says that, in finding other
            care, due regard shall be paid to continuity in the child’s upbringing and to its ethnic,
            religious, cultural and linguistic background. Article 30 says that a child of a minority
            shall not be denied the right to use its own language.

            We ask the Committee to put these cases before the State party in its dialogue with it, and
            to ask:

            on what decision, and of which court, each child was separated from its family;

            why the care offered by relatives was refused;

            in which language the child is taught and spoken to; and

            when the child will go home.

            A child of four does not know what a policy is. It knows who comes to the door.

            Respectfully,

            the undersigned
        """,
        people=("bilal-misal", "sumeyye-misal", "iminjan-misal"),
        share=0.08,
        countries=97,
        goals=(25_000,),
        opened_days_ago=900,
        closed_days_ago=690,
        delivered_days_ago=676,
        delivery_note="""
            Printed and handed to the secretariat of the Committee in Geneva, with the annex and a
            translation into French.
        """,
        acknowledged_after_days=9,
    ),
)
