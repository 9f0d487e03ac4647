// Answers the page of a stall, and what it needs, from what this device keeps; all else from the line.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") { return; }
  event.respondWith(
    caches.match(event.request, { cacheName: "pb-stall" }).then((kept) => kept || fetch(event.request)),
  );
});
