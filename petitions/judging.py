"""Which signatures are held for review, without a word to the signer.

A signature is judged by the worker before its mail goes out, so before it can be confirmed: nobody waits
for a limit at the form, and the form's answers tell nothing of it.
"""

from petitions.models import Signature


def judge(signatures: list[Signature], address: str, network: tuple[str, str] | None) -> None:
    """Give a signature that is not confirmed a `hold_reason` if it looks like part of a flood."""
