"""Sentences on how long signers' data is stored, for a petition's form and its dashboard."""

from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions.models import Petition, ScheduledErasure
from petitions.signers import retention_preview
from petitions.signers.retention import Rule
from petitions.signers.retention_preview import PlannedRun


def retention_sentences(petition: Petition) -> list[str]:
    """What was erased, and what will be erased when."""
    plan = retention_preview.preview(petition)
    sentences = [_finished_sentence(run) for run in plan.finished]
    if petition.legal_hold:
        sentences.append(_("Legal hold: no signers’ data is erased until it is lifted."))
    elif plan.planned:
        sentences += [_coming_sentence(each) for each in plan.planned]
        sentences.append(
            _(
                "Signers who asked for news lose their names too, and get news until they unsubscribe."
            )
        )
    elif not plan.ended:
        sentences.append(no_date_sentence())
    if plan.ended:
        sentences.append(
            _("It cannot be opened again: no one can tell any more who has signed it.")
        )
    return sentences


def no_date_sentence() -> str:
    return ngettext(
        "Signers who are in no delivery yet have no date: their data is stored until %(months)d month after one, or after the "
        "closing.",
        "Signers who are in no delivery yet have no date: their data is stored until %(months)d months after one, or after "
        "the closing.",
        settings.RETENTION_MONTHS,
    ) % {"months": settings.RETENTION_MONTHS}


def _coming_sentence(run: PlannedRun) -> str:
    if run.rule == Rule.DELIVERED:
        sentence = ngettext(
            "On %(day)s the name, town and comment of %(number)s signer who was in the delivery of %(since)s will be "
            "erased. The signature still counts.",
            "On %(day)s names, towns and comments of the %(number)s signers in the delivery of %(since)s "
            "will be erased. The signatures still count.",
            run.number,
        )
    else:
        sentence = ngettext(
            "On %(day)s all data of %(number)s signer will be erased: it closed on %(since)s. The number "
            "stays.",
            "On %(day)s all data of %(number)s signers will be erased: it closed on %(since)s. The number "
            "stays.",
            run.number,
        )
    return sentence % {
        "day": _day(run.due_on),
        "since": _day(run.since),
        "number": number_format(run.number, force_grouping=True),
    }


def _finished_sentence(run: ScheduledErasure) -> str:
    return ngettext(
        "On %(day)s the data of %(number)s signer was erased.",
        "On %(day)s the data of %(number)s signers was erased.",
        run.done,
    ) % {
        "day": _day(run.finished_at or run.due_on),
        "number": number_format(run.done, force_grouping=True),
    }


def _day(day: date | datetime) -> str:
    return date_format(day, "j F Y")
