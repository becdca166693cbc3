import type { Deployment } from '../../../services/ecs/service/service.ts';
import type {
  FailureCause,
  ServiceDeployment,
} from '../../../services/ecs/service-deployment/service-deployment.ts';
import { failedText, rollingBackText } from '../event-texts.ts';
import type { ServiceAction, ServiceView } from '../service-view.ts';
import {
  type PlanStep,
  primaryOf,
  withPrimary,
  withProgress,
  withServiceDeployment,
} from '../view-changes.ts';
import { breakerThreshold } from './circuit-breaker.ts';
import { triggeredAlarms } from './deployment-alarms.ts';
import { endServiceDeployment } from './service-deployment-end.ts';

/** What the failure of a deployment is called, by what found it. */
interface FailureTexts {
  /** Of the event; a stop that was asked for is not told as a failure. */
  readonly event?: string;
  readonly rolloutReason: string;
  readonly rollingBack: string;
  readonly rolledBack: string;
  readonly stopped: string;
}

const texts: Readonly<Record<FailureCause, FailureTexts>> = {
  'circuit-breaker': {
    event: 'tasks failed to start',
    rolloutReason: 'ECS deployment circuit breaker: tasks failed to start.',
    rollingBack: 'ECS deployment circuit breaker: rolling back to deploymentId',
    rolledBack: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    stopped: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
  },
  alarms: {
    event: 'alarm detected',
    rolloutReason: 'ECS deployment failed: alarm detected.',
    rollingBack: 'ECS deployment failed: rolling back to deploymentId',
    rolledBack: 'Service deployment rolled back because of one or more active alarms.',
    stopped: 'Service deployment stopped because of one or more active alarms.',
  },
  request: {
    rolloutReason: 'ECS deployment failed: stopped by a request.',
    rollingBack: 'ECS deployment failed: rolling back to deploymentId',
    rolledBack: 'Service deployment rolled back because of a request.',
    stopped: 'Service deployment stopped because of a request.',
  },
};

const noCandidate = 'No rollback candidate was found to run the rollback.';

interface Failure {
  readonly cause: FailureCause;
  readonly rollback: boolean;
  readonly triggeredAlarmNames: readonly string[];
}

/** Why the deployment in progress is to fail, if it is: what finds its criterion met first. */
export function failureOf(view: ServiceView, current: ServiceDeployment): Failure | undefined {
  const { deploymentCircuitBreaker: breaker, alarms } = view.settings;
  const triggeredAlarmNames = triggeredAlarms(view, current);
  if (current.stopRequest !== undefined && current.progress.rollback === undefined)
    return { cause: 'request', rollback: current.stopRequest === 'ROLLBACK', triggeredAlarmNames };
  const { failureCount } = current.progress.rollback ?? current.progress;
  if (breaker.enable && failureCount >= breakerThreshold(breaker, view.desiredCount))
    return { cause: 'circuit-breaker', rollback: breaker.rollback, triggeredAlarmNames };
  if (triggeredAlarmNames.length > 0)
    return { cause: 'alarms', rollback: alarms?.rollback ?? false, triggeredAlarmNames };
  return undefined;
}

/**
 * The deployment to roll back to, which serves until the PRIMARY one does. Docs: "the most recent deployment that is in
 * a COMPLETED state".
 */
export function rollbackCandidate({ deployments }: ServiceView): Deployment | undefined {
  return deployments.find(
    ({ status, progress }) => status === 'ACTIVE' && progress.rolloutState === 'COMPLETED',
  );
}

/** Fails the deployment in progress, and begins to roll back where that is wanted and there is what to go back to. */
export function failDeployment(
  view: ServiceView,
  current: ServiceDeployment,
  { cause, rollback, triggeredAlarmNames }: Failure,
  nowMs: number,
): PlanStep {
  const primary = primaryOf(view);
  if (primary === undefined) return { view, actions: [] };
  const text = texts[cause];
  const actions: ServiceAction[] =
    text.event === undefined
      ? []
      : [{ type: 'add-event', message: failedText(view.name, primary.id, text.event) }];
  const failed = withServiceDeployment(
    withProgress(view, primary.id, { rolloutState: 'FAILED', rolloutStateReason: text.rolloutReason }),
    current.arn,
    {
      triggeredAlarmNames,
      failedBy: current.progress.failedBy ?? cause,
      bakeEndsAtMs: undefined,
      ...(cause === 'request' ? { stoppedAtMs: nowMs } : {}),
    },
  );
  // A rollback that fails has nothing more to go back to.
  if (current.progress.rollback !== undefined)
    return {
      view: endServiceDeployment(failed, current, 'ROLLBACK_FAILED', nowMs, { statusReason: noCandidate }),
      actions,
    };
  if (!rollback)
    return {
      view: endServiceDeployment(failed, current, 'STOPPED', nowMs, {
        statusReason: text.stopped,
        stoppedAtMs: nowMs,
      }),
      actions,
    };
  const run = { reason: text.rolledBack, startedAtMs: nowMs, failureCount: 0 };
  const candidate = rollbackCandidate(view);
  if (candidate === undefined)
    return {
      view: endServiceDeployment(failed, current, 'ROLLBACK_FAILED', nowMs, {
        statusReason: noCandidate,
        rollback: run,
      }),
      actions,
    };
  return {
    view: withServiceDeployment(beginAgain(failed, candidate, text), current.arn, {
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: text.rolledBack,
      rollback: { ...run, deploymentId: candidate.id },
    }),
    actions: [...actions, { type: 'add-event', message: rollingBackText(view.name, candidate.id) }],
  };
}

/** Makes a deployment PRIMARY again: from COMPLETED to IN_PROGRESS, with its counts set back. */
function beginAgain(view: ServiceView, { id, progress }: Deployment, text: FailureTexts): ServiceView {
  return withProgress(withPrimary(view, id), id, {
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `${text.rollingBack} ${id}`,
    failedTasks: 0,
    throttle: { failedRounds: 0, lastSequence: progress.throttle.lastSequence },
  });
}
