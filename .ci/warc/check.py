"""Reads WARC files with warcio, as other tools would, and checks every record.

    python3 check.py FILE.warc.gz...

Prints how many records of each type there are. Every problem is a line, and
then the exit status is 1.
"""

import collections
import sys

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

PROFILES = (
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
)
NEEDED = ("WARC-Record-ID", "WARC-Date", "WARC-Type", "Content-Length", "WARC-Block-Digest")


def check(path, types, problems):
    """Checks one file."""
    ids, concurrent, number = set(), [], 0
    with open(path, "rb") as stream:
        # An ArchiveIterator fails on a file whose records are not members of their own.
        records = ArchiveIterator(stream, check_digests=True)
        for number, record in enumerate(records, 1):
            head, where = record.rec_headers, f"{path}: record {number}"

            def problem(text):
                problems.append(f"{where}, a {record.rec_type} of {head.get_header('WARC-Target-URI')}: {text}")

            types[record.rec_type] += 1
            if head.protocol != "WARC/1.1":
                problem(f"it is {head.protocol}")
            if (number == 1) != (record.rec_type == "warcinfo"):
                problem("a file begins with its one warcinfo")
            for name in NEEDED:
                if not head.get_header(name):
                    problem(f"{name} is missing")
            record_id = head.get_header("WARC-Record-ID")
            if record_id in ids:
                problem(f"{record_id} is the id of an earlier record")
            ids.add(record_id)
            raw = record.raw_stream.read()  # behind it the digests are known
            if record.digest_checker.passed is False:
                problem("; ".join(record.digest_checker.problems))
            if record.digest_checker.passed is not True and record.rec_type != "revisit":
                problem("no digest was checked")
            http = record.http_headers
            if record.rec_type == "response":
                if not head.get_header("WARC-Payload-Digest"):
                    problem("WARC-Payload-Digest is missing")
                if http.get_header("Content-Length") != str(len(raw)):
                    problem(f"Content-Length says {http.get_header('Content-Length')} of {len(raw)} bytes")
                for name in ("Content-Encoding", "Transfer-Encoding"):
                    if http.get_header(name):
                        problem(f"{name} says {http.get_header(name)}, but the body is unpacked")
            elif record.rec_type == "revisit":
                if head.get_header("WARC-Profile") not in PROFILES:
                    problem(f"its profile is {head.get_header('WARC-Profile')}")
                if not head.get_header("WARC-Refers-To-Target-URI") or not head.get_header("WARC-Refers-To-Date"):
                    problem("it does not say what it revisits")
            elif record.rec_type == "request":
                concurrent.append((head.get_header("WARC-Concurrent-To"), where))
                if http.protocol != "GET":
                    problem(f"it begins with {http.protocol}")
    if number == 0:
        problems.append(f"{path}: it holds no record")
    for record_id, where in concurrent:
        if record_id not in ids:
            problems.append(f"{where}, a request: no record has the id {record_id} of its answer")


def main(paths):
    """Checks files, and returns the exit status."""
    types, problems = collections.Counter(), []
    for path in paths:
        try:
            check(path, types, problems)
        except ArchiveLoadFailed as error:
            problems.append(f"{path}: {error}")
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(paths)} files: " + ", ".join(f"{n} {name}" for name, n in sorted(types.items())))
    if not types["response"]:
        print("no response was checked", file=sys.stderr)
    return 1 if problems or not types["response"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
