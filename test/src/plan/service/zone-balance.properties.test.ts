import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JudgedTask } from '../../../../src/plan/service/strategy/deployment-strategy.ts';
import { balanceZones, type ZoneBalanceView } from '../../../../src/plan/service/zone-balance.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';

const allZones = ['a', 'b', 'c', 'd'];
const zones = fc.integer({ min: 1, max: 4 }).map((count) => allZones.slice(0, count));
const maximumPercent = fc.constantFrom(100, 101, 125, 150, 200);

type State = 'healthy' | 'starting' | 'unhealthy';

function judgedTask(
  sequence: number,
  availabilityZone: string,
  state: State,
  isProtected = false,
): JudgedTask {
  return {
    task: serviceTask(sequence, { availabilityZone }),
    health: state === 'unhealthy' ? { is: state, reason: 'ill' } : { is: state },
    isProtected,
  };
}

const healthyOf = (tasks: readonly JudgedTask[]): number =>
  tasks.filter(({ health }) => health.is === 'healthy').length;

const ceilingOf = (view: Pick<ZoneBalanceView, 'desiredCount' | 'maximumPercent'>): number =>
  Math.floor((view.desiredCount * view.maximumPercent) / 100);

describe('whatever is observed', () => {
  const view: fc.Arbitrary<ZoneBalanceView> = fc
    .record({
      zones,
      maximumPercent,
      desiredCount: fc.nat(8),
      tasks: fc.array(
        fc.record({
          zone: fc.constantFrom(...allZones),
          state: fc.constantFrom<State>('healthy', 'healthy', 'healthy', 'healthy', 'starting', 'unhealthy'),
          isProtected: fc.constantFrom(false, false, false, true),
        }),
        { maxLength: 9 },
      ),
      leaving: fc.constantFrom(0, 0, 1),
      isDeploying: fc.constantFrom(false, false, true),
      mayStart: fc.constantFrom(true, true, false),
      isRebalancing: fc.boolean(),
    })
    .map(({ tasks, leaving, ...rest }) => ({
      ...rest,
      service: 'web',
      deploymentId: 'ecs-svc/1',
      current: tasks.map(({ zone, state, isProtected }, index) =>
        judgedTask(index, zone, state, isProtected),
      ),
      occupied: tasks.length + leaving,
    }));

  test('a start keeps to the ceiling and to the zones, a stop leaves as many healthy ones as are desired', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const { step, extra } = balanceZones(seen);
        if (step.type === 'start') {
          expect(seen.occupied).toBeLessThan(ceilingOf(seen));
          expect(seen.zones).toContain(step.availabilityZone);
          expect([seen.mayStart, seen.isDeploying]).toEqual([true, false]);
          expect(healthyOf(seen.current)).toBe(seen.desiredCount);
        }
        if (step.type === 'stop') {
          expect(healthyOf(seen.current) - 1).toBe(seen.desiredCount);
          const stopped = seen.current.find(({ task }) => task.id === step.task.id);
          expect(stopped?.isProtected).toBe(false);
        }
        if (extra === 1) expect(seen.current.length).toBe(seen.desiredCount + 1);
      }),
      { numRuns: 5000 },
    );
  });
});

/** A settled service in memory that does as it is told, at the pace that it is given. */
class ZonedService {
  tasks: JudgedTask[];
  leaving = 0;
  isRebalancing = false;
  readonly messages: string[] = [];
  #sequence: number;

  constructor(placed: readonly string[]) {
    this.tasks = placed.map((zone, index) => judgedTask(index, zone, 'healthy'));
    this.#sequence = placed.length;
  }

  /** @returns whether anything was to do */
  turn(settings: Pick<ZoneBalanceView, 'zones' | 'maximumPercent' | 'desiredCount'>): boolean {
    const balance = balanceZones({
      ...settings,
      service: 'web',
      deploymentId: 'ecs-svc/1',
      current: this.tasks,
      isDeploying: false,
      occupied: this.tasks.length + this.leaving,
      mayStart: true,
      isRebalancing: this.isRebalancing,
    });
    const wasRebalancing = this.isRebalancing;
    this.isRebalancing = balance.isRebalancing;
    this.messages.push(...balance.messages);
    const { step } = balance;
    if (step.type === 'start')
      this.tasks = [...this.tasks, judgedTask(this.#sequence++, step.availabilityZone, 'starting')];
    if (step.type === 'stop') {
      this.tasks = this.tasks.filter(({ task }) => task.id !== step.task.id);
      this.leaving += 1;
    }
    return step.type !== 'none' || balance.isRebalancing !== wasRebalancing;
  }

  /** What starts becomes healthy or is lost, what leaves is gone. */
  settle(isLost: boolean): void {
    this.leaving = 0;
    this.tasks = this.tasks.flatMap((each) => {
      if (each.health.is !== 'starting') return [each];
      return isLost ? [] : [{ ...each, health: { is: 'healthy' } }];
    });
  }
}

function difference(tasks: readonly JudgedTask[], inZones: readonly string[]): number {
  const counts = inZones.map((zone) => tasks.filter(({ task }) => task.availabilityZone === zone).length);
  return Math.max(...counts) - Math.min(...counts);
}

test('in a world that obeys it ends in balance, without ever falling below desired or above the ceiling', () => {
  const losses = fc.array(fc.boolean(), { maxLength: 6 });
  fc.assert(
    fc.property(
      zones,
      maximumPercent,
      fc.array(fc.nat(3), { maxLength: 9 }),
      losses,
      (has, most, picks, lost) => {
        const placed = picks.map((pick) => has[pick % has.length] ?? 'a');
        const settings = { zones: has, maximumPercent: most, desiredCount: placed.length };
        const service = new ZonedService(placed);
        const wasEven = difference(service.tasks, has) <= 1;
        for (let round = 0; round < 200; round++) {
          const moved = service.turn(settings);
          expect(healthyOf(service.tasks)).toBeGreaterThanOrEqual(placed.length);
          expect(service.tasks.length + service.leaving).toBeLessThanOrEqual(
            Math.max(ceilingOf(settings), placed.length),
          );
          if (!moved && service.leaving === 0 && healthyOf(service.tasks) === service.tasks.length) break;
          // A turn without a change leaves nothing to do until something moves.
          if (round % 2 === 1) expect(service.turn(settings)).toBe(false);
          service.settle(lost.shift() ?? false);
        }
        const mayBalance = ceilingOf(settings) > placed.length && has.length > 1;
        expect(service.isRebalancing).toBe(false);
        expect(service.tasks.length).toBe(placed.length);
        if (mayBalance) expect(difference(service.tasks, has)).toBeLessThanOrEqual(1);
        if (wasEven || !mayBalance) expect(service.messages).toEqual([]);
        else {
          expect(service.messages[0]).toContain('is not AZ balanced with');
          expect(service.messages.at(-1)).toContain('is AZ balanced with');
          expect(service.messages.join()).not.toContain('stopped AZ Rebalancing');
        }
      },
    ),
    { numRuns: 2000 },
  );
});
