/**
 * Fetches again on hints: at once when idle, and once more after a fetch that
 * hints came during, however many they were.
 */
export class Refresher {
  readonly #fetch: () => Promise<unknown>;
  #running = false;
  #again = false;

  constructor(fetch: () => Promise<unknown>) {
    this.#fetch = fetch;
  }

  hint(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      await this.#fetch().catch(() => undefined); // told by the query itself
    } while (this.#again);
    this.#running = false;
  }
}
