"""The pages about the site itself."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SitePage:
    slug: str
    title: str
    body: str


PAGES = (
    SitePage(
        slug="about",
        title="About this campaign",
        body="""
            This is a demonstration. It shows what a campaign for people in arbitrary detention can look
            like on software that any organisation may use. **None of the people profiled here exists.**
            Their family name is the word for “example” in their language: Misal, Мысал, 示例. The
            facilities are examples as well, and nobody has signed the petitions. The letters, and the news
            with its sources, are what a real campaign might publish.

            ## What it is about

            Since 2017 very many Uyghurs, Kazakhs, Kyrgyz and members of other mostly Muslim peoples of
            north-west China have been held in camps and prisons. The Office of the United Nations High
            Commissioner for Human Rights found in 2022 that their arbitrary and discriminatory detention
            may amount to crimes against humanity. Such a sentence is hard to hold on to. A person is
            easier: what she did for a living, on which day it happened, what her family has been told.

            ## How we tell it

            * Everything that is said of a person has a source and a date. “In prison, as of March 2021”
              means that nobody has told us anything later.
            * Where two sources disagree we show both.
            * What the authorities say is quoted, and stands apart from what a family suspects.
            * A date is given as exactly as it is known, and no more exactly.
            * The names are written in the person’s own script.

            ## What we leave out

            Nothing is published without a recorded basis: the consent of the person or of the family,
            which says what may be shown, or a public record. Some families agreed to a name and a story and
            not to a town or a photograph. Whoever withdraws their consent is taken at their word: the page
            is gone with the next click, and what is left in its place names nobody.

            Where there is no photograph we show a pattern, drawn from the silk of Hotan and different for
            each person, with the name.

            ## Mistakes

            If something here is wrong, or if it could put somebody in danger, write to us and say no more than you
            need to. In this demonstration the address is petitions@example.org, where nobody reads.
        """,
    ),
    SitePage(
        slug="privacy",
        title="Privacy",
        body="""
            In some countries it is dangerous to have signed. This page says what the site knows about
            you, for how long, and what it does not know.

            ## When you read

            Nothing is kept about you. The public pages set no cookies, run no scripts of anybody else and
            load nothing from any other host. They are the same for everyone. The site stores no IP
            addresses and keeps no record of who read what. Your provider, or whoever watches your line, can see that
            you visited this host; if that matters, use Tor Browser.

            ## When you sign

            We store what you write in the form: your name and country, your town and your comment if you give
            them, how you wish to be shown, whether you want news, and for whom you signed, with the times and
            the version of the words that you agreed to. Signing shows a political opinion, so we ask for
            your explicit agreement.

            Your **e-mail address** is handled apart:

            * It is encrypted, with a key that is not in the database, until you have confirmed your
              signature. Then it is erased, unless you asked for news of the petition; in that case it stays,
              encrypted. A mail that waits to be sent holds it in the same form.
            * So that each person counts once, we keep a keyed digest of it, different for each petition. It
              can be compared with another one and cannot be turned back into an address.
            * A second digest, which fits no signature, counts the mails we sent to a mailbox, so that nobody
              can use the form to flood it. It is erased after thirty days without a new one. If you tell us “it was not
              me” we keep it, so as not to write to you again.
            * The link and the code in our mail are stored as digests only, for seven days.

            ## How long

            * If you do not confirm, we remind you once, after two days. Everything that you wrote is erased
              seven days after our first mail to you.
            * Your name, your town and your comment are erased {months} months after the letter was handed over
              with them. If it never is, {months} months after it was closed.
            * While a letter can be signed, the digest of your address stays, so that you are counted once,
              with your country, the day, and for whom you signed.
            * {months} months after a letter is closed and handed over all of that is erased as well. What is
              left are numbers: how many signed, from which countries, on which days. You cannot be found any
              more, by us either.
            * If you asked for news, your address stays until you stop it; your name does not.
            * If a court could ask for it, we may have to keep the data of one letter for longer.

            ## What others see

            You choose: your name and country, your initials and country, only your country, or nothing at
            all; if you choose nothing, it stays at that. Your address is never shown and never passed on.
            Countries with fewer than ten signers are shown together as “other”. No page and no mail tells
            anybody whether some other address has signed.

            ## Mail

            Mail is plain text, without tracking images, and its links lead to this site. We send an
            address at most three mails a day and stop after five without an answer. The provider that carries
            your mail can see that we wrote to you.

            ## Who can look

            Members of staff log in with an account of their own, for which the site sets cookies, on the
            staff pages alone. They can see names, countries and comments. They cannot see addresses.

            ## Changing your mind

            At the foot of every page is *Your signatures*. Give the address with which you signed there,
            and a link comes by mail; it works for a day. Behind it you see all that you signed, change how you
            are shown, ask for news or stop them, download what is kept about you, and take a signature
            back or have everything erased. It then no longer counts. What stays is a keyed mark that names nobody, so
            that no old backup can bring you back. In this demonstration, please give no address
            that must stay secret.
        """.replace("{months}", str(settings.RETENTION_MONTHS)),
    ),
)
