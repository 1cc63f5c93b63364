const WINDOW_SECONDS = 5;
const FIRST_LOOK_SECONDS = 0.5;
const NEXT_LOOK_SECONDS = 0.1;

/**
 * Upload speed as an exponentially weighted mean over about five seconds: steady enough to read, quick enough to
 * follow a connection that changes.
 */
export class Rate {
  private at: number | undefined;
  private sent = 0;
  private mean: number | undefined;

  /** Bytes per second; undefined until something has been measured. */
  get perSecond(): number | undefined {
    return this.mean;
  }

  /** Tells how many bytes are through in total at a moment in milliseconds. */
  record(sent: number, at: number): void {
    if (this.at === undefined || sent < this.sent) {
      this.at = at;
      this.sent = sent;
      return;
    }
    const seconds = (at - this.at) / 1000;
    if (seconds < (this.mean === undefined ? FIRST_LOOK_SECONDS : NEXT_LOOK_SECONDS)) return;
    const now = (sent - this.sent) / seconds;
    const weight = 1 - Math.exp(-seconds / WINDOW_SECONDS);
    this.mean = this.mean === undefined ? now : this.mean + (now - this.mean) * weight;
    this.at = at;
    this.sent = sent;
  }

  /** Seconds until `left` bytes are through; undefined while that cannot be said. */
  eta(left: number): number | undefined {
    if (left <= 0) return 0;
    return this.mean === undefined || this.mean < 1 ? undefined : left / this.mean;
  }

  /** Forgets the past, as after a pause. */
  reset(): void {
    this.at = undefined;
    this.mean = undefined;
  }
}
