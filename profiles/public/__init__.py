"""What the public may see of a person, in one shape for pages, pictures, feeds and exports.

Open `profile.py` first: it leaves out what the consents do not cover. `parts.py` has the public shape of each part,
`schema_org.py` the data for machines, `ikat_portrait.py` the picture of a person without a photo. Other apps add
to the page of a person through `contributions.py`. Imports: `profiles/models` and the shared packages of campaign.
"""
