"""How bodies of JSON Lines are written: a line for what the document describes."""

import json

import schemathesis


@schemathesis.serializer("application/jsonl")
def lines(ctx, value):
    return (json.dumps(value) + "\n").encode()
