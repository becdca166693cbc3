import { type OnReadOpts, Socket } from 'node:net';

/**
 * Makes a socket that was accepted, and not read from, read into buffers of ours, which node offers for outgoing
 * connections alone. It gives its handle to a new socket and is closed as an empty shell. undefined where this node
 * keeps handles elsewhere; the socket then reads as all do.
 */
export function adoptSocket(accepted: Socket, onread: OnReadOpts): Socket | undefined {
  if (!('_handle' in accepted) || typeof accepted._handle !== 'object' || accepted._handle === null)
    return undefined;
  const options = { handle: accepted._handle, onread, allowHalfOpen: true };
  accepted._handle = null;
  accepted.destroy();
  return new Socket(options);
}
