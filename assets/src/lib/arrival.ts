let moved = false;

export function noteMove(): void {
  moved = true;
}

/**
 * Whether the person came here by a click within the app. Only then may a video start by itself: a browser would
 * refuse it on a page that nobody has touched yet.
 */
export function cameFromWithin(): boolean {
  return moved;
}
