import type { ServiceAction, ServiceTask, ServiceView } from '../../../../src/plan/service/service-view.ts';
import { taskHealth } from '../../../../src/plan/service/task-health.ts';
import { withPrimary, withServiceDeployment } from '../../../../src/plan/service/view-changes.ts';
import { taskStatuses } from '../../../../src/plan/task/task-status.ts';
import type { DeploymentSettings } from '../../../../src/services/ecs/service/service.ts';
import type { AlarmState } from '../../../../src/services/ecs/service-deployment/alarm-source.ts';
import type { StopRequest } from '../../../../src/services/ecs/service-deployment/service-deployment.ts';
import { deployment } from '../deployment.ts';
import { serviceDeployment } from '../service-deployment.ts';
import { serviceTask } from '../service-task.ts';

export interface ModelSettings {
  readonly deployment: DeploymentSettings;
  readonly check: 'none' | 'container' | 'target';
  readonly graceMs: number;
  readonly awsTiming: boolean;
}

/** A service and its tasks in memory: it carries out plans, and its tasks do what they are told when they are told. */
export class ModelService {
  nowMs = 0;
  view: ServiceView;
  isInactive = false;
  readonly #settings: ModelSettings;
  #sequence = 0;
  #deployments = 1;

  constructor(settings: ModelSettings, desiredCount: number) {
    this.#settings = settings;
    const { graceMs, awsTiming } = settings;
    this.view = {
      settings: settings.deployment,
      name: 'web',
      status: 'ACTIVE',
      desiredCount,
      healthCheckGracePeriodMs: graceMs,
      deployments: [deployment(1, 'PRIMARY')],
      serviceDeployments: [serviceDeployment(1, { progress: { status: 'PENDING' } })],
      alarms: (settings.deployment.alarms?.alarmNames ?? []).map((name) => ({ name, state: 'OK' })),
      tasks: [],
      memory: { steady: false, said: [] },
      timing: { speed: 1, awsTiming },
    };
  }

