// What a stall keeps on this device, in IndexedDB: each entry is closed with AES-256-GCM under a key that the
// PIN opens (PBKDF2-SHA-256). In plain are references, times, and how often a PIN was wrong.
const TURNS = 600000;
const ROOM = 8192;  // every entry is as long as any other
export const HOURS = 72;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
export const letters = (count) => [...random(count)].map((byte) => ALPHABET[byte & 31]).join("");
export const hex = (length) => [...random(length)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("pb-stall", 1);
    asked.onupgradeneeded = () => { for (const name of ["stall", "queue"]) { asked.result.createObjectStore(name); } };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function within(name, mode, act) {
  const database = await opened();
  try {
    return await new Promise((done, fail) => {
      const change = database.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => done(asked.result);
      change.onabort = () => fail(change.error);
    });
  } finally { database.close(); }
}

export const begun = () => within("stall", "readonly", (store) => store.get("it"));
const keepBegun = (value) => within("stall", "readwrite", (store) => store.put(value, "it"));
export const drop = (id) => within("queue", "readwrite", (store) => store.delete(id));
export const note = (entry) => within("queue", "readwrite", (store) => store.put(entry, entry.id));

// What waits, oldest first, and how many were too old and went.
export async function waiting() {
  const all = (await within("queue", "readonly", (store) => store.getAll())).sort((a, b) => a.at - b.at);
  const old = all.filter((entry) => Date.now() - entry.at > HOURS * 3600000);
  for (const entry of old) { await drop(entry.id); }
  return { entries: all.filter((entry) => !old.includes(entry)), gone: old.length };
}

async function keyOf(pin, salt) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: TURNS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function close(key, id, value) {
  const iv = random(12);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const padded = new Uint8Array(Math.max(ROOM, Math.ceil(plain.length / ROOM) * ROOM)).fill(32);
  padded.set(plain);
  const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) };
  return { iv, closed: await crypto.subtle.encrypt(how, key, padded) };
}

export async function open(key, entry) {
  const how = { name: "AES-GCM", iv: entry.iv, additionalData: new TextEncoder().encode(entry.id) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, entry.closed)));
}

export async function begin(pin) {
  const salt = random(16);
  const key = await keyOf(pin, salt);
  await keepBegun({ id: "stall", salt, wrong: 0, again: 0, ...(await close(key, "stall", {})) });
  return key;
}

// The key, or null when the PIN is wrong: then each try waits twice as long as the one before, up to a minute.
export async function unlock(pin) {
  const it = await begun();
  const key = await keyOf(pin, it.salt);
  try { await open(key, it); } catch {
    await keepBegun({ ...it, wrong: it.wrong + 1, again: Date.now() + Math.min(60, 2 ** it.wrong) * 1000 });
    return null;
  }
  await keepBegun({ ...it, wrong: 0, again: 0 });
  return key;
}

export async function keep(key, entry, words) {
  await note({ ...entry, why: "", ...(await close(key, entry.id, words)) });
}

export async function wipe() {
  await caches.delete("pb-stall");
  for (const worker of await navigator.serviceWorker.getRegistrations()) { await worker.unregister(); }
  await new Promise((done) => { Object.assign(indexedDB.deleteDatabase("pb-stall"), { onsuccess: done, onblocked: done, onerror: done }); });
}
