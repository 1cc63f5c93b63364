/** The one player of this frame: made once, however many ask for it, and told to all of them when it is there. */
export class Only<T> {
  /** Fails when there never will be one; until then it may take as long as the video needs. */
  readonly there: Promise<T>;
  private making: Promise<T> | undefined;
  private settle!: { resolve: (made: T) => void; reject: (error: unknown) => void };

  constructor() {
    this.there = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Nobody may be waiting.
    this.there.catch(() => undefined);
  }

  /** What could not be made may be tried again. */
  make(work: () => Promise<T>): Promise<T> {
    this.making ??= this.attempt(work);
    return this.making;
  }

  giveUp(error: unknown): void {
    this.settle.reject(error);
  }

  private async attempt(work: () => Promise<T>): Promise<T> {
    try {
      const made = await work();
      this.settle.resolve(made);
      return made;
    } catch (error) {
      this.making = undefined;
      throw error;
    }
  }
}
