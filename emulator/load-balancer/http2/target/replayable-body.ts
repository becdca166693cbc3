/** What is kept of a body that may have to be sent again: longer ones go to one target once. */
const longestKeptBytes = 64 * 1024;

/** The beginning of a request's body, for as long as it may have to be sent a second time. */
export class ReplayableBody {
  #chunks: Buffer[] | undefined = [];
  #bytes = 0;

  /** What was sent so far; undefined where it is no longer known. */
  get chunks(): readonly Buffer[] | undefined {
    return this.#chunks;
  }

  /** Notes what was sent. */
  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > longestKeptBytes) this.forget();
    else this.#chunks?.push(chunk);
  }

  /** To be called once the request will not be sent again. */
  forget(): void {
    this.#chunks = undefined;
  }
}
