/** No request is shorter or longer, in bytes. */
const LEAST_BYTES = 256 << 10;
const MOST_BYTES = 4 << 20;
/** A request shall take about so long, in ms: less would be small requests, and many, just when many phones send. */
const AIM_MS = 4_000;

/**
 * How many bytes go into the next request: as many as the line takes in about four seconds.
 * On a slow line progress is seen and a cut costs little; on a quick one the server
 * brings many bytes to its disk at once, which is most of what a request costs it.
 */
export class Pace {
  bytes = 512 << 10;

  /** A request of so many bytes took so long. */
  took(bytes: number, ms: number): void {
    if (bytes < LEAST_BYTES) return; // the last of what there is says little
    this.bytes = Math.round(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, (bytes * AIM_MS) / Math.max(ms, 1))));
  }

  /** A request did not get through: the line may be another by now. */
  failed(): void {
    this.bytes = Math.max(LEAST_BYTES, Math.round(this.bytes / 2));
  }
}
