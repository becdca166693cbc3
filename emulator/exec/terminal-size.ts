import type { TerminalSize } from '../runtime/runtime.ts';

/** A terminal's size as the data channel carries it. */
export function sizePayload({ columns, rows }: TerminalSize): object {
  return { cols: columns, rows };
}

/** undefined for what is no size: such a message changes nothing. */
export function readSize(payload: Buffer): TerminalSize | undefined {
  try {
    const { cols, rows }: { cols?: unknown; rows?: unknown } = JSON.parse(payload.toString());
    return isLength(cols) && isLength(rows) ? { columns: cols, rows } : undefined;
  } catch {
    return undefined;
  }
}

/** The kernel keeps sixteen bits of each. */
function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0xffff;
}
