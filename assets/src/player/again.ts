const FIRST_MS = 3000;
const LONGEST_MS = 60_000;

/** Not all at the same moment, when a server has come back. */
const scattered = (ms: number) => ms * (0.75 + Math.random() / 2);

/** Tries what has failed again by itself: when the browser is online again, and after ever longer waits. */
export class Again {
  private readonly work: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_MS;

  constructor(work: () => void, signal?: AbortSignal) {
    this.work = work;
    addEventListener('online', () => this.timer !== undefined && this.now(), { signal });
    signal?.addEventListener('abort', () => this.cancel());
  }

  /** It has failed, perhaps once more, and makes no sense before so much time has passed. */
  plan(atLeastMs = 0): void {
    this.cancel();
    this.timer = setTimeout(() => this.now(), atLeastMs + scattered(this.wait));
    this.wait = Math.min(this.wait * 2, LONGEST_MS);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** It has worked. */
  reset(): void {
    this.cancel();
    this.wait = FIRST_MS;
  }

  private now(): void {
    this.cancel();
    this.work();
  }
}
