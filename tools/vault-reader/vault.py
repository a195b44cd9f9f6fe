"""The vault's format read by other code: written from docs/security/vault-format.md alone (§ numbers are its sections)."""

import base64
import hashlib
import hmac
import json
import math
import struct
import unicodedata
import zlib

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

BODY, DATA_KEY, PIECE, IMAGE, ACCOUNT, KEYRING, GRANT, DEPOSIT, AUDIT, TOKEN, STATE = range(1, 12)
SENSITIVE = ["adolescent", "claims", "genetic", "hiv-sti", "mental-health", "sexual-reproductive", "substance-use", "violence"]
CATEGORIES = SENSITIVE + ["general"]
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LIMIT, PIECE_LIMIT = 64 << 20, 1 << 20


class Refused(Exception):
    """Something does not open, or was not signed by who should have signed it."""


# §1 Notation


def fields(*values):
    parts = []
    for value in values:
        data = value.encode() if isinstance(value, str) else struct.pack(">Q", value) if isinstance(value, int) else bytes(value)
        parts.append(struct.pack(">I", len(data)) + data)
    return b"".join(parts)


def sha256(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def hkdf(ikm, salt, info, length=32):
    prk, out, block, counter = mac(salt or bytes(32), ikm), b"", b"", 1
    while len(out) < length:
        block = mac(prk, block + info + bytes([counter]))
        out, counter = out + block, counter + 1
    return out[:length]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if isinstance(text, str) else b""
    if not isinstance(text, str) or b64(data) != text:
        raise Refused("a value is not base64url")
    return data


def unpad(padded):
    length = struct.unpack(">I", padded[:4])[0] if len(padded) >= 4 else len(padded)
    if 4 + length > len(padded) or any(padded[4 + length :]):
        raise Refused("the padding is wrong")
    return padded[4 : 4 + length]


def padme(length):
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-length // unit) * unit


def coarse(length):
    quarter = 24
    while 2 ** (quarter / 4) < length:
        quarter += 1
    return math.ceil(2 ** (quarter / 4))


def inflate(data, limit, dictionary=b""):
    stream = zlib.decompressobj(-15, zdict=dictionary) if dictionary else zlib.decompressobj(-15)
    try:
        out = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise Refused("the content does not inflate") from error
    if len(out) > limit or not stream.eof:
        raise Refused("the content does not inflate within its limit")
    return out


# y coordinates of the points of small order on Ed25519, both spellings, little-endian, sign bit cleared
SMALL_ORDER = {
    y.to_bytes(32, "little")
    for y in (
        0,
        1,
        2**255 - 20,
        2**255 - 19,
        2**255 - 18,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    )
}


def verify(public, message, signature):
    if len(public) != 32 or public[:31] + bytes([public[31] & 0x7F]) in SMALL_ORDER:
        raise Refused("a public key is unusable")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Refused("a signature does not verify") from error


def exchange_public(private):
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


# §2 The envelope


def _header(kind, suite, sealed):
    if sealed[:3] != b"SV\x01" or sealed[3:5] != bytes([kind, suite]):
        raise Refused("not an envelope of this kind")
    return sealed[:14]


def _gcm(key, nonce, sealed, header, context):
    if len(sealed) < 16 or len(nonce) != 12:
        raise Refused("an envelope is cut")
    try:
        return AESGCM(key).decrypt(nonce, sealed, fields(header, *context))
    except InvalidTag as error:
        raise Refused("an envelope was changed, or belongs elsewhere") from error


def unseal(kind, key, context, sealed):
    return _gcm(key, sealed[14:26], sealed[26:], _header(kind, 1, sealed), context)


def unseal_from(kind, private, context, sealed):
    header = _header(kind, 2, sealed)
    ephemeral, recipient = sealed[14:46], exchange_public(private)
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(ephemeral))
    except ValueError as error:
        raise Refused("an ephemeral key is unusable") from error
    return _gcm(hkdf(shared, ephemeral + recipient, b"satchel/1/box"), sealed[46:58], sealed[58:], header, context)


