// The first script of a page: the app begins once what the server drew has been seen. Its files are on their way meanwhile.

/** However slow a machine paints. */
const PATIENCE_MS = 2000;

let begun = false;

function begin(): void {
  if (begun) return;
  begun = true;
  void import('./main');
}

// A page that nobody sees is never painted.
if (document.hidden) begin();
requestAnimationFrame(() => setTimeout(begin));
document.addEventListener('visibilitychange', begin, { once: true });
setTimeout(begin, PATIENCE_MS);
