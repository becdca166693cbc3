import { expect, test } from 'vitest';
import { attributeValue, withTask } from '../../../../src/plan/placement/instance-view.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';
import { plainDemand } from '../../../support/planner/plain-demand.ts';

const instance = instanceView(1, {
  attributes: [{ name: 'stack', value: 'prod' }, { name: 'ecs.capability.task-eni' }],
});

test.each([
  { name: 'stack', value: 'prod' },
  { name: 'ecs.capability.task-eni', value: '' },
  { name: 'ecs.availability-zone', value: 'us-east-1a' },
  { name: 'rack', value: undefined },
])('the attribute $name is $value', ({ name, value }) => {
  expect(attributeValue(instance, name)).toBe(value);
});

test('a task takes its resources and ports and stands among the tasks', () => {
  const demand = plainDemand({ tcpPorts: [80], udpPorts: [53], gpus: 1 });
  const before = instanceView(1, { remaining: { gpus: 4 } });
  expect(withTask(before, demand)).toEqual({
    ...before,
    remaining: {
      cpu: 1536,
      memoryMiB: 3072,
      tcpPorts: new Set([22, 80]),
      udpPorts: new Set([53]),
      gpus: 3,
    },
    tasks: [{ group: 'service:web', taskDefinitionFamily: 'web' }],
  });
});
