// Keeps the app's own static files so that it opens without a network. Never touches /api: health facts are not cached.
const VERSION = 'VERSION';
const SHELL = `shell-${VERSION}`;
const FILES = ['FILES'];

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(FILES))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(forget());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname) && url.pathname !== '/') event.respondWith(fromCache(url.pathname, request));
  else if (request.mode === 'navigate' && !url.pathname.startsWith('/api/')) event.respondWith(page(request));
});

async function fromCache(path, request) {
  const kept = await (await caches.open(SHELL)).match(path);
  return kept ?? fetch(request);
}

// The newest page when there is a network, the kept one when there is none.
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(SHELL)).match('/')) ?? Response.error();
  }
}
