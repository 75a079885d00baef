"""The one field of the form."""

from django.utils.translation import gettext_lazy as _

from petitions.addresses import canonical
from petitions.signing.fields import Address
from petitions.signing.forms import PublicForm


class FollowForm(PublicForm):
    email = Address(
        label=_("Email address for our news"),
        max_length=canonical.MAX_LENGTH,
        error_messages={"required": _("Enter your email address, like name@example.org.")},
    )
