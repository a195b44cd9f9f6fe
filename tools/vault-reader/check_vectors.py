#!/usr/bin/env python3
"""Runs the published vectors on the independent reader: check_vectors.py FOLDER. Prints what fails, and a count."""

import json
import pathlib
import sys

import vault
from vault import Refused, unb64


def h(text):
    return bytes.fromhex(text)


def context(given):
    return [field["text"] if "text" in field else field["number"] if "number" in field else h(field["bytes"]) for field in given["context"]]


def attempt(work):
    try:
        return work().hex()
    except Refused:
        return None


def keyset(given):
    labels = given["labels"]
    names = [labels] if labels == "unsorted" else sorted(labels) or ["general"]
    keys = {name: vault.category_key(h(given["pmk"]), name, given["epoch"]) for name in names}
    return vault.keyset(keys, names)


def row(given, dek, body, dictionaries):
    identity, key = keyset(given)
    return attempt(lambda: vault.open_row(identity, key, given["epoch"], given["person"], h(given["id"]), given["version"], h(dek), h(body), dictionaries))


def passphrase(given):
    try:
        auth, unlock = vault.halves_of_passphrase(given["passphrase"], given["kdf"])
    except Refused:
        return {"auth": None, "unlock": None, "stored": None}
    return {"auth": auth.hex(), "unlock": unlock.hex(), "stored": vault.sha256(auth).hex()}


def kit(given, gives):
    code = vault.parse_kit(gives["printed"])
    auth, unlock = vault.halves_of_kit(code, given["account"])
    return {"printed": gives["printed"], "parsed": code.hex(), "auth": auth.hex(), "unlock": unlock.hex()}


def typed_kit(given):
    return {"code": attempt(lambda: vault.parse_kit(given["typed"]))}


def account(given, gives):
    exchange, sign = vault.open_account(given["account"], given["by"], h(given["unlock"]), {given["by"]: gives["wrap"]})
    return {"wrap": gives["wrap"], "exchange": exchange.hex(), "sign": sign.hex()}


def chain(given, gives):
    heads = [vault.genesis(given["person"])]
    for link in given["links"]:
        rows = [(h(each["id"]), each["version"], h(each["digest"])) for each in link["rows"]]
        heads.append(vault.next_head(heads[-1], link["seq"], link["epoch"], rows))
    message = vault.head_message(given["person"], given["incarnation"], given["seq"], given["epoch"], heads[-1])
    vault.verify(h(gives["public"]), message, h(gives["signature"]))
    return {**gives, "heads": [head.hex() for head in heads]}


def pieces_head(given, gives):
    identity, key = keyset(given)
    head = vault.open_pieces_head(identity, key, given["epoch"], given["person"], h(given["address"]), h(gives["sealed"]))
    return {"sealed": gives["sealed"], "key": unb64(head["key"]).hex(), "pieces": head["pieces"], "size": head["size"]}


def deposit(given, gives):
    sealed = h(gives["sealed"])
    message = vault.deposit_message(given["person"], given["number"], given["origin"], sealed)
    return {**gives, "message": message.hex(), "opened": vault.open_deposit(h(given["drain"]), given["person"], given["origin"], sealed).hex()}


def audit(given, gives):
    rows = [(each["n"], h(each["prev"]), h(each["blob"])) for each in gives["rows"]]
    return {"rows": gives["rows"], "entries": list(vault.open_audit(h(given["audit"]), given["person"], given["session"], rows))}


def grant(given, gives):
    _, held = vault.open_grant(manage, h(given["holder"]), gives["statement"].encode(), h(gives["wrap"]), h(gives["signature"]))
    spelled = json.loads(json.dumps(held), object_hook=lambda keys: {name: unb64(key).hex() if isinstance(key, str) else key for name, key in keys.items()})
    return {**gives, "held": spelled}


def open_grant(given):
    try:
        vault.open_grant(h(given["manage_public"]), h(given["holder"]), given["statement"].encode(), h(given["wrap"]), h(given["signature"]))
    except Refused:
        return {"opens": False}
    return {"opens": True}


