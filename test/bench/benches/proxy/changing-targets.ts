import { DeregisterTargetsCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { BenchContext, Figure } from '../../bench.ts';
import { type WrkResult, wrk } from '../../load/wrk.ts';
import { median } from '../../percentile.ts';
import { startNginx } from '../../rivals/nginx.ts';
import { loadCore, type Scene, smallBytes } from './scene.ts';

const perSecond = 50;
const rounds = 5;
const roundMs = 2000;
const mostTail = 1.5;
const leastDone = 0.9;
const due = (rounds * roundMs * perSecond) / 1000;

/** Targets that come and go through the API while requests go on. */
export async function changingTargets(context: BenchContext, scene: Scene): Promise<Figure[]> {
  const { note, signal } = context;
  note(`proxy: ${perSecond} changes of targets a second`);
  // wrk at full speed would leave no time for the API on the one core: a few connections do.
  const load = { url: `${scene.drydock.url}b/small`, connections: 4, forMs: roundMs, core: loadCore, signal };
  await using second = await startNginx({
    core: loadCore,
    signal,
    files: { small: Buffer.alloc(smallBytes, 'b') },
    server: 'rewrite ^/b/(.*)$ /$1; location = /seen { stub_status; }',
  });
  const calm: WrkResult[] = [];
  const changing: WrkResult[] = [];
  let changed = 0;
  for (let round = 0; round < rounds; round += 1) {
    calm.push(await wrk(load));
    await using changes = startChanges(context, scene, second.port);
    changing.push(await wrk(load));
    changed += changes.done();
    await changes.end();
  }
  const taken = await requestsTo(second.port);
  const all = [...calm, ...changing];
  const failed = all.reduce((sum, each) => sum + each.failed, 0);
  const requests = all.reduce((sum, each) => sum + each.requests, 0);
  const tail = (results: readonly WrkResult[]) => median(results.map(({ p99Ms }) => p99Ms));
  const ratio = tail(changing) / tail(calm);
  return [
    {
      what: `${perSecond} changes of targets a second: failed requests`,
      drydock: `${failed} of ${requests}, ${taken} of them by the target that comes and goes`,
      measured: `${failed} failed, ${changed} of ${due} in time`,
      target: `0 failed, ${leastDone * due} in time`,
      // It has to come and go, and to be asked for more than the one health check of each time, or nothing was shown.
      met: failed === 0 && changed >= leastDone * due && taken > due / 2,
    },
    {
      what: `${perSecond} changes of targets a second: p99`,
      drydock: `${tail(changing).toFixed(2)} ms`,
      rival: `none ${tail(calm).toFixed(2)} ms`,
      measured: `${ratio.toFixed(2)}x`,
      target: `<= ${mostTail}x`,
      met: ratio <= mostTail,
    },
  ];
}

/** Registers a second target and deregisters it again, at its pace, until it is ended. */
function startChanges({ signal }: BenchContext, { clients, drydock }: Scene, port: number) {
  const { elbv2 } = clients;
  const { targetGroupArn: TargetGroupArn } = drydock;
  const input = { TargetGroupArn, Targets: [{ Id: '127.0.0.1', Port: port }] };
  const failures: unknown[] = [];
  const under = new Set<Promise<void>>();
  let made = 0;
  let done = 0;
  const timer = setInterval(() => {
    if (signal.aborted) return clearInterval(timer);
    made += 1;
    const call: Promise<unknown> =
      made % 2 === 1
        ? elbv2.send(new RegisterTargetsCommand(input))
        : elbv2.send(new DeregisterTargetsCommand(input));
    const settled = call.then(
      () => {
        done += 1;
      },
      (error: unknown) => void failures.push(error),
    );
    under.add(settled);
    void settled.then(() => under.delete(settled));
  }, 1000 / perSecond);
  const end = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(under);
    if (failures.length > 0) throw failures[0];
    // Whichever call was the last one: what is measured next must not find it.
    await elbv2.send(new DeregisterTargetsCommand(input));
  };
  return { done: () => done, end, [Symbol.asyncDispose]: async () => clearInterval(timer) };
}

/** How many requests an nginx has had, those of health checks among them. */
async function requestsTo(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/seen`)).text();
  return Number(/requests\s+\d+ \d+ (\d+)/.exec(text)?.[1]);
}
