import type { TaskSetsView } from '../../../src/plan/service/task-set/task-sets-view.ts';
import { deploymentSettings } from './deployment-settings.ts';
import { serviceTask } from './service-task.ts';
import { taskSet } from './task-set.ts';

/** The service `web` with its one task set, whose two tasks are healthy, as it is meant to be. */
export function taskSetsView(facts: Partial<TaskSetsView> = {}): TaskSetsView {
  return {
    name: 'web',
    status: 'ACTIVE',
    desiredCount: 2,
    settings: deploymentSettings(),
    healthCheckGracePeriodMs: 0,
    taskSets: [taskSet(1)],
    tasks: [serviceTask(1), serviceTask(2)],
    rooms: new Map(),
    memory: { steady: true, said: [] },
    timing: { speed: 1, awsTiming: false },
    ...facts,
  };
}