def coding(sealed):
    return sealed[5]


def open_packed(kind, key, context, sealed, limit):
    padded = unseal(kind, key, context, sealed)
    if coding(sealed) != 1:
        raise Refused("an unknown coding")
    return inflate(unpad(padded), limit)


# §3 Accounts


def argon2id(secret, salt, memory, passes, lanes):
    try:
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(secret, salt, passes, memory, lanes, 32, Type.ID)
    except ImportError:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        return Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(secret)


def halves_of_passphrase(passphrase, kdf):
    salt = unb64(kdf["salt"])
    within = 65536 <= kdf["memory"] <= 1048576 and 3 <= kdf["passes"] <= 20 and 1 <= kdf["lanes"] <= 8
    if kdf["name"] != "argon2id" or not within or not 16 <= len(salt) <= 64:
        raise Refused("the key derivation is weaker than allowed")
    root = argon2id(unicodedata.normalize("NFKC", passphrase).encode(), salt, kdf["memory"], kdf["passes"], kdf["lanes"])
    return hkdf(root, b"", b"satchel/1/passphrase/auth"), hkdf(root, b"", b"satchel/1/passphrase/unlock")


def parse_kit(typed):
    letters = "".join(c for c in typed.upper() if not c.isspace() and unicodedata.category(c) != "Pd")
    letters = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(letters) != 28 or any(c not in CROCKFORD for c in letters):
        raise Refused("not a recovery kit code")
    number = 0
    for letter in letters[:26]:
        number = number * 32 + CROCKFORD.index(letter)
    if number >> 128:
        raise Refused("not a recovery kit code")
    code = number.to_bytes(16, "big")
    if letters[26:] != "".join(CROCKFORD[byte & 31] for byte in sha256(code)[:2]):
        raise Refused("a letter of the recovery kit code was misread")
    return code


def halves_of_kit(code, account):
    root = hkdf(code, account.encode(), b"satchel/1/kit")
    return hkdf(root, b"", b"satchel/1/kit/auth"), hkdf(root, b"", b"satchel/1/kit/unlock")


def open_account(account, by, unlock, wraps):
    keys = unseal(ACCOUNT, unlock, ["account", account, by], unb64(wraps[by]))
    if len(keys) != 64:
        raise Refused("an account's keys are malformed")
    return keys[:32], keys[32:]


def open_keyring(account, exchange, sealed):
    return json.loads(unseal(KEYRING, hkdf(exchange, b"", b"satchel/1/keyring"), ["keyring", account], sealed))


# §4 and §5 Certificates and grants


def read_certificate(signed):
    certificate, message = json.loads(signed[128:]), fields("satchel/1/certificate", signed[128:])
    verify(unb64(certificate["owner"]), message, signed[:64])
    verify(unb64(certificate["manage"]), message, signed[64:128])
    if certificate["format"] != 1:
        raise Refused("a certificate of another format")
    return certificate


def open_grant(manage, holder, statement, wrap, signature):
    verify(manage, fields("satchel/1/grant", statement), signature)
    said, mine = json.loads(statement), exchange_public(holder)
    if said["format"] != 1 or said["wrap"] != b64(sha256(wrap)) or said["holder"] != b64(mine):
        raise Refused("a grant speaks of another wrap or holder")
    plain = unseal_from(GRANT, holder, ["grant", said["person"], said["grant"], mine], wrap)
    if said["commitment"] != b64(hkdf(plain, b"", b"satchel/1/commitment")):
        raise Refused("a grant holds other keys than it says")
    return said, json.loads(plain)


# §6 Categories and keysets


def category_key(pmk, category, epoch):
    return hkdf(pmk, b"", fields("satchel/1/category", category, epoch))


