import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ConstantLoad } from './constant-load.ts';
import type { DemoClients } from './demo-clients.ts';
import type { Narrator } from './narrator.ts';
import { createService, registerRevision, type Shop, shop } from './shop.ts';
import { until } from './until.ts';
import { addressOf, describeShop, describeTasks, healthyTargets, taskId, untilStable } from './watch.ts';

/** What the story is told with. */
export interface Stage {
  readonly clients: DemoClients;
  readonly narrator: Narrator;
  readonly shop: Shop;
  readonly image: string;
  /** The app through its load balancer. */
  readonly appUrl: string;
  /** Kills a task's container behind Drydock's back. */
  killContainer(task: Task): Promise<void>;
  /** Kills Drydock with SIGKILL and starts it again on its data directory. */
  crashDrydock(): Promise<void>;
}

const replicas = 3;
const requestsPerSecond = 200;

/** The first revision behind the load balancer: healthy targets, both secrets, its log. */
export async function deploy({ clients, narrator, shop: built, image, appUrl }: Stage): Promise<void> {
  narrator.heading('A Fargate service behind a load balancer');
  const revision = await registerRevision(clients, built, { image, version: '1' });
  narrator.say(`ecs RegisterTaskDefinition ${nameOf(revision)}, CreateService with ${replicas} tasks`);
  await createService(clients, built, revision, replicas);
  await untilStable(clients);
  const targets = await healthyTargets(clients, built.targetGroupArn);
  narrator.say(`the service is stable; healthy targets, the tasks' own addresses: ${targets.join(', ')}`);
  const addresses = (await describeTasks(clients)).map(addressOf);
  expect(
    targets.length === replicas && targets.every((target) => addresses.includes(target)),
    'every task is a healthy target',
  );
  const hosts = new Set<string>();
  for (let i = 0; i < 2 * replicas; i++) hosts.add((await askApp(appUrl)).hostname);
  narrator.say(`${2 * replicas} requests to ${appUrl} were answered by ${hosts.size} tasks in turn`);
  expect(hosts.size === replicas, 'the load balancer alternates between the tasks');
  const { secrets } = await askApp(appUrl);
  narrator.say(`the container sees its secrets: ${JSON.stringify(secrets)}`);
  expect(Object.values(secrets).every(Boolean), 'the container sees both secrets');
  const { events = [] } = await clients.logs.send(
    new FilterLogEventsCommand({ logGroupName: shop.logGroup, limit: 1 }),
  );
  narrator.say(`its log, in CloudWatch Logs: ${events[0]?.logStreamName}: ${events[0]?.message}`);
  expect(events.length > 0, 'the log shows what the app printed');
}

/** A container dies; the task is replaced at once. */
export async function loseContainer({ clients, narrator, shop: built, killContainer }: Stage): Promise<void> {
  narrator.heading('A container is killed');
  const [victim] = await describeTasks(clients);
  if (victim === undefined) throw new Error('No task runs.');
  await killContainer(victim);
  const killedMs = performance.now();
  const stopped = await until('the killed task is STOPPED', async () => {
    const tasks = await describeTasks(clients, 'STOPPED');
    return tasks.find(({ taskArn, lastStatus }) => taskArn === victim.taskArn && lastStatus === 'STOPPED');
  });
  narrator.say(`task ${taskId(victim)} stopped: ${stopped.stopCode}, "${stopped.stoppedReason}"`);
  await until('the replacement is a healthy target', async () => {
    const targets = await healthyTargets(clients, built.targetGroupArn);
    return targets.length === replicas ? targets : undefined;
  });
  narrator.say(`its replacement is in service ${Math.round(performance.now() - killedMs)} ms after the kill`);
}

/** A rolling deployment under load: the counts are the demo's own proof. */
export async function rollOut({ clients, narrator, shop: built, image, appUrl }: Stage): Promise<void> {
  narrator.heading(`A rolling deployment under ${requestsPerSecond} requests per second`);
  const revision = await registerRevision(clients, built, { image, version: '2' });
  const load = new ConstantLoad(appUrl, requestsPerSecond);
  const untilSent = (count: number) =>
    until(`${count} requests are sent`, async () => (load.sent >= count ? true : undefined));
  await untilSent(requestsPerSecond);
  narrator.say(`ecs UpdateService to ${nameOf(revision)}`);
  await update(clients, revision);
  await untilStable(clients);
  await until('every answer is version 2', async () =>
    (await askApp(appUrl)).version === '2' ? true : undefined,
  );
  await untilSent(load.sent + requestsPerSecond);
  const { sent, failed, byVersion } = await load.stop();
  narrator.say(
    `deployment completed: ${sent} requests sent, ${failed} failed; by version ${JSON.stringify(byVersion)}`,
  );
  await tellEvents(clients, narrator, 6);
  expect(failed === 0, 'no request fails during a deployment');
}

