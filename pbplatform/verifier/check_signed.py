"""Who signed the logs of a vote, and whether they have what you kept: a part of verify.py.

Checks 1, 2, 3 and 8 of docs/rules/audit.md section 10: signatures of logs, witnesses and promises,
older checkpoints, receipts. It lies beside verify.py, which knows its hash and does the rest.
"""
import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from verify import BALLOTS, TAKEN, box_code, choices_in, sha

# Ed25519 (RFC 8032): the curve -x^2 + y^2 = 1 + D x^2 y^2 over the whole numbers modulo P.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def point(data):
    y, odd = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    other = root * pow(2, (P - 1) // 4, P) % P
    for x in (root, -root % P, other, -other % P):
        if x * x % P == square and x % 2 == odd and y < P and len(data) == 32:
            return x, y, 1, x * y % P
    raise ValueError("a key or a signature that is no point of the curve")

def add(one, two):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, two
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(number, one):
    if number == 0:
        return 0, 1, 1, 0
    half = times(number >> 1, add(one, one))
    return add(half, one) if number & 1 else half

def is_signature(public, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % ORDER
    x1, y1, z1, _ = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    x2, y2, z2, _ = add(point(r), times(h, point(public)))
    equal = (x1 * z2 - x2 * z1) % P == (y1 * z2 - y2 * z1) % P == 0
    return equal and s < ORDER and len(signature) == 64

def read_keys(text):
    """(name, hash, kind, public key) of each verifier key, one on a line; a witness has kind 4."""
    for line in filter(None, text.split("\n")):
        name, short, rest = line.split("+", 2)
        data = base64.b64decode(rest, validate=True)
        if sha(f"{name}\n".encode() + data)[:4].hex() != short or data[0] not in (1, 4):
            raise ValueError(f"the key {name} does not fit its own hash, or is no Ed25519")
        yield name, bytes.fromhex(short), data[0], data[1:]

class Note:
    """A text with signatures under it (C2SP signed-note); a checkpoint has a size and a root."""

    def __init__(self, found):
        self.whole, self.body, signatures = found.group(0, 1, 2)
        self.origin, *self.lines = self.body.split("\n")[:-1]
        self.size = int(self.lines[0]) if self.lines and self.lines[0].isdecimal() else None
        self.signatures = [line.split(" ")[1:] for line in signatures.split("\n")[:-1]]

    def signed_by(self, key):
        """For each signature with this key: is it right, and when (C2SP tlog-cosignature)."""
        name, short, kind, public = key
        for signer, coded in self.signatures:
            data = base64.b64decode(coded, validate=True)
            if (signer, data[:4]) == (name, short):
                at = int.from_bytes(data[4:12], "big") if kind == 4 else 0
                before = f"cosignature/v1\ntime {at}\n" if kind == 4 else ""
                message, signature = before + self.body, data[12 if kind == 4 else 4 :]
                right = is_signature(public, message.encode(), signature)
                yield right and base64.b64encode(data).decode() == coded, at

def notes_in(text, checkpoints=True):
    form = "((?:[^\n]+\n)+)\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/=]+\n)+)"
    return [note for note in map(Note, re.finditer(form, text))
            if (note.size is not None) == checkpoints]

def texts_of(given):
    """(name, text) of files that were given; of a key also by itself."""
    return [(Path(each).name, Path(each).read_bytes().decode().replace("\r\n", "\n"))
            if Path(each).is_file() else (each, each) for each in given]

def check_checkpoints(b, args):
    """1, 2, 3: those of the bundle, and those that somebody kept, are signed and fit the logs."""
    given, witnesses = ([key for _, text in texts_of(each) for key in read_keys(text)]
                        for each in (args.key, args.witness))
    b.keys = given or [*read_keys(b.files.get("log.vkey", b"").decode())]
    for log in (b.site, b.log):
        name, held = log.name.replace("jsonl", "checkpoint"), len(log.lines)
        if name in b.files:
            note = b.signed[log] = notes_in(b.files[name].decode())[0]
            check_note(b, 1, 2, name, note)
            older = notes_in(b.files.get(name.replace(".", ".witnessed."), b"").decode())
            check_witnesses(b, name, [note, *older], witnesses)
            b.must(1, note.whole.encode() == b.files[name], f"{name} has more than a checkpoint")
        else:
            (b.wrong if given else b.note)(1, f"no signed checkpoint in this bundle ({name})")
            b.ok(2, f"{log.name}: {held} entries, root {log.root(held).hex()}")
    if b.signed and not given:
        b.note(1, "that key is the bundle's own (log.vkey): compare it with one from elsewhere")
    kept = [(name, b.files[name].decode()) for name in sorted(b.files) if ".witnessed." in name]
    for name, text in kept + texts_of(args.pin):
        b.must(3, notes_in(text), f"{name}: no checkpoint in it")
        for note in notes_in(text):
            check_note(b, 3, 3, name, note)
    if not kept and not args.pin:
        b.note(3, "no older checkpoint was given: nothing shows that the log was not rewritten")

def check_note(b, one, two, name, note):
    """A log's own key signed it (you gave it, or else the bundle); its entries begin the log."""
    own = [key for key in b.keys if key[0] == note.origin]
    if own or (b.keys and note in b.signed.values()):
        b.must(one, any(right for key in own for right, _ in note.signed_by(key)),
               f"{name} of {note.origin} is not signed by that log's key",
               f"{name}: {note.size} entries, signed as {note.origin}")
    else:
        b.note(one, f"{name}: there is no key of {note.origin} to check it by", cannot=True)
    known = [log for log, other in b.signed.items() if other.origin == note.origin]
    log = known[0] if known else b.site if re.search("/log/site(/|$)", note.origin) else b.log
    held, size, root = len(log.lines), note.size, base64.b64decode(note.lines[1])
    b.must(two, size <= held and log.root(size) == root,
           f"{name} saw {size} other entries of {log.name}, which now has {held}",
           f"{log.name}: the first {size} of {held} entries are those that {name} saw")

def check_witnesses(b, name, notes, witnesses):
    """Whoever you say watches this log signed a checkpoint of it, and when."""
    for key in witnesses:
        seen = [(right, at, note.size) for note in notes for right, at in note.signed_by(key)]
        for right, at, size in seen:
            when = datetime.fromtimestamp(min(at, 2**37), UTC).isoformat()
            words = f"{name}: {size} entries, signed by {key[0]} at {when}"
            b.must(1, right and key[2] == 4, words, words)
        if not seen:
            b.note(1, f"{name}: {key[0]} has not cosigned this log", cannot=True)
    lines = {signer for note in notes for signer, coded in note.signatures if len(coded) == 104}
    if lines - {key[0] for key in witnesses}:
        b.note(1, f"{name}: cosigned by {', '.join(sorted(lines))} (give --witness to check it)")

def by_name(choices):
    return sorted(choices, key=repr)

def check_receipts(b, args):
    """8: what voters saved: envelope, promise, tracker with choices, checkpoints."""
    codes, seen = {box_code(digest): digest for digest in b.put} if args.receipt else {}, set()
    for name, text in texts_of(args.receipt):
        fields = r"^[ \t]*(box code|envelope|tracker|choices)[ \t]*[:=][ \t]*(.*)$"
        told = {title.lower(): words for title, words in re.findall(fields, text, re.M | re.I)}
        code, tracker = (re.sub(r"[\s-]", "", told.get(each, "")).upper()
                         for each in ("box code", "tracker"))
        for note in (promises := notes_in(text, checkpoints=False)):
            check_promise(b, name, note, code, told.get("envelope"))
        if code and not promises:
            tell_envelope(b, name, codes.get(code), f"with the box code {code}")
        if tracker:
            own = [choices for one, choices, _ in b.ballots if one == tracker]
            mine = choices_in(told["choices"].replace(",", " ")) if "choices" in told else None
            # Only a ranking is another vote in another order.
            way = list if b.definition["ballot"]["kind"] == "ranking" else by_name
            seen.add((tracker, code))
            many = [each for each, _ in seen].count(tracker)
            b.must(8, many <= len(own), f"{many} receipts have {tracker}, the list {len(own)}")
            b.must(8, own and (mine is None or way(mine) in map(way, own)),
                   f"{name}: ballots.csv has {own} for {tracker}, you {mine}",
                   f"{name}: {tracker} is in the list with {own}")
        for note in notes_in(text):
            check_note(b, 8, 8, name, note)
        b.must(8, code or tracker or re.search("\n\u2014 ", text),
               f"{name}: no box code, no tracker and no checkpoint in it")

def tell_envelope(b, name, digest, words):
    """Where an envelope is: in the box at the close, or replaced or taken out before."""
    if digest not in b.put:
        return b.wrong(8, f"{name}: no envelope in {BALLOTS} {words}")
    put, gone = b.log.at(b.put[digest]), b.gone.get(digest)
    if gone is None:
        return b.ok(8, f"{name}: in the box, {put}")
    how = "by two people" if b.log.told[gone]["kind"] == TAKEN else "by a later vote, which counts"
    return b.note(8, f"{name}: {put}; taken out of the box {how}, {b.log.at(gone)}")

def check_promise(b, name, note, code, envelope):
    """An envelope that was promised and is missing is evidence against whoever signed."""
    told = dict(line.rsplit(" ", 1) for line in note.lines[1:])
    digest, signers = told["envelope"], []
    if told["round"] != b.definition["round"]:
        return b.note(8, f"{name}: this receipt is of the round {told['round']}", cannot=True)
    right = {"definition": sha(b.frozen).hex(), "envelope": digest, "box code": box_code(digest)}
    mine = {"definition": told["definition"], "envelope": envelope, "box code": code}
    b.same(8, f"{name}:", {name: mine[name] or right[name] for name in right}, right)
    until = datetime.fromisoformat(told["logged by"]) - timedelta(minutes=80)
    for number, entry in enumerate(b.site.told):
        if entry.get("subject") == "place/promise-key":
            where, key = b.site.at(number), entry["data"]["key"]
            right = [right for right, _ in note.signed_by(next(read_keys(key)))]
            b.must(8, all(right), f"{name}: not signed by the key of {where}")
            gone = entry["kind"].endswith("revoked") and datetime.fromisoformat(entry["at"]) < until
            b.must(8, not (right and gone), f"{name}: signed after {where}")
            signers += [f"{key} of {where}"] if right else []
    if not signers:
        b.note(8, f"{name}: the promise is signed by no key that the log names", cannot=True)
    return tell_envelope(b, name, digest, f"is {digest}, PROMISED AND MISSING: to be there by "
                         f"{told['logged by']}, signed with {signers}. The evidence:\n{note.whole}")