def keyset(keys, names):
    """The id and key for these sorted names, where `keys` has the category key of each."""
    key = hkdf(b"".join(keys[name] for name in names), b"", fields("satchel/1/keyset", *names))
    return hkdf(key, b"", b"satchel/1/keyset-id", 8), key


def keysets(read):
    """Every keyset that these read keys open: id -> (key, epoch, names)."""
    found = {}
    for of in read:
        epoch = of["epoch"]
        if "pmk" in of:
            keys = {name: category_key(unb64(of["pmk"]), name, epoch) for name in CATEGORIES + ["unsorted"]}
        else:
            keys = {name: unb64(key) for name, key in of.get("categories", {}).items() if name in CATEGORIES}
        held = [name for name in SENSITIVE if name in keys]
        sets = [[name] for name in ("general", "unsorted") if name in keys]
        sets += [[name for at, name in enumerate(held) if bits >> at & 1] for bits in range(1, 1 << len(held))]
        for names in sets:
            identity, key = keyset(keys, names)
            found[identity] = (key, epoch, names)
    return found


# §7 and §8 Rows


def open_row(identity, key, epoch, person, row_id, version, dek, body, dictionaries):
    data_key = unseal(DATA_KEY, key, ["dek", person, row_id, version, identity, epoch], dek)
    if len(data_key) != 32:
        raise Refused("a data key is malformed")
    content = unpad(unseal(BODY, data_key, ["body", person, row_id, version], body))
    if coding(body) == 0:
        return content
    if coding(body) - 16 not in dictionaries:
        raise Refused("a body needs a dictionary that is not here")
    return inflate(content, BODY_LIMIT, dictionaries[coding(body) - 16])


# §9 The chain


def genesis(person):
    return sha256(fields("satchel/1/genesis", person))


def next_head(head, seq, epoch, rows):
    return sha256(fields("satchel/1/head", head, seq, epoch, *(part for row in rows for part in row)))


def head_message(person, incarnation, seq, epoch, head):
    return fields("satchel/1/signed-head", person, incarnation, seq, epoch, head)


# §10 to §14


def address_key(key):
    return hkdf(key, b"", b"satchel/1/address")


def open_pieces_head(identity, key, epoch, person, address, sealed):
    return json.loads(unseal(PIECE, key, ["pieces", person, address, identity, epoch], sealed))


def open_piece(person, key, n, final, sealed):
    return open_packed(PIECE, key, ["piece", person, n, int(final)], sealed, PIECE_LIMIT)


def open_image(pmk, person, reader, upto, head, index_version, sealed):
    context = ["image", person, reader, upto, head, index_version]
    return unpad(unseal(IMAGE, hkdf(pmk, b"", b"satchel/1/image"), context, sealed))


def deposit_message(person, number, origin, sealed):
    return fields("satchel/1/deposit", person, number, origin, sha256(sealed))


def open_deposit(drain, person, origin, sealed):
    return unpad(unseal_from(DEPOSIT, drain, ["deposit", person, origin], sealed))


def open_audit(audit, person, session, rows):
    """Yields the entry of each (n, prev, blob); raises where the chain is broken."""
    key, before, expected = b"", b"", 0
    for n, prev, blob in rows:
        if n != expected or prev != before:
            raise Refused("the access log is broken")
        if n == 0:
            start = unseal_from(AUDIT, audit, ["audit", person, session], blob)
            key, padded = start[:32], start[32:]
        else:
            padded = unseal(AUDIT, key, ["audit", person, session, n, prev], blob)
        yield json.loads(unpad(padded))
        before, expected = sha256(blob), n + 1


def open_token(bearer, auth_hash, wrapped):
    shard, token, encoded = bearer.split(".")
    secret = unb64(encoded)
    if not hmac.compare_digest(sha256(hkdf(secret, b"", b"satchel/1/token/auth")), auth_hash):
        raise Refused("not this token's secret")
    return json.loads(unseal(TOKEN, hkdf(secret, b"", b"satchel/1/token/wrap"), ["token", shard, token], wrapped))
