import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  ExecuteCommandCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exec } from '../../emulator/cli/exec.ts';
import { until } from '../../emulator/demo/until.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { startEmulator } from '../../emulator/start.ts';
import { buildSampleImage, sampleImage } from '../../fixtures/build-sample-image.ts';
import { ChannelPeer } from '../support/exec/channel-peer.ts';
import { FakeTerminal } from '../support/exec/fake-terminal.ts';

const cleanUp = new Disposal();
let address: { readonly host: string; readonly port: number };
let ecs: ECSClient;
let subnetId: string;
/** The task of the tests that leave it running. */
let task: string;

beforeAll(async () => {
  await buildSampleImage();
  const emulator = cleanUp.use(await startEmulator());
  const { hostname: host, port } = new URL(emulator.endpoint);
  address = { host, port: Number(port) };
  const client = {
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  ecs = new ECSClient(client);
  const { Subnets } = await new EC2Client(client).send(new DescribeSubnetsCommand({}));
  subnetId = Subnets?.[0]?.SubnetId ?? '';
  await ecs.send(new CreateClusterCommand({}));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'idle',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '1024',
      memory: '2048',
      taskRoleArn: 'arn:aws:iam::000000000000:role/task',
      containerDefinitions: [
        {
          name: 'app',
          image: sampleImage,
          user: '1000',
          workingDirectory: '/app',
          environment: [{ name: 'GREETING', value: 'hello' }],
          entryPoint: ['node', '-e'],
          command: ['process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)'],
        },
      ],
    }),
  );
  task = await runTask();
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

/** A task that runs and takes commands. */
async function runTask(): Promise<string> {
  const { tasks } = await ecs.send(
    new RunTaskCommand({
      taskDefinition: 'idle',
      launchType: 'FARGATE',
      enableExecuteCommand: true,
      networkConfiguration: { awsvpcConfiguration: { subnets: [subnetId] } },
    }),
  );
  const taskArn = tasks?.[0]?.taskArn ?? '';
  await untilTask(taskArn, ({ containers }) => containers?.[0]?.managedAgents?.[0]?.lastStatus === 'RUNNING');
  await untilTask(taskArn, ({ lastStatus }) => lastStatus === 'RUNNING');
  return taskArn;
}

function untilTask(taskArn: string, condition: (task: Task) => boolean): Promise<Task> {
  return until('the task is so far', async () => {
    const { tasks } = await ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }));
    return tasks?.find(condition);
  });
}

function untilShown(terminal: FakeTerminal, text: string): Promise<true> {
  return until(`the terminal shows ${text}`, async () => terminal.shown.includes(text) || undefined);
}

const node = (source: string) => ['node', '-e', source];

async function run(source: string): Promise<[number, string]> {
  const terminal = new FakeTerminal({ columns: 90, rows: 30 });
  const code = await exec(address, node(source), { task }, terminal);
  return [code, terminal.shown];
}

test('run a command as root on a terminal of the size asked for, and pass its exit code on', async () => {
  const facts =
    'const { stdout, env } = process; console.log(JSON.stringify([process.getuid(), process.cwd(), env.GREETING, env.TERM, stdout.isTTY, stdout.columns, stdout.rows])); process.exit(7)';
  // Where the engine cannot be told the size beforehand, it comes a moment after the start.
  const [code, shown] = await run(`setTimeout(() => { ${facts} }, 300)`);
  expect([code, JSON.parse(shown)]).toEqual([7, [0, '/app', 'hello', 'xterm-256color', true, 90, 30]]);
});

test('resize the terminal of a command that runs', async () => {
  const terminal = new FakeTerminal({ columns: 90, rows: 30 });
  const code = exec(
    address,
    node(
      'process.stdout.on("resize", () => console.log(process.stdout.columns + "x" + process.stdout.rows)); console.log("ready"); setInterval(() => {}, 1000)',
    ),
    { task },
    terminal,
  );
  await untilShown(terminal, 'ready');
  terminal.resize(132, 43);
  await untilShown(terminal, '132x43');
  terminal.input.write('\x03');
  // What a shell calls the end by SIGINT.
  expect(await code).toBe(130);
});

test('two sessions at once do not mix', async () => {
  const source = 'process.stdin.on("data", (line) => console.log("got " + line))';
  const terminals = [
    new FakeTerminal({ columns: 80, rows: 24 }),
    new FakeTerminal({ columns: 80, rows: 24 }),
  ];
  const codes = terminals.map((terminal) => exec(address, node(source), { task }, terminal));
  for (const [index, { input }] of terminals.entries()) input.write(`from ${index}\r`);
  for (const [index, terminal] of terminals.entries()) {
    await untilShown(terminal, `got from ${index}`);
    expect(terminal.shown).not.toContain(`from ${1 - index}`);
    terminal.input.write('\x04');
  }
  expect(await Promise.all(codes)).toEqual([0, 0]);
});

test('carry all of a long output', async () => {
  const [code, shown] = await run('process.stdout.write("0123456789abcde\\n".repeat(50000))');
  expect([code, shown === '0123456789abcde\r\n'.repeat(50_000)]).toEqual([0, true]);
});

test('tell of a program that the image does not have', async () => {
  const terminal = new FakeTerminal();
  expect(await exec(address, ['/bin/bash'], { task }, terminal)).not.toBe(0);
  expect(terminal.shown + terminal.told).toContain('no such file or directory');
});

test('a session ends when its container stops', async () => {
  const own = await runTask();
  const terminal = new FakeTerminal({ columns: 80, rows: 24 });
  const source = 'console.log("ready"); setInterval(() => {}, 1000)';
  const code = exec(address, node(source), { task: own }, terminal);
  await untilShown(terminal, 'ready');
  await ecs.send(new StopTaskCommand({ task: own }));
  expect(await code).not.toBe(0);
  await untilTask(own, ({ lastStatus }) => lastStatus === 'STOPPED');
});

test('a command does not outlive the client that went away', async () => {
  const { session } = await ecs.send(
    new ExecuteCommandCommand({
      task,
      interactive: true,
      // Deaf to what closing a terminal sends.
      command: `node -e 'process.on("SIGHUP", () => {}); process.title = "left-behind"; console.log("ready"); setInterval(() => {}, 1000)'`,
    }),
  );
  const peer = await ChannelPeer.open(session?.streamUrl ?? '', session?.tokenValue ?? '');
  await peer.shakeHands();
  await peer.untilOutput('ready');
  expect((await run(countLeftBehind))[1].trim()).toBe('1');
  peer.leave();
  await until('it is gone', async () => ((await run(countLeftBehind))[1].trim() === '0' ? true : undefined));
});

const countLeftBehind = `
  const fs = require("fs");
  const lines = fs.readdirSync("/proc").filter(Number).map((pid) => {
    try { return fs.readFileSync("/proc/" + pid + "/cmdline", "utf8"); } catch { return ""; }
  });
  console.log(String(lines.filter((line) => line.startsWith("left-behind")).length));
`;
