import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildShop, type Shop } from '../../emulator/demo/shop.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { type DockerWorld, startDockerWorld } from '../support/docker/docker-world.ts';
import { type TaskRequest, TaskUnderTest } from '../support/docker/task-under-test.ts';

const cleanUp = new Disposal();
let world: DockerWorld;
let built: Shop;

beforeAll(async () => {
  world = cleanUp.use(await startDockerWorld({ speed: 10 }));
  built = await buildShop(world.clients, { say: () => {} });
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

const run = (request: TaskRequest): Promise<TaskUnderTest> => TaskUnderTest.run(world, built, request);

/** Beginnings of programs: reading files, and staying until the stop signal. */
const files = "const fs = require('fs'); const read = (path) => fs.readFileSync(path, 'utf8').trim();";
const say = 'const say = (value) => console.log(JSON.stringify(value));';
const attempt =
  'const attempt = (act) => { try { act(); return "done"; } catch ({ code }) { return code; } };';
const stay = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 60_000);";

test('a container is what its definition says, as it sees itself', async () => {
  const source = `${files}${say}${attempt}${stay}
    const line = (path, start) => read(path).split('\\n').find((each) => each.startsWith(start));
    say({
      directory: process.cwd(),
      user: [process.getuid(), process.getgid()],
      isFirstProcess: process.pid === 1,
      terminal: [process.stdin.isTTY, process.stdout.isTTY],
      root: attempt(() => fs.writeFileSync('/file', '')),
      scratch: attempt(() => fs.writeFileSync('/scratch/file', '')),
      scratchMount: line('/proc/mounts', 'tmpfs /scratch ').split(' ')[3].split(',').sort(),
      mostOpenFiles: line('/proc/self/limits', 'Max open files').split(/ +/)[4],
      bounding: line('/proc/self/status', 'CapBnd').split('\\t')[1],
      keepalive: read('/proc/sys/net/ipv4/tcp_keepalive_time'),
      messages: read('/proc/sys/kernel/msgmax'),
    });`;
  const task = await run({
    family: 'shaped',
    containers: [
      {
        name: 'app',
        source,
        workingDirectory: '/work',
        user: '1234:5678',
        interactive: true,
        pseudoTerminal: true,
        readonlyRootFilesystem: true,
        dockerLabels: { team: 'shop' },
        ulimits: [{ name: 'nofile', softLimit: 512, hardLimit: 1024 }],
        linuxParameters: {
          initProcessEnabled: true,
          capabilities: { add: ['SYS_PTRACE'], drop: ['CHOWN'] },
          tmpfs: [{ containerPath: '/scratch', size: 8, mountOptions: ['noexec', 'mode=1777'] }],
        },
        systemControls: [
          { namespace: 'net.ipv4.tcp_keepalive_time', value: '77' },
          { namespace: 'kernel.msgmax', value: '4096' },
        ],
      },
    ],
  });
  const { scratchMount, bounding, ...rest } = Object(await task.said('app'));
  expect(rest).toEqual({
    directory: '/work',
    user: [1234, 5678],
    isFirstProcess: false,
    terminal: [true, true],
    root: 'EROFS',
    scratch: 'done',
    mostOpenFiles: '1024',
    keepalive: '77',
    messages: '4096',
  });
  expect(scratchMount).toEqual(expect.arrayContaining(['noexec', 'size=8192k']));
  // capabilities(7): CHOWN is bit 0, SYS_PTRACE bit 19.
  const has = (bit: bigint): boolean => ((BigInt(`0x${bounding}`) >> bit) & 1n) === 1n;
  expect({ chown: has(0n), ptrace: has(19n) }).toEqual({ chown: false, ptrace: true });
  expect(await task.inspect('app')).toMatchObject({
    Config: { Labels: { team: 'shop' } },
    // Node.js raises the soft limit by itself.
    HostConfig: { Ulimits: [{ Name: 'nofile', Soft: 512, Hard: 1024 }], Privileged: false },
  });
});

test('the containers of a task share its volumes, and its processes where they are to', async () => {
  const writer = `${files}${say}${stay}
    process.title = 'the-writer';
    fs.writeFileSync('/data/note', 'from the writer');
    say('written');`;
  const reader = `${files}${say}${attempt}${stay}
    const processes = fs.readdirSync('/proc').filter((each) => /^\\d+$/.test(each));
    say({
      note: read('/data/note'),
      writing: attempt(() => fs.writeFileSync('/data/other', '')),
      reaper: read('/proc/1/cmdline').split('\\0')[0],
      seesWriter: processes.some((pid) => { try { return read('/proc/' + pid + '/cmdline').includes('the-writer'); } catch { return false; } }),
    });`;
  const task = await run({
    family: 'sharing',
    definition: { volumes: [{ name: 'data' }], pidMode: 'task' },
    containers: [
      {
        name: 'reader',
        source: reader,
        volumesFrom: [{ sourceContainer: 'writer', readOnly: true }],
        dependsOn: [{ containerName: 'writer', condition: 'HEALTHY' }],
      },
      {
        name: 'writer',
        source: writer,
        mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
        healthCheck: {
          command: ['CMD', '/usr/local/bin/node', '-e', "require('fs').statSync('/data/note')"],
          interval: 5,
        },
      },
    ],
  });
  expect(await task.said('reader')).toEqual({
    note: 'from the writer',
    writing: 'EROFS',
    reaper: '/sbin/docker-init',
    seesWriter: true,
  });
  const ofTask = async () =>
    (await world.leftovers()).volumes.filter((name) => name.startsWith('ecs-sharing-1-data-'));
  expect(await ofTask()).toHaveLength(1);
  await task.stop();
  expect(await ofTask()).toEqual([]);
});

test('a file system outlives the task that wrote to it, and an EBS volume does not', async () => {
  const definition = {
    volumes: [
      { name: 'files', efsVolumeConfiguration: { fileSystemId: 'fs-0123456789abcdef0' } },
      { name: 'disk', configuredAtLaunch: true },
    ],
  };
  const mountPoints = [
    { sourceVolume: 'files', containerPath: '/files' },
    { sourceVolume: 'disk', containerPath: '/disk' },
  ];
  const managedEBSVolume = { roleArn: 'arn:aws:iam::000000000000:role/ebs', sizeInGiB: 1 };
  // Appends a letter to a file in each, and says what is in them.
  const source = `${files}${say}${stay}
    say(['/files/letters', '/disk/letters'].map((path) => { fs.appendFileSync(path, 'x'); return read(path); }));`;
  const seen: unknown[] = [];
  for (let round = 0; round < 2; round += 1) {
    const task = await run({
      family: 'keeping',
      definition,
      containers: [{ name: 'app', source, mountPoints }],
      run: { volumeConfigurations: [{ name: 'disk', managedEBSVolume }] },
    });
    seen.push(await task.said('app'));
    await task.stop();
  }
  expect(seen).toEqual([
    ['x', 'x'],
    ['xx', 'x'],
  ]);
  expect((await world.leftovers()).volumes).toEqual([`drydock-${world.instanceId}-efs-fs-0123456789abcdef0`]);
});
