/* Words kept in this browser under a key, by cell. */

export function readKept(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

export function writeKept(key, all) {
  try {
    if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all));
    else localStorage.removeItem(key);
  } catch {
    // a full or forbidden store: the fields themselves still hold what was typed
  }
}
