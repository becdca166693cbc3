import { expect, test } from 'vitest';
import { alarmWatch, triggeredAlarms } from '../../../../../src/plan/service/deployment/deployment-alarms.ts';
import type { AlarmState } from '../../../../../src/services/ecs/service-deployment/alarm-source.ts';
import type { ServiceDeploymentProgress } from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import { deploymentAlarms, deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { serviceDeployment } from '../../../../support/planner/service-deployment.ts';
import { serviceView } from '../../../../support/planner/service-view.ts';

const view = (enable: boolean, ...states: readonly AlarmState[]) =>
  serviceView({
    settings: deploymentSettings({ alarms: deploymentAlarms({ enable }) }),
    alarms: states.map((state, index) => ({ name: `alarm-${index}`, state })),
  });
const current = (progress: Partial<ServiceDeploymentProgress>) => serviceDeployment(1, { progress });

test.each<
  [string, Parameters<typeof view>, ServiceDeploymentProgress['alarms'], ServiceDeploymentProgress['alarms']]
>([
  ['watches alarms that are OK', [true, 'OK', 'OK'], 'not-looked-at', 'watched'],
  ['watches alarms without data', [true, 'INSUFFICIENT_DATA'], 'not-looked-at', 'watched'],
  ['watches alarms that are not there yet', [true], 'not-looked-at', 'watched'],
  ['ignores all where one is in ALARM already', [true, 'OK', 'ALARM'], 'not-looked-at', 'ignored'],
  ['goes on to watch', [true, 'ALARM'], 'watched', 'watched'],
  ['goes on to ignore', [true, 'OK'], 'ignored', 'ignored'],
  ['does not look at alarms that are off', [false, 'ALARM'], 'not-looked-at', 'not-looked-at'],
])('a deployment %s', (_case, seen, before, after) => {
  expect(alarmWatch(view(...seen), current({ alarms: before }))).toBe(after);
});

test.each<[string, Parameters<typeof view>, Partial<ServiceDeploymentProgress>, readonly string[]]>([
  ['those in ALARM', [true, 'OK', 'ALARM', 'ALARM'], { alarms: 'watched' }, ['alarm-1', 'alarm-2']],
  ['none where all are well', [true, 'OK', 'INSUFFICIENT_DATA'], { alarms: 'watched' }, []],
  ['none that are ignored', [true, 'ALARM'], { alarms: 'ignored' }, []],
  ['none once they were switched off', [false, 'ALARM'], { alarms: 'watched' }, []],
  [
    'none during a rollback',
    [true, 'ALARM'],
    { alarms: 'watched', rollback: { reason: 'x', startedAtMs: 1, failureCount: 0 } },
    [],
  ],
])('a deployment fails by %s', (_case, seen, progress, names) => {
  expect(triggeredAlarms(view(...seen), current(progress))).toEqual(names);
});
