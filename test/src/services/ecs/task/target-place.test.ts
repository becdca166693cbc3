import { expect, test } from 'vitest';
import { targetPlace } from '../../../../../src/services/ecs/task/target-place.ts';
import type { ObservedTask } from '../../../../../src/services/ecs/task/task.ts';
import { plainTask } from '../../../../support/plain-task.ts';

const target = { targetGroupArn: 'tg', containerName: 'web', containerPort: 80 };
const seen: ObservedTask = {
  version: 1,
  targets: 'none',
  connected: true,
  containers: {
    web: {
      status: 'RUNNING',
      health: 'UNKNOWN',
      publishedPorts: [
        { containerPort: 80, hostPort: 49_152, protocol: 'udp', hostAddress: '127.0.0.1' },
        { containerPort: 80, hostPort: 49_153, protocol: 'tcp', hostAddress: '127.0.0.1' },
      ],
    },
  },
};
const resources = { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [] };
const containerInstance = { arn: 'instance', ec2InstanceId: 'i-1', resources };

test('an awsvpc task is reached at its own address and the port of its container', () => {
  const networkInterface = {
    ...{ id: 'eni-1', address: '172.31.0.4', macAddress: '', privateDnsName: '' },
    ...{ sandboxId: 'box', released: false },
  };
  const task = plainTask('a1', {}, { observed: { ...seen, networkInterface } });
  expect(targetPlace(task, target)).toEqual({ id: '172.31.0.4', port: 80 });
  expect(targetPlace(plainTask(), target)).toBeUndefined();
});

test('a task in the bridge mode is reached on its instance at the port of the host', () => {
  const spec = { containerInstance, network: { mode: 'bridge', hostAddress: '127.0.0.1' } } as const;
  expect(targetPlace(plainTask('a1', spec, { observed: seen }), target)).toEqual({ id: 'i-1', port: 49_153 });
  expect(targetPlace(plainTask('a1', spec), target)).toBeUndefined();
  const [udp] = seen.containers.web?.publishedPorts ?? [];
  const web = {
    status: 'RUNNING',
    health: 'UNKNOWN',
    publishedPorts: udp === undefined ? [] : [udp],
  } as const;
  const onlyUdp = plainTask('a1', spec, { observed: { ...seen, containers: { web } } });
  expect(targetPlace(onlyUdp, target)).toEqual({ id: 'i-1', port: 49_152 });
  expect(
    targetPlace(plainTask('a1', spec, { observed: seen }), { ...target, containerPort: 81 }),
  ).toBeUndefined();
});
