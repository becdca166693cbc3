import { describe, expect, test } from 'vitest';
import { parseClusterQuery } from '../../../../src/plan/placement/cluster-query.ts';
import type { InstanceView } from '../../../../src/plan/placement/instance-view.ts';
import { placeTasks, runTaskFailures } from '../../../../src/plan/placement/place-tasks.ts';
import type { PlacementConstraint } from '../../../../src/plan/placement/placement-constraint.ts';
import {
  defaultServiceStrategies,
  type PlacementStrategy,
} from '../../../../src/plan/placement/placement-strategy.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';
import { plainDemand } from '../../../support/planner/plain-demand.ts';

const byZone: PlacementStrategy = { type: 'spread', over: 'attribute', attribute: 'ecs.availability-zone' };
const byInstance: PlacementStrategy = { type: 'spread', over: 'instance' };
const byRack: PlacementStrategy = { type: 'spread', over: 'attribute', attribute: 'rack' };
const packMemory: PlacementStrategy = { type: 'binpack', on: 'memory' };
const packCpu: PlacementStrategy = { type: 'binpack', on: 'cpu' };

const zone = (letter: string) => ({ availabilityZone: `us-east-1${letter}` });
const rack = (value: string) => ({ attributes: [{ name: 'rack', value }] });
const running = (...groups: string[]) => ({
  tasks: groups.map((group) => ({ group, taskDefinitionFamily: 'web' })),
});

function memberOf(expression: string): PlacementConstraint {
  const query = parseClusterQuery(expression);
  if (query.type === 'broken') throw new Error(query.why);
  return { type: 'memberOf', matches: query.matches };
}

interface Case {
  readonly title: string;
  readonly instances: readonly InstanceView[];
  readonly count: number;
  readonly demand?: Parameters<typeof plainDemand>[0];
  readonly constraints?: readonly PlacementConstraint[];
  readonly strategies?: readonly PlacementStrategy[];
  /** The ends of the ARNs, `-` for a task that found no place. */
  readonly placed: string;
}

const twoZones = [instanceView(1, zone('a')), instanceView(2, zone('a')), instanceView(3, zone('b'))];

const cases: readonly Case[] = [
  {
    title: 'binpack on memory fills the fullest instance first, then the next one',
    instances: [instanceView(1), instanceView(2, { remaining: { memoryMiB: 2048 } }), instanceView(3)],
    count: 7,
    strategies: [packMemory],
    placed: '2 2 1 1 1 1 3',
  },
  {
    title: 'binpack on cpu looks at cpu',
    instances: [
      instanceView(1, { remaining: { memoryMiB: 1024 } }),
      instanceView(2, { remaining: { cpu: 1024 } }),
    ],
    count: 3,
    strategies: [packCpu],
    placed: '2 2 1',
  },
  {
    title: 'spread over zones counts all tasks of a zone',
    instances: twoZones,
    count: 4,
    strategies: [byZone],
    placed: '1 3 1 3',
  },
  {
    title: 'spread over instances takes turns',
    instances: twoZones,
    count: 4,
    strategies: [byInstance],
    placed: '1 2 3 1',
  },
  {
    title: 'spread over zones, then over instances',
    instances: twoZones,
    count: 5,
    strategies: [byZone, byInstance],
    placed: '1 3 2 3 1',
  },
  {
    title: 'a service without a strategy does just that',
    instances: twoZones,
    count: 5,
    strategies: defaultServiceStrategies,
    placed: '1 3 2 3 1',
  },
  {
    title: 'spread over zones, then binpack within each',
    instances: [
      instanceView(1, zone('a')),
      instanceView(2, { ...zone('a'), remaining: { memoryMiB: 2048 } }),
      instanceView(3, zone('b')),
    ],
    count: 4,
    strategies: [byZone, packMemory],
    placed: '2 3 2 3',
  },
  {
    title: 'spread over an attribute of one’s own; those without it are one place',
    instances: [instanceView(1, rack('r1')), instanceView(2, rack('r2')), instanceView(3), instanceView(4)],
    count: 5,
    strategies: [byRack, byInstance],
    placed: '1 2 3 4 1',
  },
  {
    title: 'spread counts tasks of the group only, those on draining instances too',
    instances: [
      instanceView(1, { ...zone('a'), ...running('service:other', 'service:other') }),
      instanceView(2, { ...zone('b'), ...running('service:web') }),
      instanceView(3, { ...zone('a'), ...running('service:web', 'service:web'), status: 'DRAINING' }),
    ],
    count: 3,
    strategies: [byZone],
    placed: '2 1 2',
  },
  {
    title: 'a full zone does not keep the tasks from the others',
    instances: [instanceView(1, { ...zone('a'), remaining: { cpu: 512 } }), instanceView(2, zone('b'))],
    count: 4,
    strategies: [byZone],
    placed: '1 2 2 2',
  },
  {
    title: 'a fixed port once an instance',
    instances: [instanceView(1), instanceView(2)],
    count: 3,
    demand: { tcpPorts: [80] },
    placed: '1 2 -',
  },
  {
    title: 'distinctInstance places one task of the group an instance',
    instances: [
      instanceView(1, running('service:web')),
      instanceView(2, running('service:other')),
      instanceView(3),
    ],
    count: 3,
    constraints: [{ type: 'distinctInstance' }],
    placed: '2 3 -',
  },
  {
    title: 'memberOf narrows the instances',
    instances: twoZones,
    count: 2,
    constraints: [memberOf('attribute:ecs.availability-zone == us-east-1b')],
    placed: '3 3',
  },
  {
    title: 'memberOf sees what was just placed',
    instances: twoZones,
    count: 3,
    constraints: [memberOf('not(task:group == service:web)'), memberOf('runningTasksCount < 1')],
    placed: '1 2 3',
  },
  {
    title: 'constraints bind together',
    instances: twoZones,
    count: 2,
    constraints: [memberOf('ec2InstanceId in [i-1, i-2]'), { type: 'distinctInstance' }],
    placed: '1 2',
  },
  { title: 'no instance', instances: [], count: 2, placed: '- -' },
  { title: 'no task', instances: twoZones, count: 0, placed: '' },
];