  /** Another service in the same state, which goes its own way. */
  copy(): ModelService {
    const copy = new ModelService(this.#settings, 0);
    copy.view = this.view;
    copy.nowMs = this.nowMs;
    copy.isInactive = this.isInactive;
    copy.#sequence = this.#sequence;
    copy.#deployments = this.#deployments;
    return copy;
  }

  /** The tasks that count as healthy and are meant to run. */
  healthyTasks(): ServiceTask[] {
    return this.view.tasks.filter(
      (task) => task.desiredStatus === 'RUNNING' && taskHealth(task, this.view, this.nowMs).is === 'healthy',
    );
  }

  /** How many healthy tasks the settings promise. */
  minimum(): number {
    return Math.ceil((this.view.desiredCount * this.view.settings.minimumHealthyPercent) / 100);
  }

  /** How many tasks may be running or pending. */
  ceiling(): number {
    return Math.floor((this.view.desiredCount * this.view.settings.maximumPercent) / 100);
  }

  /** How many tasks a client sees as running or pending. */
  occupied(): number {
    return this.view.tasks.filter(({ lastStatus }) => !isBefore('RUNNING', lastStatus)).length;
  }

  redeploy(): void {
    const older = this.view.deployments
      .map((each) => ({ ...each, status: 'ACTIVE' as const }))
      .sort((a, b) => b.createdAtMs - a.createdAtMs);
    const number = ++this.#deployments;
    const begun = serviceDeployment(number, {
      sourceDeploymentIds: older.map(({ id }) => id),
      progress: { status: 'PENDING' },
    });
    this.view = {
      ...this.view,
      deployments: [deployment(number, 'PRIMARY'), ...older],
      serviceDeployments: [begun, ...this.view.serviceDeployments],
    };
  }

  /** As StopServiceDeployment does with the service deployment that is in progress, if one is. */
  requestStop(stopRequest: StopRequest): void {
    const [newest, ...older] = this.view.serviceDeployments;
    if (newest === undefined) return;
    this.view = { ...this.view, serviceDeployments: [{ stopRequest, ...newest }, ...older] };
  }

  setAlarms(state: AlarmState): void {
    this.view = { ...this.view, alarms: this.view.alarms.map(({ name }) => ({ name, state })) };
  }

  protect(task: ServiceTask, ms: number): void {
    this.change(task.arn, { protectedUntilMs: this.nowMs + ms });
  }

  scaleTo(desiredCount: number): void {
    this.view = { ...this.view, desiredCount };
  }

  /** As DeleteService does. */
  drain(): void {
    this.view = { ...this.view, status: 'DRAINING', desiredCount: 0 };
  }

  /** Forgets stopped tasks, as the store does an hour later. */
  forgetStopped(): void {
    this.view = { ...this.view, tasks: this.view.tasks.filter((task) => task.lastStatus !== 'STOPPED') };
  }

  change(arn: string, facts: Partial<ServiceTask>): void {
    this.view = {
      ...this.view,
      tasks: this.view.tasks.map((task) => (task.arn === arn ? { ...task, ...facts } : task)),
    };
  }

  /** It ends by itself, or could not be started at all; or its user stops it. */
  end(task: ServiceTask, by: 'itself' | 'user'): void {
    if (task.desiredStatus === 'STOPPED') return;
    const own = task.startedAtMs === undefined ? 'TaskFailedToStart' : 'EssentialContainerExited';
    this.change(task.arn, {
      desiredStatus: 'STOPPED',
      stop: { code: by === 'user' ? 'UserInitiated' : own, reason: 'gone', atMs: this.nowMs },
    });
  }

  /** What its checks answer from now on; a task that does not run yet answers nothing. */
  answer(task: ServiceTask, healthy: boolean): void {
    if (task.lastStatus !== 'RUNNING') return;
    if (this.#settings.check === 'container')
      this.change(task.arn, { containerHealth: healthy ? 'HEALTHY' : 'UNHEALTHY' });
    if (this.#settings.check === 'target')
      this.change(task.arn, {
        targets: task.targets.map((target) => ({
          ...target,
          health: healthy ? { state: 'healthy' } : { state: 'unhealthy', description: 'Request timed out' },
        })),
      });
  }

  /** Moves a task one status towards what it is meant to be. False when it is there. */
  advance(task: ServiceTask): boolean {
    const next = nextStatus(task);
    if (next === undefined) return false;
    this.change(task.arn, {
      lastStatus: next,
      ...(next === 'RUNNING' ? { startedAtMs: this.nowMs } : {}),
      ...(next === 'ACTIVATING' && task.targets.length > 0 ? { targetState: 'registered' } : {}),
      ...(next === 'DEACTIVATING' && task.targetState === 'registered'
        ? { targetState: 'deregistered' }
        : {}),
    });
    return true;
  }

  apply(action: ServiceAction): void {
    const { view } = this;
    switch (action.type) {
      case 'start-tasks':
        for (let count = 0; count < action.count; count++) this.#start(action.deploymentId);
        return;
      case 'stop-tasks':
        for (const arn of action.taskArns)
          this.change(arn, {
            desiredStatus: 'STOPPED',
            stop: { code: 'ServiceSchedulerInitiated', reason: action.reason, atMs: this.nowMs },
          });
        return;
      case 'announce': {
        const announced = view.tasks.find(({ arn }) => arn === action.taskArn)?.announced ?? [];
        return this.change(action.taskArn, { announced: [...announced, action.announcement] });
      }
      case 'set-progress':
        this.view = {
          ...view,
          deployments: view.deployments.map((each) =>
            each.id === action.deploymentId ? { ...each, progress: action.progress } : each,
          ),
        };
        return;
      case 'roll-back':
        this.view = withPrimary(view, action.deploymentId);
        return;
      case 'set-service-deployment': {
        const changed = withServiceDeployment(view, action.arn, action.progress);
        this.view = {
          ...changed,
          serviceDeployments: changed.serviceDeployments.filter(({ progress }) => progress.end === undefined),
        };
        return;
      }
      case 'remove-deployment':
        this.view = { ...view, deployments: view.deployments.filter(({ id }) => id !== action.deploymentId) };
        return;
      case 'remember':
        this.view = { ...view, memory: action.memory };
        return;
      case 'set-inactive':
        this.isInactive = true;
        return;
      case 'add-event':
        return;
    }
  }

  #start(deploymentId: string): void {
    const sequence = ++this.#sequence;
    const target = { targetGroupArn: 'target-group/web', containerName: 'web', containerPort: 80 };
    const task = serviceTask(sequence, {
      deploymentId,
      availabilityZone: `us-east-1${'abc'.charAt(sequence % 3)}`,
      lastStatus: 'PROVISIONING',
      startedAtMs: undefined,
      containerHealth: this.#settings.check === 'container' ? 'UNKNOWN' : 'none',
      targets: this.#settings.check === 'target' ? [{ ...target, health: { state: 'pending' } }] : [],
      announced: [],
    });
    this.view = { ...this.view, tasks: [...this.view.tasks, task] };
  }
}

function nextStatus({ lastStatus, desiredStatus }: ServiceTask): ServiceTask['lastStatus'] | undefined {
  const goal = desiredStatus === 'RUNNING' ? 'RUNNING' : 'STOPPED';
  if (lastStatus === goal) return undefined;
  if (desiredStatus === 'STOPPED' && isBefore(lastStatus, 'RUNNING')) return 'DEPROVISIONING';
  return taskStatuses[taskStatuses.indexOf(lastStatus) + 1];
}

function isBefore(status: ServiceTask['lastStatus'], other: ServiceTask['lastStatus']): boolean {
  return taskStatuses.indexOf(status) < taskStatuses.indexOf(other);
}
