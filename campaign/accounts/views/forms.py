"""The forms of logging in and of accounts."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.accounts import passwords
from campaign.accounts.roles import membership
from campaign.roles import ADMINISTRATORS, ROLES


class LogInForm(forms.Form):
    username = UsernameField(
        label=lazy("User name"), max_length=150, widget=forms.TextInput(attrs={"autofocus": True})
    )
    password = forms.CharField(
        label=lazy("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    otp_token = forms.CharField(
        label=lazy("Code"),
        max_length=60,
        required=False,
        help_text=lazy(
            "From your app. Leave it empty if you use a passkey, or log in for the first time."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class CodeForm(forms.Form):
    otp_token = forms.CharField(
        label=lazy("Code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=lazy("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class RolesForm(forms.ModelForm[User]):
    """The roles of an account, each with what it is for. by: the colleague who fills in the form."""

    by: ClassVar[User]

    roles = forms.MultipleChoiceField(
        label=lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "roles" not in self.fields:  # the form is only shown
            return
        field = cast(forms.MultipleChoiceField, self.fields["roles"])
        field.choices = [
            (name, _with_purpose(name))
            for name in membership.all_roles()
            if membership.may_change(self.by, self.instance, {name}) or self._is_own
        ]
        field.disabled = self._is_own and not self.by.is_superuser
        field.initial = membership.roles_of(self.instance) if self.instance.pk else []
        field.help_text = format_html(
            '{} <a href="{}">{}</a>',
            _("You do not change your own roles.")
            if field.disabled
            else _("Give as few as the work needs. Without a role, no one can log in."),
            reverse("admin:roles"),
            _("See who may do what"),
        )

    def clean_email(self) -> str:
        """Two accounts with one address would share the emails that let someone choose a password."""
        email: str = self.cleaned_data["email"]
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if email and "email" in self.changed_data and others.exists():
            raise ValidationError(lazy("Another account has this email address."))
        return email

    @property
    def _is_own(self) -> bool:
        return bool(self.instance.pk == self.by.pk)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stays = ADMINISTRATORS in cleaned.get("roles", [ADMINISTRATORS])
        stays = stays and cleaned.get("is_active", True)
        if (
            self.instance.is_superuser
            and not stays
            and membership.is_last_administrator(self.instance)
        ):
            last = _("This is the last administrator. First make another one, who can log in.")
            self.add_error("roles", last)
        return cleaned


def _with_purpose(name: str) -> str:
    made_here = _("A group that this organisation made.")
    purpose = ROLES[name].purpose if name in ROLES else made_here
    return format_html('<strong>{}</strong> <span class="purpose">{}</span>', name, purpose)


class InvitationForm(RolesForm):
    """A new account. Its owner gets an email and sets the password."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")
        help_texts = {"email": lazy("The invitation goes there.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["roles"].required = True
        self.fields["roles"].error_messages["required"] = _("Choose at least one role.")

    def clean_username(self) -> str:
        return cleaned_username(self)

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(RolesForm, UserChangeForm[User]):
    """Without the password: only its owner sets it."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")
        field_classes: ClassVar = {"username": UsernameField}

    password = None  # type: ignore[assignment]

    def clean_username(self) -> str:
        if "username" not in self.changed_data:
            return str(self.instance.username)
        return cleaned_username(self)


def cleaned_username(form: forms.ModelForm[User]) -> str:
    name: str = form.cleaned_data["username"]
    passwords.check_username(name)
    if User.objects.filter(username__iexact=name).exclude(pk=form.instance.pk).exists():
        raise ValidationError(lazy("Another account has this user name."))
    return name