/** An image that does not exist: the new tasks never start, the old ones serve on. */
export async function rollOutBroken(stage: Stage): Promise<void> {
  const { clients, narrator, shop: built, appUrl } = stage;
  narrator.heading('A revision whose image does not exist');
  const before = (await describeTasks(clients)).map(taskId).sort().join();
  const revision = await registerRevision(clients, built, { image: 'drydock/no-such-image:1', version: '3' });
  await update(clients, revision);
  const failed = await until('a task fails to start', async () => {
    const tasks = await describeTasks(clients, 'STOPPED');
    return tasks.find(
      ({ taskDefinitionArn, lastStatus }) => taskDefinitionArn === revision && lastStatus === 'STOPPED',
    );
  });
  narrator.say(`${failed.stopCode}: ${failed.stoppedReason}`);
  const serving = (await describeTasks(clients)).filter(({ lastStatus }) => lastStatus === 'RUNNING');
  narrator.say(`version ${(await askApp(appUrl)).version} serves on with ${serving.length} tasks`);
  expect(serving.map(taskId).sort().join() === before, 'a broken revision costs no old task');
  narrator.say(`ecs UpdateService back to ${shop.family}:2`);
  await update(clients, `${shop.family}:2`);
  await untilStable(clients);
}

/** SIGKILL in the middle of a deployment: tasks run on, and the deployment goes on after the restart. */
export async function surviveCrash(stage: Stage): Promise<void> {
  const { clients, narrator, shop: built, image, appUrl, crashDrydock } = stage;
  narrator.heading('Drydock is killed with SIGKILL in the middle of a deployment');
  const before = (await describeTasks(clients)).map(taskId);
  const revision = await registerRevision(clients, built, { image, version: '4' });
  await update(clients, revision);
  await crashDrydock();
  const after = (await describeTasks(clients)).map(taskId);
  const kept = before.filter((id) => after.includes(id)).length;
  narrator.say(`started again; ${kept} of the ${before.length} old tasks were taken over as they ran`);
  await untilStable(clients);
  narrator.say(`the deployment went on to its end: version ${(await askApp(appUrl)).version} serves`);
}

/** To zero and back, and a task without a service. */
export async function scaleAndRun({ clients, narrator, shop: built }: Stage): Promise<void> {
  narrator.heading('Scaling to zero and back, and a standalone task');
  for (const desiredCount of [0, replicas]) {
    await clients.ecs.send(
      new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, desiredCount }),
    );
    await untilStable(clients);
    narrator.say(`ecs UpdateService --desired-count ${desiredCount}: stable`);
  }
  const { tasks: [task] = [] } = await clients.ecs.send(
    new RunTaskCommand({
      cluster: shop.cluster,
      taskDefinition: `${shop.family}:2`,
      launchType: 'FARGATE',
      networkConfiguration: built.network,
    }),
  );
  if (task === undefined) throw new Error('RunTask started nothing.');
  await untilTask(clients, task, 'RUNNING');
  narrator.say(`ecs RunTask: task ${taskId(task)} is RUNNING`);
  // A program that is signalled before it has set up its handler ignores the signal, being process 1.
  await until('the task has printed its first line', async () => {
    const stream = `shop/${shop.container}/${taskId(task)}`;
    const { events = [] } = await clients.logs.send(
      new FilterLogEventsCommand({ logGroupName: shop.logGroup, logStreamNames: [stream] }),
    );
    return events[0];
  });
  await clients.ecs.send(new StopTaskCommand({ cluster: shop.cluster, task: task.taskArn }));
  await untilTask(clients, task, 'STOPPED');
  narrator.say('ecs StopTask: it is STOPPED');
}

/** Deletes the service and the cluster. */
export async function tearDown({ clients, narrator }: Stage): Promise<void> {
  narrator.heading('Taking it all down');
  await clients.ecs.send(
    new DeleteServiceCommand({ cluster: shop.cluster, service: shop.service, force: true }),
  );
  await until('the service is INACTIVE and its tasks are gone', async () => {
    const { status, runningCount } = await describeShop(clients);
    const stopping = (await describeTasks(clients, 'STOPPED')).filter(
      (task) => task.lastStatus !== 'STOPPED',
    );
    return status === 'INACTIVE' && runningCount === 0 && stopping.length === 0 ? true : undefined;
  });
  await clients.ecs.send(new DeleteClusterCommand({ cluster: shop.cluster }));
  narrator.say('ecs DeleteService --force, DeleteCluster');
}

async function update({ ecs }: DemoClients, taskDefinition: string): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster: shop.cluster, service: shop.service, taskDefinition }));
}

async function untilTask({ ecs }: DemoClients, { taskArn = '' }: Task, status: string): Promise<void> {
  await until(`task ${taskArn} is ${status}`, async () => {
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: shop.cluster, tasks: [taskArn] }));
    return tasks?.[0]?.lastStatus === status ? true : undefined;
  });
}

async function tellEvents(clients: DemoClients, narrator: Narrator, count: number): Promise<void> {
  const { events = [] } = await describeShop(clients);
  for (const { message } of events.slice(0, count).reverse()) narrator.say(`  event: ${message}`);
}

interface AppReport {
  readonly version: string;
  readonly hostname: string;
  readonly secrets: Readonly<Record<string, boolean>>;
}

async function askApp(url: string): Promise<AppReport> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  const report: AppReport = JSON.parse(await answer.text());
  return report;
}

function nameOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1);
}

function expect(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`This is not so, and should be: ${what}.`);
}
