// Keeps the files that are the same for everybody, named by their hash. Pages are never kept: they are personal.
"use strict";

const KEPT = "flowlet-files";
const MOST = 40;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function file(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request);
  if (kept) {
    return kept;
  }
  const answer = await fetch(request);
  if (answer.ok) {
    const keys = await cache.keys();
    if (keys.length >= MOST) {
      await cache.delete(keys[0]);
    }
    await cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isFile = url.origin === self.location.origin && url.pathname.startsWith("/assets/") && url.searchParams.has("v");
  if (event.request.method === "GET" && isFile) {
    event.respondWith(file(event.request));
  }
});
