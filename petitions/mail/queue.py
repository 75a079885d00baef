"""The mail queue: jobs in the same database, written in the same transaction as what they are about.

A job holds the address only in its sealed form. It is deleted when the mail is out; a worker that is
killed half-way leaves it marked as running, and `retry_stalled` hands it to another.
"""

import smtplib
import time
from datetime import datetime

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

LONGEST_WAIT = 15 * 60  # seconds between two attempts
MOST_ATTEMPTS = 7 * 24 * 4  # a week of them: a mail server may be down for days
STALLED_AFTER = 60  # seconds without a sign of life from a worker (it gives one every ten)

MAIL = "mail"
UPKEEP = "upkeep"
UPDATES = "updates"
DOSSIERS = "dossiers"
FIRST = 10  # the priority of upkeep: a hundred thousand mails that wait must not hold up the count
LAST = -10  # that of updates, reminders and dossiers: they wait while there is anything else to do


class Later(Exception):
    """A mail may not go out yet: its job goes back into the queue until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M}")
        self.until = until


class BackOff(BaseRetryStrategy):
    """Ever longer pauses; a mailbox that is refused for good ends that mail alone."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return RetryDecision(retry_at=exception.until)
        if job.attempts >= MOST_ATTEMPTS or refused_for_good(exception):
            return None
        return RetryDecision(
            retry_in={"seconds": min(5 * 2 ** min(job.attempts, 10), LONGEST_WAIT)}
        )


def refused_for_good(exception: BaseException) -> bool:
    """Whether the mail server will never take this mail: a 5xx about the recipient or the mail.

    x.7.x is about us (a relay that wants no mail from us, a block list). It would hit every mail alike
    and can be mended, so those mails wait.
    """
    answers: list[tuple[int, bytes | str]]
    match exception:
        case smtplib.SMTPRecipientsRefused():
            answers = list(exception.recipients.values())
        case smtplib.SMTPDataError():
            answers = [(exception.smtp_code, exception.smtp_error)]
        case _:
            return False
    return all(code >= 500 and b".7." not in _bytes(text)[:6] for code, text in answers)


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


@app.task(name="signing-mail", queue=MAIL, retry=BackOff())
def signing_mail(
    *,
    signatures: list[tuple[int, str]],
    sealed: str,
    seed: str,
    language: str,
    came_from: list[str] | None = None,
) -> None:
    from petitions.mail import messages
    from petitions.moderation import screening

    messages.send_signing_mail(
        messages.SigningMail(
            signatures=[(petition, bytes.fromhex(digest)) for petition, digest in signatures],
            sealed=sealed,
            seed=seed,
            language=language,
            came_from=screening.Origin(*came_from) if came_from else None,
        )
    )


@app.task(name="mine-mail", queue=MAIL, retry=BackOff())
def mine_mail(*, sealed: str, seed: str, language: str, mailbox: str) -> None:
    from petitions.signers import my_signatures

    my_signatures.send_link(sealed, seed, language)


@app.periodic(cron="* * * * * */10")
@app.task(name="fold-counts", queue=UPKEEP, priority=FIRST, queueing_lock="fold-counts")
def fold_counts(timestamp: int) -> None:
    from petitions.counting import goals, tallies

    tallies.fold_all()
    goals.note_reached()


@app.periodic(cron="* * * * * */10")
@app.task(name="invalidate", queue=UPKEEP, priority=FIRST, queueing_lock="invalidate")
def invalidate(timestamp: int) -> None:
    """Some batches of what staff have started; the next run goes on, whatever became of this one."""
    from petitions.moderation import invalidation

    invalidation.work(seconds=8)


@app.periodic(cron="* * * * * */10")
@app.task(name="reread", queue=UPKEEP, priority=FIRST, queueing_lock="reread")
def reread(timestamp: int) -> None:
    """Some batches of a changed rule for addresses; the next run goes on, whatever became of this one."""
    from petitions.rule_changes import apply

    apply.work(seconds=8)


