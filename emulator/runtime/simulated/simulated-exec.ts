import type { ExecSession, TerminalSize } from '../runtime.ts';
import type { ScriptedExec } from './scripted-image.ts';

const endOfText = 0x03;
const endOfTransmission = 0x04;

/**
 * A command in a simulated container: prints what its script says; without an exit code there it is a terminal that
 * gives back what is typed, until Ctrl-D (exit code 0) or Ctrl-C (130).
 */
export class SimulatedExec implements ExecSession {
  readonly ended: Promise<number | undefined>;
  size: TerminalSize | undefined;
  readonly #chunks: Buffer[] = [];
  #wake = () => {};
  #exitCode: number | undefined;
  #isOver = false;
  #resolveEnded: (exitCode: number | undefined) => void = () => {};

  constructor({ output, exitCode }: ScriptedExec, size: TerminalSize | undefined) {
    this.size = size;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    if (output !== undefined) this.#chunks.push(Buffer.from(output));
    if (exitCode !== undefined) this.end(exitCode);
  }

  get output(): AsyncIterable<Buffer> {
    return this.#read();
  }

  async write(data: Buffer): Promise<void> {
    if (this.#isOver) return;
    if (data.includes(endOfText)) return this.end(130);
    const end = data.indexOf(endOfTransmission);
    if (end !== 0) this.#chunks.push(data.subarray(0, end < 0 ? data.length : end));
    if (end >= 0) return this.end(0);
    this.#wake();
  }

  async resize(size: TerminalSize): Promise<void> {
    this.size = size;
  }

  async kill(): Promise<void> {
    this.end(129);
  }

  /** The command is over; what it printed can still be read. */
  end(exitCode: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#exitCode = exitCode;
    this.#wake();
  }

  async *#read(): AsyncGenerator<Buffer> {
    while (this.#chunks.length > 0 || !this.#isOver) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) yield chunk;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    this.#resolveEnded(this.#exitCode);
  }
}
