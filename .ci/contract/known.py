"""Writes what schemathesis is to ask for: ids and addresses that a running Dateline knows.

    python known.py http://127.0.0.1:8080 >schemathesis.toml

Without them nearly all that is made up is answered with 404.
"""
import json
import sys
import urllib.request

address = sys.argv[1]


def ask(path):
    with urllib.request.urlopen(address + path) as answer:
        return json.load(answer)


hits = ask("/api/v1/search?limit=1000")["hits"]
entries = ask("/api/v1/timeline?limit=1000")["entries"]
articles = [h["article"]["id"] for h in hits]
urls = [h["article"]["url"] for h in hits]
claims = sorted({e["claim"]["id"] for e in entries})
speakers = sorted({e["claim"]["speaker"]["id"] for e in entries} - {""})
if not (articles and claims and speakers):
    sys.exit("the server holds nothing to ask for")

# A token that is not taken would leave all that writes unasked.
print('[warnings]\nfail-on = ["missing_auth"]')

# Three of four requests ask for what there is, the others for anything.
for key, pattern, parameter, values in [
    ("articles", "^/api/v1/articles/", "path.id", articles),
    ("urls", "^/api/v1/articles$", "query.url", urls),
    ("claims", "^/api/v1/claims/", "path.id", claims),
    ("speakers", "^/api/v1/speakers/", "path.id", speakers),
    ("pages", "^/api/v1/graph$", "query.id", articles + claims),
]:
    print(f"[dictionaries.{key}]\nvalues = {json.dumps(values[:50])}")
    print(f"[[operations]]\ninclude-path-regex = {json.dumps(pattern)}")
    print(f"[operations.parameters]\n{json.dumps(parameter)} = {{ dictionary = {json.dumps(key)}, probability = 0.75 }}")
