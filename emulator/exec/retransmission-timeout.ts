const startMs = 200;
const longestMs = 1000;
const clockGranularityMs = 10;
/** Weights of the newest measurement, the session manager plugin's own. */
const roundTripWeight = 1 / 8;
const variationWeight = 1 / 4;

/** How long an acknowledgement is waited for before a message is sent again: follows the measured round trips. */
export class RetransmissionTimeout {
  #roundTripMs = 100;
  #variationMs = 0;
  #ms = startMs;

  get ms(): number {
    return this.#ms;
  }

  measured(roundTripMs: number): void {
    const difference = Math.abs(this.#roundTripMs - roundTripMs);
    this.#variationMs = (1 - variationWeight) * this.#variationMs + variationWeight * difference;
    this.#roundTripMs = (1 - roundTripWeight) * this.#roundTripMs + roundTripWeight * roundTripMs;
    this.#ms = Math.min(this.#roundTripMs + Math.max(clockGranularityMs, 4 * this.#variationMs), longestMs);
  }
}
