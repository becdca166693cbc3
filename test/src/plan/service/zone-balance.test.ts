import { expect, test } from 'vitest';
import type { JudgedTask } from '../../../../src/plan/service/strategy/deployment-strategy.ts';
import {
  balanceZones,
  type ZoneBalanceView,
  type ZoneStep,
} from '../../../../src/plan/service/zone-balance.ts';
import { serviceTask } from '../../../support/planner/service-task.ts';

/** `aH aS bP`: each task's zone, and H healthy, S starting, U unhealthy, P healthy and protected; numbered from 1. */
function judged(tasks: string): JudgedTask[] {
  return tasks
    .split(' ')
    .filter((each) => each !== '')
    .map((each, index) => {
      const [zone, state] = [each.charAt(0), each.charAt(1)];
      return {
        task: serviceTask(index + 1, { availabilityZone: zone }),
        health:
          state === 'S'
            ? { is: 'starting' }
            : state === 'U'
              ? { is: 'unhealthy', reason: 'ill' }
              : { is: 'healthy' },
        isProtected: state === 'P',
      };
    });
}

interface Case {
  readonly title: string;
  readonly tasks: string;
  readonly facts?: Partial<ZoneBalanceView>;
  readonly step?: string;
  readonly isRebalancing?: true;
  readonly extra?: 1;
  readonly messages?: readonly string[];
  readonly standing?: readonly string[];
}

const unbalanced = '(service web) is not AZ balanced with';
const inProgress = 'AZ Rebalancing in progress.';
const stopped = '(service web) stopped AZ Rebalancing.';
const busy = { isRebalancing: true };
const three = { desiredCount: 3 };

