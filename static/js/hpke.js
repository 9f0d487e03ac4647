// Seals a ballot as pbplatform/voting/sealing.py does: HPKE (RFC 9180), base mode, with
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM; one suite byte stands in front.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const KEM = [75, 69, 77, 0, 16];                       // "KEM", DHKEM(P-256)
const HPKE = [72, 80, 75, 69, 0, 16, 0, 1, 0, 1];      // "HPKE", KEM, KDF, AEAD
const SUITE = 1;
const utf8 = new TextEncoder();

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

async function hmac(key, data) {
  const usage = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", usage, data));
}

// An empty salt is 32 zeros, which HMAC takes for the same.
const extract = (suite, salt, label, secret) => hmac(
  salt.length ? salt : new Uint8Array(32), join(utf8.encode("HPKE-v1"), suite, utf8.encode(label), secret),
);

// No output here is longer than one block of the hash.
async function expand(suite, secret, label, info, length) {
  const told = join([0, length], utf8.encode("HPKE-v1"), suite, utf8.encode(label), info, [1]);
  return (await hmac(secret, told)).slice(0, length);
}

async function encapsulate(publicKey) {
  const theirs = await crypto.subtle.importKey("raw", publicKey, CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const sent = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256));
  const secret = await extract(KEM, [], "eae_prk", shared);
  return { sent, secret: await expand(KEM, secret, "shared_secret", join(sent, publicKey), 32) };
}

async function encrypt(publicKey, info, plain) {
  const { sent, secret } = await encapsulate(publicKey);
  const context = join([0], await extract(HPKE, [], "psk_id_hash", []), await extract(HPKE, [], "info_hash", info));
  const scheduled = await extract(HPKE, secret, "secret", []);
  const bits = await expand(HPKE, scheduled, "key", context, 16);
  const iv = await expand(HPKE, scheduled, "base_nonce", context, 12);
  const key = await crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt"]);
  return join(sent, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)));
}

// 80 bits as 16 letters, five bits each, the most significant first.
export function code(bytes) {
  const bits = [...bytes.slice(0, 10)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => LETTERS[parseInt(five, 2)]).join("");
}

export const newTracker = () => code(crypto.getRandomValues(new Uint8Array(10)));

// The public code of an envelope: the first 80 bits of its SHA-256.
export async function boxCode(envelope) {
  return code(new Uint8Array(await crypto.subtle.digest("SHA-256", envelope)));
}

export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// A choice is the number of a project, or a list that begins with it.
export const numberOf = (choice) => [choice].flat()[0];

// `key`: publicKey, info (bytes), size (of every padded ballot of the round), sealed (what stands beside
// choices and tracker: version, and kind from the second on), ordered: the order of choices is the voter's.
export async function seal(key, choices, tracker) {
  if (!Number.isInteger(key.sealed.v)) { throw new TypeError("the page does not say how ballots are written"); }
  const written = key.ordered ? choices : [...choices].sort((one, other) => numberOf(one) - numberOf(other));
  const ballot = { ...key.sealed, c: written, r: tracker };
  const body = utf8.encode(JSON.stringify(ballot, Object.keys(ballot).sort()));
  if (body.length + 2 > key.size) { throw new RangeError("ballot longer than the round allows"); }
  const plain = new Uint8Array(key.size);
  plain.set([body.length >> 8, body.length & 255]);
  plain.set(body, 2);
  return join([SUITE], await encrypt(key.publicKey, key.info, plain));
}
