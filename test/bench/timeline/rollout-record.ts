import { ServiceUnderTest } from '../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';

/** What a task is, as far as a picture tells it. */
export type TaskPhase = 'starting' | 'not healthy yet' | 'healthy' | 'draining' | 'stopping';

export interface RecordedTask {
  readonly isNew: boolean;
  /** One after the other, without a gap. */
  readonly phases: { readonly phase: TaskPhase; readonly fromMs: number; toMs: number }[];
}

export interface RolloutRecord {
  readonly desiredCount: number;
  readonly maximum: number;
  readonly minimum: number;
  readonly lengthMs: number;
  /** In order of creation. */
  readonly tasks: readonly RecordedTask[];
  /** Service events, by the time at which they were told. */
  readonly events: readonly { readonly atMs: number; readonly text: string }[];
}

const desiredCount = 4;
const maximumPercent = 150;
const minimumHealthyPercent = 100;
/** Shown before the update and after the end. */
const marginMs = 2000;
const longestMs = 120_000;

/** Plays a rolling update behind a load balancer on the simulated engine, and records what its clients see. */
export async function recordRollout(): Promise<RolloutRecord> {
  const pull = { delayMs: 2000 };
  await using world = await SimulatedWorld.start({
    awsTiming: true,
    images: { app: { stopDelayMs: 1500 }, next: { pull, stopDelayMs: 1500 } },
  });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer(5);
  await web.create({
    desiredCount,
    deploymentConfiguration: { maximumPercent, minimumHealthyPercent },
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }],
  });
  await world.advance(60_000);
  await web.register({ image: 'next' });
  const startMs = world.clock.now();
  const known = new Set((await web.describe()).events?.map(({ id }) => id));
  const tasks = new Map<string, RecordedTask>();
  await observe(web, 0, tasks);
  await world.advance(marginMs);
  await web.update({ taskDefinition: 'web' });
  const events: { atMs: number; text: string }[] = [];
  let endMs = longestMs;
  for (;;) {
    const atMs = world.clock.now() - startMs;
    await observe(web, atMs, tasks);
    const service = await web.describe();
    for (const { id, message = '' } of [...(service.events ?? [])].reverse())
      if (!known.has(id)) {
        known.add(id);
        events.push({ atMs, text: message });
      }
    const isDone = service.deployments?.length === 1 && service.deployments[0]?.rolloutState === 'COMPLETED';
    if (isDone && endMs === longestMs) endMs = atMs + marginMs;
    if (atMs >= endMs) break;
    if (!(await world.clock.step(startMs + endMs - world.clock.now()))) await world.advance(marginMs);
  }
  return {
    desiredCount,
    maximum: Math.floor((desiredCount * maximumPercent) / 100),
    minimum: Math.ceil((desiredCount * minimumHealthyPercent) / 100),
    lengthMs: endMs,
    tasks: [...tasks.values()],
    events,
  };
}

async function observe(web: ServiceUnderTest, atMs: number, tasks: Map<string, RecordedTask>): Promise<void> {
  const healthy = await web.healthyAddresses();
  for (const task of await web.tasks()) {
    const { taskArn = '', taskDefinitionArn = '', lastStatus = '' } = task;
    const address = task.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '';
    const phase = phaseOf(lastStatus, healthy.has(address));
    const known = tasks.get(taskArn) ?? { isNew: taskDefinitionArn.endsWith(':2'), phases: [] };
    tasks.set(taskArn, known);
    const last = known.phases.at(-1);
    if (last !== undefined && last.toMs === Number.POSITIVE_INFINITY && last.phase !== phase)
      last.toMs = atMs;
    if (phase !== undefined && last?.phase !== phase)
      known.phases.push({ phase, fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
  }
}

function phaseOf(lastStatus: string, isHealthy: boolean): TaskPhase | undefined {
  switch (lastStatus) {
    case 'PROVISIONING':
    case 'PENDING':
    case 'ACTIVATING':
      return 'starting';
    case 'RUNNING':
      return isHealthy ? 'healthy' : 'not healthy yet';
    case 'DEACTIVATING':
      return 'draining';
    case 'STOPPING':
    case 'DEPROVISIONING':
      return 'stopping';
    default:
      return undefined;
  }
}