const cases: readonly Case[] = [
  { title: 'no task', tasks: '', facts: { desiredCount: 0 } },
  { title: 'an even spread', tasks: 'aH bH cH aH', facts: { desiredCount: 4 } },
  { title: 'a difference of one', tasks: 'aH bH aH', facts: { ...three, zones: ['a', 'b'] } },
  {
    title: 'a difference of two starts one in the emptiest zone',
    tasks: 'aH aH bH',
    facts: three,
    step: 'start c',
    isRebalancing: true,
    messages: [`${unbalanced} 2 tasks in a, 1 tasks in b, 0 tasks in c. ${inProgress}`],
  },
  {
    title: 'too many in one zone start one where there are fewest',
    tasks: 'aH aH aH bH cH',
    facts: { desiredCount: 5 },
    step: 'start b',
    isRebalancing: true,
    messages: [`${unbalanced} 3 tasks in a, 1 tasks in b, 1 tasks in c. ${inProgress}`],
  },
  {
    title: 'the next round does not say again that there is no balance',
    tasks: 'aH aH aH bH cH',
    facts: { desiredCount: 5, ...busy },
    step: 'start b',
    isRebalancing: true,
  },
  {
    title: 'tasks in a zone that the service has no more go to those that it has',
    tasks: 'zH zH aH bH',
    facts: { desiredCount: 4, zones: ['a', 'b', 'c'] },
    step: 'start c',
    isRebalancing: true,
    messages: [`${unbalanced} 2 tasks in z, 1 tasks in a, 1 tasks in b, 0 tasks in c. ${inProgress}`],
  },
  {
    title: 'the task more is waited for',
    tasks: 'aH aH aH bH cH bS',
    facts: { desiredCount: 5, occupied: 6, ...busy },
    isRebalancing: true,
    extra: 1,
  },
  {
    title: 'once it is healthy, the newest in the fullest zone is stopped',
    tasks: 'aH aH aH bH cH bH',
    facts: { desiredCount: 5, occupied: 6, ...busy },
    step: 'stop 3',
    isRebalancing: true,
    extra: 1,
    messages: ['(service web) has stopped 1 running tasks in a due to AZ rebalancing: (task 3).'],
  },
  {
    title: 'a protected task is passed over',
    tasks: 'aH aH aP bH cH bH',
    facts: { desiredCount: 5, occupied: 6, ...busy },
    step: 'stop 2',
    isRebalancing: true,
    extra: 1,
    messages: ['(service web) has stopped 1 running tasks in a due to AZ rebalancing: (task 2).'],
  },
  {
    title: 'the stopped task is waited for',
    tasks: 'aH aH bH cH bH',
    facts: { desiredCount: 5, occupied: 6, ...busy },
    isRebalancing: true,
  },
  {
    title: 'then there is balance, and it is said',
    tasks: 'aH aH bH cH bH',
    facts: { desiredCount: 5, ...busy },
    messages: ['(service web) is AZ balanced with 2 tasks in a, 2 tasks in b, 1 tasks in c.'],
  },
  {
    title: 'protection of all in the fullest zone keeps one from starting',
    tasks: 'aP aP bH',
    facts: three,
    standing: [
      '(service web) was unable to AZ Rebalance because (taskSet ecs-svc/1) was unable to scale in due to (reason 2 tasks under protection)',
    ],
  },
  {
    title: 'protection that comes too late ends it: the task more is a surplus',
    tasks: 'aP aP bH cH',
    facts: { ...three, occupied: 4, ...busy },
    messages: [stopped],
    standing: [
      '(service web) was unable to AZ Rebalance because (taskSet ecs-svc/1) was unable to scale in due to (reason 2 tasks under protection)',
    ],
  },
  { title: 'a maximum of 100 percent', tasks: 'aH aH bH', facts: { ...three, maximumPercent: 100 } },
  {
    title: 'a maximum that gives no whole task',
    tasks: 'aH aH bH',
    facts: { ...three, maximumPercent: 133 },
  },
  { title: 'one zone', tasks: 'aH aH aH', facts: { ...three, zones: ['a', 'a'] } },
  { title: 'one zone, and tasks in others', tasks: 'aH bH bH', facts: { ...three, zones: ['a'] } },
  { title: 'a deployment', tasks: 'aH aH bH', facts: { ...three, isDeploying: true } },
  { title: 'a task too few', tasks: 'aH aH', facts: three },
  { title: 'a task too many', tasks: 'aH aH aH bH', facts: { ...three, occupied: 4 } },
  { title: 'a task that starts', tasks: 'aH aH bS', facts: three },
  { title: 'a task that is not well', tasks: 'aH aH bU', facts: three },
  { title: 'a task that is about to leave', tasks: 'aH aH bH', facts: { ...three, occupied: 4 } },
  { title: 'starts that are throttled', tasks: 'aH aH bH', facts: { ...three, mayStart: false } },
  {
    title: 'starts that are throttled in between',
    tasks: 'aH aH bH',
    facts: { ...three, mayStart: false, ...busy },
    isRebalancing: true,
  },
  {
    title: 'a deployment in between',
    tasks: 'aH aH bH',
    facts: { ...three, isDeploying: true, ...busy },
    messages: [stopped],
  },
  {
    title: 'ill health in between',
    tasks: 'aH aU bH cH',
    facts: { ...three, occupied: 4, ...busy },
    messages: [stopped],
  },
  { title: 'a lost task in between', tasks: 'aH bH cS', facts: { ...three, ...busy }, messages: [stopped] },
  {
    title: 'scaling in in between',
    tasks: 'aH aH bH cH',
    facts: { desiredCount: 2, occupied: 4, ...busy },
    messages: [stopped],
  },
  {
    title: 'scaling out in between',
    tasks: 'aH aH bH cS',
    facts: { desiredCount: 4, ...busy },
    messages: [stopped],
  },
];

const inWords = (step: ZoneStep): string => {
  switch (step.type) {
    case 'none':
      return 'none';
    case 'start':
      return `start ${step.availabilityZone}`;
    case 'stop':
      return `stop ${step.task.id}`;
  }
};

test.each(cases)('$title: $tasks', ({ tasks, facts, ...expected }) => {
  const current = judged(tasks);
  const { step, ...balance } = balanceZones({
    service: 'web',
    deploymentId: 'ecs-svc/1',
    zones: ['a', 'b', 'c'],
    desiredCount: 3,
    maximumPercent: 200,
    current,
    isDeploying: false,
    occupied: current.length,
    mayStart: true,
    isRebalancing: false,
    ...facts,
  });
  expect({ step: inWords(step), ...balance }).toEqual({
    step: expected.step ?? 'none',
    isRebalancing: expected.isRebalancing ?? false,
    extra: expected.extra ?? 0,
    messages: expected.messages ?? [],
    standing: expected.standing ?? [],
  });
});
