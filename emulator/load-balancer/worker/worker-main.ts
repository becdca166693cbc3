import { parentPort } from 'node:worker_threads';
import { SystemClock } from '../../system-clock.ts';
import { DataPathServer } from './data-path-server.ts';
import { isToWorker } from './messages.ts';

// The data path's thread: nothing that the API or a planner does keeps a request waiting here.
const port = parentPort;
if (port === null) throw new Error('This is the main module of a worker thread.');

const server = new DataPathServer({
  clock: new SystemClock(),
  tell: (message) => port.postMessage(message),
  // With the port the thread's last handle goes, and it ends once what was told has been delivered.
  onClosed: () => port.close(),
});

port.on('message', (message: unknown) => {
  // Not quoted: it may hold private keys.
  if (!isToWorker(message)) throw new Error('The main thread sent what is no message to the data path.');
  server.receive(message);
});
