import { expect, test } from 'vitest';
import { rolling } from '../../../../../src/plan/service/strategy/rolling.ts';
import { judgedTasks } from '../../../../support/planner/judged-tasks.ts';
import { expectRolling, type RollingCase } from '../../../../support/planner/rolling-case.ts';

const cases: readonly RollingCase[] = [
  {
    title: 'scaling in passes over protected tasks',
    desired: 1,
    percents: [100, 200],
    current: 'HHP',
    stop: ['n2', 'n1'],
  },
  {
    title: 'scaling in leaves more than desired where all are protected',
    desired: 1,
    percents: [100, 200],
    current: 'PPP',
  },
  {
    title: 'a deployment passes over protected tasks, and is not blocked by them',
    desired: 2,
    percents: [100, 200],
    old: 'HP',
    current: 'HH',
    stop: ['o1'],
  },
  {
    title: 'a protected old task alone is waited for',
    desired: 1,
    percents: [100, 200],
    old: 'P',
    current: 'H',
  },
  {
    title: 'ill health stops a protected task',
    desired: 1,
    percents: [100, 200],
    current: 'HQ',
    stop: ['n2'],
  },
  { title: 'nothing to do', desired: 2, percents: [100, 200], current: 'HH' },
  { title: 'first deployment starts all of its tasks', desired: 3, percents: [100, 200], start: 3 },
  { title: 'scaling out starts what is missing', desired: 3, percents: [100, 200], current: 'HS', start: 1 },
  {
    title: 'scaling in stops the newest',
    desired: 1,
    percents: [100, 200],
    current: 'HHH',
    stop: ['n3', 'n2'],
  },
  {
    title: 'scaling in stops what is not healthy first',
    desired: 1,
    percents: [100, 200],
    current: 'SUHH',
    stop: ['n2', 'n1', 'n4'],
  },
  {
    title: 'scaling in keeps the minimum healthy while others start',
    desired: 2,
    percents: [100, 200],
    current: 'HSS',
    stop: ['n3'],
  },
  {
    title: 'scaling to nothing stops all',
    desired: 0,
    percents: [100, 200],
    current: 'HUS',
    stop: ['n2', 'n3', 'n1'],
  },
  { title: '100/200 starts all new tasks at once', desired: 4, percents: [100, 200], old: 'HHHH', start: 4 },
  {
    title: '100/200 waits while new tasks start',
    desired: 4,
    percents: [100, 200],
    old: 'HHHH',
    current: 'SSSS',
  },
  {
    title: '100/200 stops an old task for each new one that is healthy',
    desired: 4,
    percents: [100, 200],
    old: 'HHHH',
    current: 'HHSS',
    stop: ['o4', 'o3'],
  },
  {
    title: '100/200 with old tasks on their way out stops no more than the new ones make up for',
    desired: 4,
    percents: [100, 200],
    old: 'HH',
    current: 'HHSS',
    leaving: 2,
  },
  {
    title: '50/100 stops half, for there is no room',
    desired: 4,
    percents: [50, 100],
    old: 'HHHH',
    stop: ['o4', 'o3'],
  },
  {
    title: '50/100 starts nothing until the stopped ones are gone',
    desired: 4,
    percents: [50, 100],
    old: 'HH',
    leaving: 2,
  },
  { title: '50/100 then starts half', desired: 4, percents: [50, 100], old: 'HH', start: 2 },
  {
    title: '50/100 goes on with each new one that is healthy',
    desired: 4,
    percents: [50, 100],
    old: 'HH',
    current: 'HS',
    stop: ['o2'],
  },
  { title: '0/100 with one task stops it first', desired: 1, percents: [0, 100], old: 'H', stop: ['o1'] },
  { title: '0/100 with one task then waits for its end', desired: 1, percents: [0, 100], leaving: 1 },
  { title: '0/100 with one task then starts', desired: 1, percents: [0, 100], start: 1 },
  {
    title: '0/200 starts and stops at once',
    desired: 2,
    percents: [0, 200],
    old: 'HH',
    start: 2,
    stop: ['o2', 'o1'],
  },
  {
    title: 'floor(1 x 150 %) is ceil(1 x 100 %): nothing may move',
    desired: 1,
    percents: [100, 150],
    old: 'H',
    blocked: true,
  },
  {
    title: 'floor(3 x 130 %) and ceil(3 x 50 %): one may stop',
    desired: 3,
    percents: [50, 130],
    old: 'HHH',
    stop: ['o3'],
  },
  {
    title: 'scaling out during a rollout starts more new tasks',
    desired: 4,
    percents: [100, 200],
    old: 'HH',
    current: 'SS',
    start: 2,
  },
  {
    title:
      'scaling in during a rollout stops old tasks before new ones, and starting ones before healthy ones',
    desired: 2,
    percents: [100, 200],
    old: 'HHHH',
    current: 'HSSS',
    stop: ['o4', 'o3', 'o2', 'n4', 'n3'],
  },
  {
    title: 'scaling in during a rollout keeps old healthy tasks that nothing replaces yet',
    desired: 2,
    percents: [100, 200],
    old: 'HH',
    current: 'SSS',
    stop: ['n3'],
  },
  {
    title: 'scaling to nothing during a rollout stops all',
    desired: 0,
    percents: [100, 200],
    old: 'HS',
    current: 'HU',
    stop: ['o2', 'o1', 'n2', 'n1'],
  },
  {
    title: 'a newer deployment drops the starting tasks of the one that it replaces',
    desired: 2,
    percents: [100, 200],
    old: 'HHSS',
    stop: ['o4', 'o3'],
  },
];

test.each(cases)('$title', expectRolling);

test('scaling in takes from the zone with the most tasks, the newest of them first', () => {
  const zones = ['a', 'a', 'a', 'b', 'b', 'c'];
  const tasks = judgedTasks('n', 'HHHHHH', 0).map((each, index) => ({
    ...each,
    task: { ...each.task, availabilityZone: `us-east-1${zones[index]}` },
  }));
  const stoppedAt = (desiredCount: number) =>
    rolling
      .plan({
        desiredCount,
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        replaced: [],
        current: tasks,
        occupied: tasks.length,
        mayStart: true,
      })
      .stop.map(({ task }) => task.id);
  expect([stoppedAt(5), stoppedAt(3), stoppedAt(1)]).toEqual([
    ['n3'],
    ['n3', 'n5', 'n2'],
    ['n3', 'n5', 'n2', 'n6', 'n4'],
  ]);
});
