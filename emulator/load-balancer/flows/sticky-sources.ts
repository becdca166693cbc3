/** Which target the flows from an address go to, where all of them are to go to one. */
export class StickySources {
  readonly #targets = new Map<string, string>();
  readonly #mostSources: number;

  constructor(mostSources = 10_000) {
    this.#mostSources = mostSources;
  }

  targetOf(source: string): string | undefined {
    return this.#targets.get(source);
  }

  /** The source that was bound longest ago makes room where there are too many. */
  bind(source: string, targetKey: string): void {
    this.#targets.delete(source);
    this.#targets.set(source, targetKey);
    if (this.#targets.size <= this.#mostSources) return;
    const [oldest] = this.#targets.keys();
    if (oldest !== undefined) this.#targets.delete(oldest);
  }
}
