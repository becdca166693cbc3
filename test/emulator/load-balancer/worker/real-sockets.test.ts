import { WorkerDataPath } from '../../../../emulator/load-balancer/worker/worker-data-path.ts';
import { makeDataPathsBy } from '../../../support/data-path/data-path.ts';

// What holds for the load balancers on real sockets holds for them in a thread of their own, word for word.
makeDataPathsBy((options) => new WorkerDataPath(options));

await import('../load-balancers.test.ts');
await import('../forward/tunnel.test.ts');
await import('../flows/tcp-flow.test.ts');
await import('../tls/tls-termination.test.ts');