const ends = (placements: ReturnType<typeof placeTasks>): string =>
  placements.map((each) => (each.type === 'placed' ? each.instanceArn.slice(-1) : '-')).join(' ');

test.each(cases)('$title', ({ instances, count, demand, constraints = [], strategies = [], placed }) => {
  const placements = placeTasks(instances, plainDemand(demand), count, constraints, strategies, () => 0);
  expect(ends(placements)).toBe(placed);
});

describe('chance', () => {
  const instances = [instanceView(1), instanceView(2), instanceView(3)];
  const numbers = [0.99, 0.5, 0];

  test.each([
    { title: 'decides without a strategy', strategies: [] },
    { title: 'decides by the strategy random', strategies: [{ type: 'random' } as const] },
  ])('$title', ({ strategies }) => {
    const left = [...numbers];
    const placements = placeTasks(instances, plainDemand(), 3, [], strategies, () => left.shift() ?? 0);
    expect(ends(placements)).toBe('3 2 1');
  });

  test('decides only among those that the strategies found equal', () => {
    const fuller = instanceView(2, { remaining: { cpu: 1536 } });
    const placements = placeTasks([instanceView(1), fuller], plainDemand(), 1, [], [packCpu], () => 0.99);
    expect(ends(placements)).toBe('2');
  });
});

describe('failures', () => {
  const instances = [
    instanceView(1, { agentConnected: false }),
    instanceView(2, { remaining: { memoryMiB: 1024 } }),
    instanceView(3, running('service:web')),
    instanceView(4, { status: 'DRAINING' }),
  ];
  const constraints: readonly PlacementConstraint[] = [
    { type: 'distinctInstance' },
    memberOf('ec2InstanceId == i-2'),
  ];

  test('name every active instance once with what is wrong with it now', () => {
    const placements = placeTasks(instances, plainDemand(), 3, constraints, [], () => 0);
    const failures = [
      { arn: 'container-instance/cluster/1', reason: 'AGENT' },
      { arn: 'container-instance/cluster/2', reason: 'RESOURCE:MEMORY' },
      { arn: 'container-instance/cluster/3', reason: 'DistinctInstance placement constraint unsatisfied.' },
    ];
    expect(placements).toEqual([
      { type: 'placed', instanceArn: 'container-instance/cluster/2' },
      { type: 'failed', failures },
      { type: 'failed', failures },
    ]);
    expect(runTaskFailures(placements)).toEqual(failures);
  });

  test('name the constraint memberOf', () => {
    const [placement] = placeTasks(
      [instanceView(1)],
      plainDemand(),
      1,
      [memberOf('attribute:stack == prod')],
      [],
      () => 0,
    );
    expect(placement).toEqual({
      type: 'failed',
      failures: [
        { arn: 'container-instance/cluster/1', reason: 'MemberOf placement constraint unsatisfied.' },
      ],
    });
  });

  test('are none where every task was placed', () => {
    expect(runTaskFailures(placeTasks([instanceView(1)], plainDemand(), 2, [], [], () => 0))).toEqual([]);
  });
});
