const MOST = 500;

const keyOf = (viewer: string) => `playhouse.blocked.${viewer}`;

/**
 * Whom somebody has blocked in this browser. Lists come from the server without them; a room tells everybody the same, so the
 * page leaves them out by itself.
 */
export function blockedBy(viewer: string | undefined): readonly string[] {
  if (viewer === undefined) return [];
  try {
    const names: unknown = JSON.parse(localStorage.getItem(keyOf(viewer)) ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberBlock(viewer: string, username: string, isBlocked: boolean): void {
  const others = blockedBy(viewer).filter((name) => name !== username);
  const names = isBlocked ? [...others, username].slice(-MOST) : others;
  try {
    localStorage.setItem(keyOf(viewer), JSON.stringify(names));
  } catch {
    // Without storage it holds for as long as the page is open.
  }
}
