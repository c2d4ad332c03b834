const STORED = 'kaochang.reloaded';
const AT_MOST_EVERY_MS = 60_000;

/**
 * A page that stayed open while the server was updated asks for files that are
 * no more: it loads itself anew, at most once a minute.
 */
export function reloadWhenOutdated(): void {
  addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(STORED) ?? 0);
    if (!navigator.onLine || Date.now() - last < AT_MOST_EVERY_MS) return;
    sessionStorage.setItem(STORED, String(Date.now()));
    location.reload();
  });
}
