/** What one read takes at most. */
export const readBufferBytes = 64 * 1024;

/** Buffers that rest are kept for the next body, up to so many. */
const mostAtRest = 64;

const atRest: Buffer[] = [];
let shared: Buffer | undefined;

/**
 * The buffer that all connections read into unless a body is on its way: heads are made into text at once, so that
 * nothing of it is needed after a read, and a connection at rest costs no buffer.
 */
export function sharedReadBuffer(): Buffer {
  shared ??= Buffer.allocUnsafeSlow(readBufferBytes);
  return shared;
}

/** A buffer that belongs to one connection, whose bytes may be written to another one without a copy. */
export function takeReadBuffer(): Buffer {
  return atRest.pop() ?? Buffer.allocUnsafeSlow(readBufferBytes);
}

/** To be called once nobody reads from or writes into a buffer. */
export function returnReadBuffer(buffer: Buffer): void {
  if (atRest.length < mostAtRest) atRest.push(buffer);
}
