import { mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Volume } from '@aws-sdk/client-ecs';
import { v4 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Disposal } from '../../../emulator/disposal.ts';
import { type InstanceWorld, startInstanceWorld } from '../../support/docker/instance-world.ts';

const cleanUp = new Disposal();
let world: InstanceWorld;

beforeAll(async () => {
  world = cleanUp.use(await startInstanceWorld());
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

/** Beginnings of programs: reading files, and staying until the stop signal. */
const files = "const fs = require('fs'); const read = (path) => fs.readFileSync(path, 'utf8').trim();";
const say = 'const say = (value) => console.log(JSON.stringify(value));';
const attempt =
  'const attempt = (act) => { try { act(); return "done"; } catch ({ code }) { return code; } };';
const stay = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 60_000);";

test('a container on an instance has the devices, the memory and the privileges that it asks for', async () => {
  const source = `${files}${say}${attempt}${stay}
    const { rdev, mode } = fs.statSync('/dev/nothing');
    const { bsize, blocks } = fs.statfsSync('/dev/shm');
    say({
      device: [rdev === fs.statSync('/dev/null').rdev, (mode & 0o170000).toString(8)],
      writing: attempt(() => fs.writeFileSync('/dev/nothing', 'x')),
      sharedMemoryMiB: (bsize * blocks) / 1048576,
      newPrivileges: /NoNewPrivs:\\t(\\d)/.exec(read('/proc/self/status'))[1],
      backlog: read('/proc/sys/net/core/somaxconn'),
      messages: read('/proc/sys/kernel/msgmax'),
      openFiles: /Max open files +\\d+ +(\\d+)/.exec(read('/proc/self/limits'))[1],
    });`;
  const task = await world.run({
    family: 'equipped',
    containers: [
      {
        name: 'app',
        source,
        user: '1000',
        memory: 256,
        dockerSecurityOptions: ['no-new-privileges'],
        ulimits: [{ name: 'nofile', softLimit: 512, hardLimit: 1024 }],
        systemControls: [
          { namespace: 'net.core.somaxconn', value: '99' },
          { namespace: 'kernel.msgmax', value: '4096' },
        ],
        linuxParameters: {
          devices: [{ hostPath: '/dev/null', containerPath: '/dev/nothing', permissions: ['read', 'write'] }],
          sharedMemorySize: 32,
          maxSwap: 64,
          swappiness: 10,
        },
      },
    ],
  });
  expect(await task.said('app')).toEqual({
    device: [true, '20000'],
    writing: 'done',
    sharedMemoryMiB: 32,
    newPrivileges: '1',
    backlog: '99',
    messages: '4096',
    openFiles: '1024',
  });
  const mebibyte = 1_048_576;
  expect((await task.inspect('app')).HostConfig).toMatchObject({
    Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/nothing', CgroupPermissions: 'rw' }],
    Memory: 256 * mebibyte,
    MemorySwap: 320 * mebibyte,
    MemorySwappiness: 10,
  });
});

interface Said {
  readonly namespaces: readonly string[];
  readonly sharedMemory: boolean;
}

test.each([
  { pidMode: 'host', ipcMode: 'host' },
  { pidMode: undefined, ipcMode: 'none' },
] as const)('its processes and its queues are the host’s or its own: %j', async ({ pidMode, ipcMode }) => {
  const source = `${files}${say}${attempt}${stay}
    say({
      namespaces: ['pid', 'ipc'].map((kind) => fs.readlinkSync('/proc/self/ns/' + kind)),
      sharedMemory: /^\\S+ \\/dev\\/shm /m.test(read('/proc/mounts')),
    });`;
  const task = await world.run({
    family: `sharing-${ipcMode}`,
    definition: { pidMode, ipcMode },
    containers: [{ name: 'app', source }],
  });
  const ofHost = await Promise.all(['pid', 'ipc'].map((kind) => readlink(`/proc/self/ns/${kind}`)));
  const { namespaces, sharedMemory }: Said = Object(await task.said('app'));
  expect({ isOfHost: namespaces.map((each, index) => each === ofHost[index]), sharedMemory }).toEqual({
    isOfHost: [pidMode === 'host', ipcMode === 'host'],
    sharedMemory: ipcMode === 'host',
  });
});

test('a path of the host is mounted, and made where it is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-host-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'greeting'), 'from the host');
  const source = `${files}${say}${attempt}${stay}
    fs.writeFileSync('/made/note', 'from the task');
    say({ greeting: read('/given/greeting'), writing: attempt(() => fs.writeFileSync('/given/other', '')) });`;
  const task = await world.run({
    family: 'mounting',
    definition: {
      volumes: [
        { name: 'given', host: { sourcePath: folder } },
        { name: 'made', host: { sourcePath: join(folder, 'made') } },
      ],
    },
    containers: [
      {
        name: 'app',
        source,
        mountPoints: [
          { sourceVolume: 'given', containerPath: '/given', readOnly: true },
          { sourceVolume: 'made', containerPath: '/made' },
        ],
      },
    ],
  });
  expect(await task.said('app')).toEqual({ greeting: 'from the host', writing: 'EROFS' });
  await task.stop();
  expect(await readFile(join(folder, 'made/note'), 'utf8')).toBe('from the task');
});

test('a Docker volume goes with its task, or is shared by its name until a reset', async () => {
  const shared = `drydock-test-${uuid()}`;
  const volumes: Volume[] = [
    {
      name: 'own',
      dockerVolumeConfiguration: {
        driverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' },
        labels: { team: 'shop' },
      },
    },
    { name: shared, dockerVolumeConfiguration: { scope: 'shared', autoprovision: true } },
  ];
  const source = `${files}${say}${stay}
    say(['/own/letters', '/shared/letters'].map((path) => { fs.appendFileSync(path, 'x'); return read(path); }));`;
  const mountPoints = [
    { sourceVolume: 'own', containerPath: '/own' },
    { sourceVolume: shared, containerPath: '/shared' },
  ];
  const request = {
    family: 'keeping',
    definition: { volumes },
    containers: [{ name: 'app', source, mountPoints }],
  };
  const seen: unknown[] = [];
  for (let round = 0; round < 2; round += 1) {
    const task = await world.run(request);
    seen.push(await task.said('app'));
    const own = (await world.leftovers()).volumes.find((name) => name !== shared);
    expect(own).toMatch(new RegExp(`^ecs-keeping-${round + 1}-own-[0-9a-f]{20}$`));
    expect(await world.engine.read({ path: `/volumes/${own}` })).toMatchObject({
      Labels: { team: 'shop' },
      Options: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' },
    });
    await task.stop();
  }
  expect(seen).toEqual([
    ['x', 'x'],
    ['x', 'xx'],
  ]);
  expect((await world.leftovers()).volumes).toEqual([shared]);
});

test('a shared volume that nobody made fails the task', async () => {
  const missing = `drydock-test-${uuid()}`;
  const task = await world.run({
    family: 'missing',
    definition: { volumes: [{ name: missing, dockerVolumeConfiguration: { scope: 'shared' } }] },
    containers: [
      { name: 'app', source: stay, mountPoints: [{ sourceVolume: missing, containerPath: '/shared' }] },
    ],
  });
  const { stopCode, stoppedReason } = await task.until('STOPPED');
  expect({ stopCode, stoppedReason }).toEqual({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringContaining(missing),
  });
});
