import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/** The end of what is compressed and not whole yet. */
export const draftEnd = '.gz.part';

/**
 * Puts `<path>.gz` in the place of a log file. It is there as a whole or not at all, and the plain file goes last, so
 * that nothing is lost whenever we are killed. A last line without its end is left out: it was never whole.
 */
export async function finishLogFile(path: string): Promise<void> {
  const bytes = await wholeLinesBytes(path);
  if (bytes > 0) {
    const draft = `${path}${draftEnd}`;
    await pipeline(
      createReadStream(path, { end: bytes - 1 }),
      createGzip(),
      createWriteStream(draft, { mode: 0o600, flush: true }),
    );
    await rename(draft, `${path}.gz`);
  }
  await rm(path, { force: true });
}

/** How far the whole lines of a file go. */
async function wholeLinesBytes(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    let end = (await file.stat()).size;
    while (end > 0) {
      const start = Math.max(0, end - chunkBytes);
      const last = (await readRange(file, start, end)).lastIndexOf(newline);
      if (last !== -1) return start + last + 1;
      end = start;
    }
    return 0;
  } finally {
    await file.close();
  }
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
