"""The forms of logging in and of accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from campaign.accounts import passwords


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


class InvitationForm(forms.ModelForm[User]):
    """A new account. Its owner gets an email and sets the password."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")
        help_texts = {"email": lazy("The invitation goes there.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_username(self) -> str:
        return cleaned_username(self)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(lazy("Another account has this email address."))
        return email

    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(UserChangeForm[User]):
    """Without the password: only its owner sets it."""

    class Meta(UserChangeForm.Meta):
        exclude = ("last_login", "date_joined")

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
