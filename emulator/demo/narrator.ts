/** Tells the demo in plain lines, each with the seconds since its beginning. */
export class Narrator {
  readonly #startedMs = performance.now();

  heading(text: string): void {
    process.stdout.write(`\n${text}\n`);
  }

  say(text: string): void {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1).padStart(5);
    process.stdout.write(`${seconds} s  ${text}\n`);
  }
}
