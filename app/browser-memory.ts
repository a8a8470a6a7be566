/** False if the browser refuses storage (private window, full, blocked): the page then lives without it. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** What was remembered under `key`, or null; null too where the browser refuses storage. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** False if there was no storage to forget from. */
export function forget(key: string): boolean {
  try {
    localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
}

/** As `remember`, for this tab alone: it outlives a reload, and goes with the tab. */
export function rememberInTab(key: string, value: string): boolean {
  try {
    sessionStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** What this tab remembered under `key`, or null. A copy of a tab begins with what that one remembered. */
export function recallInTab(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
