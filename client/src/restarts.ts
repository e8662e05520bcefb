// Starts a thing over and over, one start at a time. Whoever asks while a start is under way waits
// for the one after it, and all who ask meanwhile share that one.

/** What can be started here: the function that ends it. */
export type Stop = () => Promise<void>;

export class Restarts {
  private running: Promise<void> = Promise.resolve();
  private pending: Promise<void> | undefined;
  private stop: Stop | undefined;
  private closed = false;

  /** `start` gives the function that ends what it started, or nothing where it could not start. */
  constructor(private readonly start: () => Promise<Stop | undefined>) {}

  /** Ends what runs and starts it anew; resolves when a start that began after the call is over. */
  request(): Promise<void> {
    if (this.pending === undefined) {
      this.pending = this.running.then(() => {
        this.pending = undefined;
        return this.restart();
      });
      // A failed start is told to those who asked for it and must not bar the way for the next.
      this.running = this.pending.catch(() => undefined);
    }
    return this.pending;
  }

  /** Ends what runs, once a start under way is over, and starts nothing any more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.end();
  }

  private async restart(): Promise<void> {
    await this.end();
    if (!this.closed) {
      this.stop = await this.start();
    }
  }

  private async end(): Promise<void> {
    const stop = this.stop;
    this.stop = undefined;
    await stop?.();
  }
}
