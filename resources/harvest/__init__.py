"""Our half of the exchange with other libraries: a harvester of OAI-PMH 2.0.

The protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html. `wire` asks and reads,
`dublin_core` turns what is said into our words, `intake` writes it down, `jobs` does all that page
by page in the worker. The other half, where others harvest ours, is `resources.oai`.
"""
