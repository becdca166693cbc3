/** What we use of tar-stream, which ships no types. */
declare module 'tar-stream' {
  import type { Readable } from 'node:stream';

  export interface Pack extends Readable {
    entry(
      header: { name: string; mode?: number; mtime?: Date; type?: 'file' | 'directory' },
      content: Buffer | string,
      callback?: (error?: Error | null) => void,
    ): unknown;
    finalize(): void;
  }
  export function pack(): Pack;
}
