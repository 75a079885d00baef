"""The pages of accounts, below /admin/."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from campaign.accounts.views import links, log_in, own_account, roles, set_up

# For everyone: these pages lead to a session. tests/campaign/accounts/test_without_factor.py has the same list.
OPEN: list[URLPattern] = [
    path("login/code/", login_not_required(log_in.code), name="code"),
    path("login/set-up/", login_not_required(set_up.set_up), name="set_up"),
    path("forgot/", login_not_required(links.forgot), name="forgot"),
    path("forgot/sent/", login_not_required(links.forgot_sent), name="forgot_sent"),
    path("password/<str:token>/", login_not_required(links.set_password), name="set_password"),
]

# Behind the check of the desk.
OWN: list[URLPattern] = [
    path("roles/", roles.roles, name="roles"),
    path("account/", own_account.account, name="account"),
    path("account/sessions/end/", own_account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:number>/end/", own_account.end_session, name="end_session"),
    path("account/recovery-codes/", own_account.recovery_codes, name="recovery_codes"),
    path("account/app/", own_account.add_app, name="add_app"),
    path("account/passkey/", own_account.add_passkey, name="add_passkey"),
    path("account/<str:kind>/<int:pk>/remove/", own_account.remove_factor, name="remove_factor"),
]
