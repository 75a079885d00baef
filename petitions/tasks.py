"""The mail queue: jobs in the same database, written in the same transaction as what they are about.

A job holds the address only in its sealed form. It is deleted when the mail is out; a worker that is
killed half-way leaves it marked as running, and `retry_stalled` hands it to another.
"""

import smtplib

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

LONGEST_WAIT = 15 * 60  # seconds between two attempts
MOST_ATTEMPTS = 7 * 24 * 4  # a week of them: a mail server may be down for days
STALLED_AFTER = 60  # seconds without a sign of life from a worker (it gives one every ten)


class BackOff(BaseRetryStrategy):
    """Ever longer pauses; a mailbox that is refused for good ends that mail alone."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= MOST_ATTEMPTS or refused_for_good(exception):
            return None
        return RetryDecision(retry_in={"seconds": min(5 * 2 ** min(job.attempts, 10), LONGEST_WAIT)})


def refused_for_good(exception: BaseException) -> bool:
    """Whether the mail server's answer was a permanent one (5xx) about the recipient."""
    if isinstance(exception, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in exception.recipients.values())
    return isinstance(exception, smtplib.SMTPDataError) and exception.smtp_code >= 500


@app.task(name="signing-mail", queue="mail", retry=BackOff())
def signing_mail(*, petition_id: int, sealed: str, language: str) -> None:
    from petitions import mailing

    again_on = mailing.send_signing_mail(petition_id, sealed, language)
    if again_on is not None:
        signing_mail.configure(schedule_at=again_on).defer(
            petition_id=petition_id, sealed=sealed, language=language
        )


@app.periodic(cron="* * * * * */10")
@app.task(name="fold-counts", queue="upkeep", queueing_lock="fold-counts")
def fold_counts(timestamp: int) -> None:
    from petitions import counting

    while counting.fold() == counting.FOLD_AT_MOST:
        pass


@app.periodic(cron="17 * * * *")
@app.task(name="forget-unconfirmed", queue="upkeep", queueing_lock="forget-unconfirmed")
def forget_unconfirmed(timestamp: int) -> None:
    from petitions import signing

    signing.forget_unconfirmed()


@app.periodic(cron="* * * * *")
@app.task(name="retry-stalled", queue="upkeep", queueing_lock="retry-stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await app.job_manager.retry_job(job)


@app.periodic(cron="23 3 * * *")
@app.task(
    name="forget-finished-jobs",
    queue="upkeep",
    queueing_lock="forget-finished-jobs",
    pass_context=True,
)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs that failed for good hold a sealed address; they are kept for a day, to be looked at."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=24, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )
