/** Beyond this many in all subnets together, only {@link WarmCounts.least} stand ready: each takes some 3 MB of memory. */
const mostInAll = 32;

/**
 * How many sandboxes are to stand ready in each subnet. A start that found none asks for one more from then on: who
 * starts many tasks at once does so again, be it at the next deployment or in the next test.
 */
export class WarmCounts {
  /** So many stand ready in each subnet that was used. 0: never any. */
  readonly least: number;
  readonly #counts = new Map<string, number>();

  constructor(least: number) {
    this.least = least;
  }

  of(subnetId: string): number {
    return this.#counts.get(subnetId) ?? this.least;
  }

  /** A start found none. The first one in a subnet cannot find any, so it asks for nothing more. */
  missed(subnetId: string): void {
    const known = this.#counts.get(subnetId);
    if (known === undefined) this.#counts.set(subnetId, this.least);
    else if (this.least > 0 && this.#inAll() < mostInAll) this.#counts.set(subnetId, known + 1);
  }

  /** The subnet has not been used for long. */
  forget(subnetId: string): void {
    this.#counts.delete(subnetId);
  }

  #inAll(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
