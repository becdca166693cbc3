import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InstanceView } from '../../../../src/plan/placement/instance-view.ts';
import { placeTasks, type TaskPlacement } from '../../../../src/plan/placement/place-tasks.ts';
import type { PlacementConstraint } from '../../../../src/plan/placement/placement-constraint.ts';
import type { PlacementStrategy } from '../../../../src/plan/placement/placement-strategy.ts';
import { instanceView } from '../../../support/planner/instance-view.ts';
import { plainDemand } from '../../../support/planner/plain-demand.ts';

const numRuns = 1000;

const fleet: fc.Arbitrary<InstanceView[]> = fc
  .array(
    fc.record({
      status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'DRAINING' as const),
      agentConnected: fc.constantFrom(true, true, true, false),
      availabilityZone: fc.constantFrom('us-east-1a', 'us-east-1b', 'us-east-1c'),
      cpu: fc.nat(4096),
      memoryMiB: fc.nat(4096),
      tcpPort: fc.constantFrom(22, 80),
      group: fc.constantFrom('service:web', 'service:other'),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ cpu, memoryMiB, tcpPort, group, ...facts }, index) =>
      instanceView(index, {
        ...facts,
        remaining: { cpu, memoryMiB, tcpPorts: new Set([tcpPort]) },
        tasks: [{ group, taskDefinitionFamily: 'web' }],
      }),
    ),
  );

const strategy: fc.Arbitrary<PlacementStrategy> = fc.constantFrom<PlacementStrategy>(
  { type: 'random' },
  { type: 'spread', over: 'instance' },
  { type: 'spread', over: 'attribute', attribute: 'ecs.availability-zone' },
  { type: 'spread', over: 'attribute', attribute: 'rack' },
  { type: 'binpack', on: 'cpu' },
  { type: 'binpack', on: 'memory' },
);

const distinct: PlacementConstraint = { type: 'distinctInstance' };
const chance = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

const request = fc.record({
  instances: fleet,
  demand: fc.record({
    cpu: fc.integer({ min: 0, max: 1024 }),
    memoryMiB: fc.integer({ min: 1, max: 1024 }),
    tcpPorts: fc.constantFrom([], [], [80]),
  }),
  count: fc.nat(12),
  constraints: fc.constantFrom<readonly PlacementConstraint[]>([], [distinct]),
  strategies: fc.array(strategy, { maxLength: 3 }),
  numbers: chance,
});

type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

function place({ instances, demand, count, constraints, strategies, numbers }: Request): TaskPlacement[] {
  return placeTasks(
    instances,
    plainDemand(demand),
    count,
    constraints,
    strategies,
    () => numbers.next().value,
  );
}

function countByInstance(placements: readonly TaskPlacement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const each of placements)
    if (each.type === 'placed') counts.set(each.instanceArn, (counts.get(each.instanceArn) ?? 0) + 1);
  return counts;
}

test('no instance gets more than it has, a port twice, or a second task of a distinct group', () => {
  fc.assert(
    fc.property(request, (asked) => {
      const counts = countByInstance(place(asked));
      for (const instance of asked.instances) {
        const count = counts.get(instance.arn) ?? 0;
        if (count === 0) continue;
        expect([instance.status, instance.agentConnected]).toEqual(['ACTIVE', true]);
        expect(count * asked.demand.cpu).toBeLessThanOrEqual(instance.remaining.cpu);
        expect(count * asked.demand.memoryMiB).toBeLessThanOrEqual(instance.remaining.memoryMiB);
        if (asked.demand.tcpPorts.length > 0) {
          expect(count).toBe(1);
          expect(instance.remaining.tcpPorts.has(80)).toBe(false);
        }
        if (asked.constraints.length > 0)
          expect([count, instance.tasks.some(({ group }) => group === 'service:web')]).toEqual([1, false]);
      }
    }),
    { numRuns },
  );
});

test('each task gets an answer, and no task fails while any instance could take it', () => {
  fc.assert(
    fc.property(request, (asked) => {
      const placements = place(asked);
      expect(placements.length).toBe(asked.count);
      const first = placements.findIndex(({ type }) => type === 'failed');
      if (first === -1) return;
      const active = asked.instances.filter(({ status }) => status === 'ACTIVE');
      for (const each of placements.slice(first))
        expect(each.type === 'failed' ? each.failures.map(({ arn }) => arn) : each).toEqual(
          active.map(({ arn }) => arn),
        );
    }),
    { numRuns },
  );
});

test('spread differs by one at most where there is room everywhere', () => {
  const zones = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 8 });
  const over = fc.constantFrom<PlacementStrategy>(
    { type: 'spread', over: 'instance' },
    { type: 'spread', over: 'attribute', attribute: 'ecs.availability-zone' },
  );
  fc.assert(
    fc.property(zones, over, fc.nat(30), chance, (letters, spread, count, numbers) => {
      const instances = letters.map((availabilityZone, index) =>
        instanceView(index, { availabilityZone, remaining: { cpu: 1e6, memoryMiB: 1e6 } }),
      );
      const counts = new Map<string, number>();
      const placeOf = ({ arn, availabilityZone }: InstanceView): string =>
        spread.type === 'spread' && spread.over === 'instance' ? arn : availabilityZone;
      for (const instance of instances) counts.set(placeOf(instance), 0);
      const placed = countByInstance(
        placeTasks(instances, plainDemand(), count, [], [spread], () => numbers.next().value),
      );
      for (const instance of instances)
        counts.set(placeOf(instance), (counts.get(placeOf(instance)) ?? 0) + (placed.get(instance.arn) ?? 0));
      expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
      expect([...counts.values()].reduce((sum, each) => sum + each, 0)).toBe(count);
    }),
    { numRuns },
  );
});

test('binpack uses the fewest of equal instances', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 2, max: 4096 }),
      fc.nat(40),
      fc.constantFrom('cpu' as const, 'memory' as const),
      chance,
      (size, memoryMiB, count, on, numbers) => {
        const instances = Array.from({ length: size }, (_, index) => instanceView(index));
        const perInstance = Math.floor(4096 / memoryMiB);
        const demand = plainDemand({ cpu: Math.floor(memoryMiB / 2), memoryMiB });
        const placements = placeTasks(
          instances,
          demand,
          count,
          [],
          [{ type: 'binpack', on }],
          () => numbers.next().value,
        );
        const fit = Math.min(count, size * perInstance);
        expect(countByInstance(placements).size).toBe(Math.ceil(fit / perInstance));
        expect(placements.filter(({ type }) => type === 'placed').length).toBe(fit);
      },
    ),
    { numRuns },
  );
});

test('the same request with the same chance gives the same answer', () => {
  const drawn = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 40,
    maxLength: 40,
  });
  fc.assert(
    fc.property(request, drawn, (asked, numbers) => {
      const again = () =>
        placeTasks(
          asked.instances,
          plainDemand(asked.demand),
          asked.count,
          asked.constraints,
          asked.strategies,
          (
            (left) => () =>
              left.shift() ?? 0
          )([...numbers]),
        );
      expect(again()).toEqual(again());
    }),
    { numRuns: 200 },
  );
});
