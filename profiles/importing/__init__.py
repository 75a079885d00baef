"""Spreadsheets of people that staff upload: read, matched with our fields, checked, made into drafts.

reading      a file's bytes -> a table of texts (text_files, workbooks)
layouts      its headings -> what each column is
rows         one row -> what it says of a person
plans        that, and the person we may have -> what would change
committing   the changes, many rows at a time; undoing takes them back
batches      the verbs of one upload, from the file to its end
"""
