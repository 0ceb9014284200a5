"""The forms in which sources answer beside RSS, Atom and JSON Feed: a file and a line for each.

Runs in the parsing child. Each reader makes a body and its order into a `Document` by
`kinds.documents.document_of`, or says why it cannot.
"""
