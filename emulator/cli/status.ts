import type { Config } from '../config.ts';
import type { HealthAnswer, ListenersAnswer } from '../local-routes.ts';

/** Prints what a running Drydock serves. Rejects with one sentence where none answers. */
export async function status({ host, port }: Config): Promise<void> {
  const endpoint = `http://${host}:${port}`;
  const health = await ask<HealthAnswer>(`${endpoint}/_drydock/health`);
  const { listeners } = await ask<ListenersAnswer>(`${endpoint}/_drydock/listeners`);
  const lines = [
    `Drydock ${health.version} is ${health.status} on ${endpoint} (runtime: ${health.runtime})`,
    `services: ${Object.keys(health.services).join(', ')}`,
    ...listeners.map(listenerLine),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function listenerLine({ loadBalancerName, port, url, bound }: ListenersAnswer['listeners'][number]): string {
  const name = `load balancer ${loadBalancerName}, port ${port}`;
  if (url === undefined)
    return `${name}: not listening${bound?.state === 'failed' ? ` (${bound.reason})` : ' yet'}`;
  const isMoved = bound?.state === 'listening' && bound.port !== port;
  return `${name}: ${url}${isMoved ? ` (port ${port} is taken)` : ''}`;
}

async function ask<Answer>(url: string): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
  } catch {
    throw new Error(`No Drydock answers on ${new URL(url).origin}: start it with drydock start.`);
  }
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: something else listens there.`);
  return JSON.parse(await answer.text());
}
