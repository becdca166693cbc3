import { PassThrough } from 'node:stream';
import type { UserTerminal } from '../../../emulator/cli/exec.ts';

/** The user's side of `drydock exec`, in the test's hands. */
export class FakeTerminal implements UserTerminal {
  readonly input: PassThrough & { isTTY?: boolean; setRawMode?(raw: boolean): void } = new PassThrough();
  readonly output: PassThrough & { columns?: number; rows?: number } = new PassThrough();
  readonly errors = new PassThrough();
  /** The modes that the terminal was put into, in order. */
  readonly rawModes: boolean[] = [];
  shown = '';
  told = '';

  constructor(size?: { readonly columns: number; readonly rows: number }) {
    this.output.setEncoding('utf8').on('data', (text) => {
      this.shown += text;
    });
    this.errors.setEncoding('utf8').on('data', (text) => {
      this.told += text;
    });
    if (size === undefined) return;
    this.input.isTTY = true;
    this.input.setRawMode = (raw) => {
      this.rawModes.push(raw);
    };
    this.resize(size.columns, size.rows);
  }

  resize(columns: number, rows: number): void {
    this.output.columns = columns;
    this.output.rows = rows;
    this.output.emit('resize');
  }
}
