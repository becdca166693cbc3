import { expect, test } from 'vitest';
import { remainingResources } from '../../../../../src/services/ecs/container-instance/host-resources.ts';

const registered = { cpu: 2048, memoryMiB: 4096, tcpPorts: [22], udpPorts: [] };

test.each([
  [[], registered],
  [
    [
      { cpu: 256, memoryMiB: 512, tcpPorts: [80, 443], udpPorts: [53] },
      { cpu: 0, memoryMiB: 128, tcpPorts: [], udpPorts: [53] },
    ],
    { cpu: 1792, memoryMiB: 3456, tcpPorts: [22, 80, 443], udpPorts: [53] },
  ],
  [
    [{ cpu: 4096, memoryMiB: 0, tcpPorts: [22], udpPorts: [22] }],
    { cpu: -2048, memoryMiB: 4096, tcpPorts: [22], udpPorts: [22] },
  ],
])('what %j leave', (held, remaining) => {
  expect(remainingResources(registered, held)).toEqual(remaining);
});
