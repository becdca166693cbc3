/**
 * The life of one emulator process in a test. `kill -9` is played by {@link die}: from then on the process reaches
 * neither its engine nor its state, and its timers are silent. It may be told to die at its n-th instant, an instant
 * being anything that the outside could tell apart: a commit, a call to the engine, its answer.
 */
export class Life {
  readonly #atDeath: (() => void)[] = [];
  #instants = 0;
  #deadline = Number.POSITIVE_INFINITY;
  #alive = true;

  get isAlive(): boolean {
    return this.#alive;
  }

  get instants(): number {
    return this.#instants;
  }

  /** Dies at the n-th instant from now. */
  dieAfter(instants: number): void {
    this.#deadline = this.#instants + instants;
  }

  /** Counts an instant, which may be the last one. */
  instant(): void {
    if (!this.#alive) return;
    this.#instants += 1;
    if (this.#instants >= this.#deadline) this.die();
  }

  /** Runs what the outside calls the process with: nothing once it is dead, and what it dies of stays inside. */
  run(work: () => void): void {
    if (!this.#alive) return;
    try {
      work();
    } catch (error) {
      if (this.#alive) throw error;
    }
  }

  atDeath(step: () => void): void {
    this.#atDeath.push(step);
  }

  die(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const step of this.#atDeath) step();
  }
}
