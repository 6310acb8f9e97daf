"""Other libraries harvest the public part of ours: a provider of OAI-PMH 2.0.

The protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html. Deeds of the library call
`history.note`; `resources.views.oai` calls `answers.answer`. Whoever asks, and whether she is
logged in or not, the answer is the same, and in the portal's first language.
"""
