import { Agent } from 'node:http';
import { type AwsRequest, send } from '../drydock/aws-call.ts';

export interface ClosedLoop {
  readonly endpoint: string;
  readonly request: AwsRequest;
  /** Each sends its next request when it has its answer, over a connection of its own. */
  readonly clients: number;
  readonly forMs: number;
  readonly mostRequests: number;
  readonly signal: AbortSignal;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Sends one request over and over for a time. Rejects when one fails. */
export async function closedLoop(load: ClosedLoop): Promise<LoadResult> {
  const { endpoint, request, clients, forMs, mostRequests, signal } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  const beganMs = performance.now();
  const endMs = beganMs + forMs;
  const client = async (): Promise<void> => {
    for (;;) {
      const sentMs = performance.now();
      if (sentMs >= endMs || latenciesMs.length >= mostRequests || signal.aborted) return;
      await send(endpoint, request, agent);
      latenciesMs.push(performance.now() - sentMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    agent.destroy();
  }
  signal.throwIfAborted();
  return { requestsPerSecond: (latenciesMs.length / (performance.now() - beganMs)) * 1000, latenciesMs };
}