def image(given):
    return attempt(lambda: vault.open_image(h(given["pmk"]), given["person"], given["reader"], given["upto"], h(given["head"]), given["index_version"], h(given["sealed"])))


def sealed_box(given, gives):
    opened = attempt(lambda: vault.unseal_from(given["kind"], h(given["secret"]), context(given), h(gives["sealed"])))
    return {"public": vault.exchange_public(h(given["secret"])).hex(), "sealed": gives["sealed"], "opened": opened}


def keyset_act(given):
    identity, key = keyset(given)
    return {"id": identity.hex(), "key": key.hex(), "address_key": vault.address_key(key).hex()}


def row_act(given, gives):
    identity, _ = keyset(given)
    return {**gives, "keyset": identity.hex(), "digest": vault.sha256(h(gives["body"])).hex(), "opened": row(given, gives["dek"], gives["body"], {})}


ACTS = {
    "fields": lambda given, _: {"bytes": vault.fields(*context(given)).hex()},
    "padding": lambda given, _: {"padme": [vault.padme(n) for n in given["lengths"]], "coarse": [vault.coarse(n) for n in given["lengths"]]},
    "base64url": lambda given, gives: {"encoded": vault.b64(h(given["bytes"])), "decoded": unb64(gives["encoded"]).hex()},
    "seal": lambda given, gives: {"sealed": gives["sealed"], "opened": attempt(lambda: vault.unseal(given["kind"], h(given["key"]), context(given), h(gives["sealed"])))},
    "seal to a public key": sealed_box,
    "open": lambda given, _: {"opened": attempt(lambda: vault.unseal(given["kind"], h(given["key"]), context(given), h(given["sealed"])))},
    "open with a private key": lambda given, _: {"opened": attempt(lambda: vault.unseal_from(given["kind"], h(given["secret"]), context(given), h(given["sealed"])))},
    "passphrase": lambda given, _: passphrase(given),
    "kit": kit,
    "typed kit": lambda given, _: typed_kit(given),
    "account": account,
    "keyring": lambda given, gives: {"sealed": gives["sealed"], "held": vault.open_keyring(given["account"], h(given["exchange"]), h(gives["sealed"]))},
    "category key": lambda given, _: {"key": vault.category_key(h(given["pmk"]), given["category"], given["epoch"]).hex()},
    "keyset": lambda given, _: keyset_act(given),
    "row": row_act,
    "open row": lambda given, _: {"opened": row(given, given["dek"], given["body"], {given["dictionary_id"]: h(given["dictionary"])})},
    "chain": chain,
    "head of pieces": pieces_head,
    "open piece": lambda given, _: {"opened": attempt(lambda: vault.open_piece(given["person"], h(given["key"]), given["n"], given["final"], h(given["sealed"])))},
    "open image": lambda given, _: {"opened": image(given)},
    "deposit": deposit,
    "audit": audit,
    "certificate": lambda given, gives: {"signed": gives["signed"], "read": vault.read_certificate(h(gives["signed"]))},
    "grant": grant,
    "open grant": lambda given, _: open_grant(given),
    "token": lambda given, gives: {**gives, "reach": vault.open_token(gives["bearer"], h(gives["auth_hash"]), h(gives["wrapped"]))},
}

vectors = [vector for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")) for vector in json.loads(path.read_text())]
[certificate] = [vector["given"]["certificate"] for vector in vectors if vector["act"] == "certificate"]
manage = unb64(certificate["manage"])
failures = 0
for at, vector in enumerate(vectors):
    got = ACTS[vector["act"]](vector["given"], vector["gives"])
    if got != vector["gives"]:
        failures += 1
        print(f"vector {at} ({vector['act']}): expected {vector['gives']}, got {got}")
print(f"{len(vectors)} vectors, {failures} failed")
sys.exit(1 if failures else 0)
