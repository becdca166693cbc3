import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** An object cannot be had; the message is what stands for S3's answer. */
export class ObjectUnavailableError extends Error {
  override readonly name = 'ObjectUnavailableError';
}

/** Far above any environment file or router configuration. */
export const maxObjectBytes = 1_048_576;

/**
 * A local folder that stands for S3: the object `key` of `bucket` is the file `<folder>/<bucket>/<key>`. Nothing
 * outside of the folder is ever read.
 */
export class ObjectFolder {
  readonly #folder: string | undefined;

  /** @param folder undefined where none is configured: then no object can be had */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The object's text. Rejects with {@link ObjectUnavailableError}. */
  async read(bucket: string, key: string): Promise<string> {
    if (this.#folder === undefined)
      throw new ObjectUnavailableError(
        'Drydock has no folder that stands for S3: start it with --s3-dir DIR, or set DRYDOCK_S3_DIR, and put the object into DIR/bucket/key',
      );
    const parts = [bucket, ...key.split('/')];
    if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part)))
      throw new ObjectUnavailableError(`AccessDenied: ${bucket}/${key} is no path below ${this.#folder}`);
    const folder = await realpath(this.#folder).catch(() => {
      throw new ObjectUnavailableError(`the folder ${this.#folder} that stands for S3 cannot be read`);
    });
    if (!(await isDirectory(join(folder, bucket))))
      throw new ObjectUnavailableError('NoSuchBucket: The specified bucket does not exist.');
    return readInside(folder, join(folder, ...parts));
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A link anywhere on the way makes the real path another one than was asked for. */
async function readInside(folder: string, path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw noSuchKey();
  if (real !== path || !real.startsWith(folder + sep))
    throw new ObjectUnavailableError(`AccessDenied: ${path} is a link or stands behind one`);
  // Neither waits for the writer of a named pipe nor follows a link that has been put there since.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => {
      throw noSuchKey();
    },
  );
  try {
    return await readBounded(file);
  } finally {
    await file.close();
  }
}

async function readBounded(file: FileHandle): Promise<string> {
  if (!(await file.stat()).isFile()) throw noSuchKey();
  const buffer = Buffer.alloc(maxObjectBytes + 1);
  let bytes = 0;
  for (let read = -1; read !== 0 && bytes < buffer.length; bytes += read)
    ({ bytesRead: read } = await file.read(buffer, bytes, buffer.length - bytes));
  if (bytes > maxObjectBytes)
    throw new ObjectUnavailableError(`EntityTooLarge: the object is larger than ${maxObjectBytes} bytes`);
  return buffer.toString('utf8', 0, bytes);
}

function noSuchKey(): ObjectUnavailableError {
  return new ObjectUnavailableError('NoSuchKey: The specified key does not exist.');
}