@app.periodic(cron="* * * * * */10")
@app.task(name="send-updates", queue=UPDATES, priority=LAST, queueing_lock="send-updates")
def send_updates(timestamp: int) -> None:
    """Some batches of what staff have started; the next run goes on, whatever became of this one."""
    from petitions.mail import updates

    updates.work(seconds=9)


@app.periodic(cron="*/5 * * * *")
@app.task(name="send-reminders", queue=UPDATES, priority=LAST, queueing_lock="send-reminders")
def send_reminders(timestamp: int) -> None:
    """Some of those that are due; the next run goes on, whatever became of this one."""
    from petitions.mail import reminders

    reminders.work(seconds=25)


@app.periodic(cron="* * * * * */10")
@app.task(name="make-dossiers", queue=DOSSIERS, priority=LAST, queueing_lock="make-dossiers")
def make_dossiers(timestamp: int) -> None:
    from petitions.handover import dossier

    dossier.work()


@app.periodic(cron="31 * * * *")
@app.task(name="erase-dossiers", queue=UPKEEP, queueing_lock="erase-dossiers")
def erase_dossiers(timestamp: int) -> None:
    from petitions.handover import dossier

    dossier.erase_old()


@app.task(name="preview-update", queue=MAIL, retry=BackOff())
def preview_update(*, update: int, user: int) -> None:
    """A copy for the member of staff who asked for it; nothing if one of the two is gone."""
    from petitions.mail import updates

    updates.send_preview(update, user)


@app.periodic(cron="*/10 * * * *")
@app.task(name="tell-alerts", queue=UPKEEP, queueing_lock="tell-alerts")
def tell_alerts(timestamp: int) -> None:
    from petitions.moderation import alerts

    alerts.tell()
    alerts.forget_old()


@app.periodic(cron="17 * * * *")
@app.task(name="forget", queue=UPKEEP, priority=FIRST, queueing_lock="forget")
def forget(timestamp: int) -> None:
    from campaign.web import rate_limits
    from petitions.addresses import mailboxes
    from petitions.moderation import screening
    from petitions.signers import unconfirmed

    unconfirmed.work()
    mailboxes.forget_old()
    rate_limits.forget_old()
    screening.forget_old()


@app.periodic(cron="*/2 1-4 * * *")
@app.task(name="erase-expired", queue=UPKEEP, queueing_lock="erase-expired")
def erase_expired(timestamp: int) -> None:
    """At night, and for no longer than a worker that is told to stop may wait; the next run goes on."""
    from petitions.signers import retention

    until = time.monotonic() + 25
    retention.work(lambda: time.monotonic() < until)


@app.periodic(cron="12 * * * *")
@app.task(name="publish-heads", queue=UPKEEP, priority=FIRST, queueing_lock="publish-heads")
def publish_heads(timestamp: int) -> None:
    """Shortly after midnight for most petitions; the others have their turn in a later hour or day."""
    from petitions.transparency import log

    log.publish_due_heads()


@app.periodic(cron="* * * * *")
@app.task(name="retry-stalled", queue=UPKEEP, priority=FIRST, queueing_lock="retry-stalled")
async def retry_stalled(timestamp: int) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if job.queue == MAIL:
            await app.job_manager.retry_job(job)
        else:  # it comes round again by itself
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="23 * * * *")
@app.task(
    name="forget-failed",
    queue=UPKEEP,
    priority=FIRST,
    queueing_lock="forget-failed",
    pass_context=True,
)
async def forget_failed(context: JobContext, timestamp: int) -> None:
    """Jobs that failed for good hold a sealed address; they are kept for a day, to be looked at."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=24, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )


@app.periodic(cron="11 3 * * *")
@app.task(name="check-count", queue=UPKEEP, queueing_lock="check-count")
def check_count(timestamp: int) -> None:
    from petitions.counting import audit

    audit.check()


@app.periodic(cron="37 2 * * *")
@app.task(name="replay-erasures", queue=UPKEEP, queueing_lock="replay-erasures")
def replay_erasures(timestamp: int) -> None:
    """In case that somebody restored a backup and forgot to."""
    from petitions.signers import erasure

    erasure.replay_if_restored()
