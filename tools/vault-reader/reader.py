#!/usr/bin/env python3
"""Reads a Satchel database without Satchel: prints the record's resources, one JSON object a line.

    reader.py DATABASE --dictionaries FOLDER [--by kit] [--account ID] [--person ID] [--history] < secret

DATABASE is the SQLite file (a copy: the -wal file beside it, if any, belongs to it). The passphrase, or with
`--by kit` the recovery kit code, is asked for, or read from the first line of standard input. Whatever does not
open or verify is named on standard error, and the exit status is 1: nothing is passed over in silence.

Needs python3-cryptography and python3-argon2. It shares no code with Satchel (docs/security/vault-format.md).
"""

import argparse
import datetime
import getpass
import json
import pathlib
import sqlite3
import sys
import uuid

import vault
from vault import Refused, unb64


class Reader:
    def __init__(self, database, dictionaries, history):
        self.db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        self.dictionaries = {int(path.stem): path.read_bytes() for path in sorted(dictionaries.glob("*.dict"))}
        self.history = history
        self.problems = 0

    def problem(self, what):
        self.problems += 1
        print(f"reader: {what}", file=sys.stderr)

    def rows(self, query, *values):
        return self.db.execute(query, values)

    def accounts(self, wanted):
        query = 'SELECT * FROM "account"' + (" WHERE account = ?" if wanted else "")
        return self.rows(query, *([wanted] if wanted else []))

    def open_accounts(self, by, secret, wanted):
        """(account id, X25519 private key, keyring) of every account that the secret opens."""
        for row in self.accounts(wanted):
            try:
                if by == "kit":
                    unlock = vault.halves_of_kit(vault.parse_kit(secret), row["account"])[1]
                else:
                    unlock = vault.halves_of_passphrase(secret, json.loads(row["kdf"]))[1]
                exchange, _ = vault.open_account(row["account"], by, unlock, json.loads(row["wraps"]))
                yield row["account"], exchange, vault.open_keyring(row["account"], exchange, row["keyring"])
            except (Refused, KeyError) as error:
                if wanted:
                    raise Refused(f"account {row['account']} does not open: {error}") from error

    def read_record(self, exchange, held):
        person = self.rows('SELECT * FROM "person" WHERE person = ?', held["person"]).fetchone()
        grant = self.rows('SELECT * FROM "grant" WHERE person = ? AND "grant" = ?', held["person"], held["grant"]).fetchone()
        if not person or not grant:
            return self.problem(f"record {held['person']} is not in this database")
        certificate = vault.read_certificate(person["certificate"])
        if certificate["person"] != held["person"] or certificate["manage"] != held["manage"]:
            raise Refused("the certificate is not the one that was pinned")
        statement, keys = vault.open_grant(unb64(held["manage"]), exchange, grant["statement"], grant["wrap"], grant["signature"])
        if (statement["person"], statement["grant"], statement["epoch"]) != (held["person"], held["grant"], person["epoch"]):
            raise Refused("the grant is another one's, or of an earlier epoch")
        self.check_chain(person, unb64(certificate["write"]))
        self.print_rows(held["person"], vault.keysets(keys["read"]))

    def check_chain(self, person, write):
        head, seq, link = vault.genesis(person["person"]), 0, []
        every = self.rows('SELECT id, version, seq, epoch, digest FROM "row" WHERE person = ? ORDER BY seq, n', person["person"]).fetchall()
        for at, row in enumerate(every):
            link.append((row["id"], row["version"], row["digest"]))
            if at + 1 == len(every) or every[at + 1]["seq"] != row["seq"]:
                head, seq, link = vault.next_head(head, row["seq"], row["epoch"], link), row["seq"], []
        if head != person["head"] or seq != person["seq"]:
            self.problem(f"record {person['person']}: rows are missing, added or changed since the chain was signed")
        message = vault.head_message(person["person"], person["incarnation"], person["seq"], person["epoch"], person["head"])
        vault.verify(write, message, person["signature"])

    def print_rows(self, person, keysets):
        latest = "" if self.history else ' AND version = (SELECT max(version) FROM "row" AS r WHERE r.person = row.person AND r.id = row.id)'
        for row in self.rows(f'SELECT * FROM "row" WHERE person = ?{latest} ORDER BY seq, n', person):
            name = f"{uuid.UUID(bytes=row['id'])} version {row['version']}"
            if row["id"][:15] == bytes(15) or row["body"] is None or row["dek"] is None:
                continue
            if row["keyset"] not in keysets:
                self.problem(f"row {name}: none of the keys opens its keyset")
                continue
            try:
                self.print_row(row, person, keysets)
            except Refused as error:
                self.problem(f"row {name}: {error}")

    def print_row(self, row, person, keysets):
        if vault.sha256(row["body"]) != row["digest"]:
            raise Refused("its body is not the one in the chain")
        key, epoch, _ = keysets[row["keyset"]]
        plain = vault.open_row(row["keyset"], key, epoch, person, row["id"], row["version"], row["dek"], row["body"], self.dictionaries)
        head, _, resource = plain.decode().partition("\n")
        said = json.loads(head)
        if "w" not in said or self.history:
            print(with_meta(said, resource, str(uuid.UUID(bytes=row["id"])), row["version"]))


def with_meta(head, resource, row_id, version):
    """The resource as FHIR JSON; its text is passed on untouched, so that 6.10 stays 6.10."""
    opening = '{"resourceType":' + json.dumps(head["t"])
    at = datetime.datetime.fromtimestamp(head["at"] // 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    meta = f'"versionId":"{version}","lastUpdated":"{at}.{head["at"] % 1000:03d}Z"'
    own = head.get("m", "{}")
    if "x" in head:
        kept = json.loads(own)
        tag = {"system": "urn:satchel:mark", "code": "aside", "display": "Speaks of another person"}
        own = json.dumps({**kept, "tag": [*kept.get("tag", []), tag]}, ensure_ascii=False, separators=(",", ":"))
    meta += "" if own == "{}" else "," + own[1:-1]
    return f'{opening},"id":"{row_id}","meta":{{{meta}}}{resource[len(opening):]}'


def secret_given(by):
    if sys.stdin.isatty():
        return getpass.getpass("Recovery kit code: " if by == "kit" else "Passphrase: ")
    return sys.stdin.readline().rstrip("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("--dictionaries", type=pathlib.Path, required=True)
    parser.add_argument("--by", choices=["passphrase", "kit"], default="passphrase")
    parser.add_argument("--account")
    parser.add_argument("--person")
    parser.add_argument("--history", action="store_true", help="every version, withdrawn ones too")
    given = parser.parse_args()
    reader = Reader(given.database, given.dictionaries, given.history)
    opened = 0
    try:
        for _, exchange, keyring in reader.open_accounts(given.by, secret_given(given.by), given.account):
            opened += 1
            for held in keyring:
                if given.person in (None, held["person"]):
                    reader.read_record(exchange, held)
    except Refused as error:
        reader.problem(str(error))
    if opened == 0 and reader.problems == 0:
        reader.problem("this opens no account here")
    sys.exit(1 if reader.problems else 0)


if __name__ == "__main__":
    main()
