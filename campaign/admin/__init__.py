"""The desk: the admin site, and the base classes that every app's admin classes derive from.

    AutosavingAdmin            campaign/autosave/admin.py  what is typed is kept until it is saved
      DeskAdmin                base.py         changes have an author and refresh the public pages
        ReadOnlyAdmin          base.py         nothing can be added, changed or deleted
        PublishableAdmin       publishable.py  drafts, review, publishing, preview; its form is in forms.py
                                                 and merges with what colleagues saved (merging.py)
          HistoryAdmin         history.py      the history page, undoing, erasing the history
      ExportMixin              export.py       mixed into any of them: the list as CSV

Open `base.py`, then `publishable.py`. `adminsite.py` is the site with its first page, to which apps add panels.
`staff.py` has the accounts of staff. `ask_first.py` asks before a day or a time takes effect. `pictures.py` has the pictures, `sections` the
sections of the forms. Imports
every other shared package.
"""
