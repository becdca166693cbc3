import { once, setMaxListeners } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opened so many at a time: more would only wait in the accept queue. */
const atOnce = 200;

/** Connections that rest, each after one whole answer. Disposal closes them. */
export interface HeldConnections extends Disposable {
  readonly count: number;
  /** Those that the other side closed. */
  lost(): number;
}

/** Opens connections, sends `head` on each and waits until each was answered with that status. */
export async function holdConnections(
  port: number,
  count: number,
  head: string,
  status: number,
  signal: AbortSignal,
): Promise<HeldConnections> {
  // Each connection under way listens to it.
  setMaxListeners(atOnce, signal);
  const sockets: Socket[] = [];
  let lost = 0;
  const open = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      lost += 1;
    });
    socket.write(head);
    const [answer] = await once(socket, 'data', { signal });
    if (!String(answer).startsWith(`HTTP/1.1 ${status} `))
      throw new Error(`answered: ${String(answer).slice(0, 80)}`);
    socket.resume();
  };
  const dispose = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  try {
    while (sockets.length < count)
      await Promise.all(Array.from({ length: Math.min(atOnce, count - sockets.length) }, open));
  } catch (error) {
    dispose();
    throw error;
  }
  return { count, lost: () => lost, [Symbol.dispose]: dispose };
}
