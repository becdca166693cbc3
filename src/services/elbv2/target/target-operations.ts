import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type Elbv2Context,
  type Elbv2Operations,
  isInScope,
  notServed,
  targetGroupByArn,
} from '../elbv2-context.ts';
import { checkTargetLimits } from '../limit/limit-checks.ts';
import type { Elbv2Scope, TargetGroup } from '../model.ts';
import { checkedTarget } from './checked-target.ts';
import { healthDescriptions } from './target-health.ts';
import type { Target } from './target-store.ts';

export const targetOperations = {
  RegisterTargets: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    const targets = input.Targets.map((target, index) =>
      checkedTarget(context, scope, group, target, index + 1),
    );
    const added = new Set(targets.map(({ id, port }) => `${id}:${port}`));
    for (const { id, port, state } of context.targets.listOf(group.arn))
      if (state === 'registered') added.delete(`${id}:${port}`);
    checkTargetLimits(context, group, added.size);
    context.state.transaction(() => {
      for (const target of targets) context.targets.register(group.arn, target, context.clock.now());
    });
    return {};
  },
  DeregisterTargets: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    context.state.transaction(() => {
      for (const { Id = '', Port = group.document.port } of input.Targets)
        context.targets.startDraining(group.arn, Id, Port, context.clock.now());
    });
    return {};
  },
  DescribeTargetHealth: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    if ((input.Include?.length ?? 0) > 0) throw notServed('anomaly detection (Include)');
    const isUsed = context.listeners.loadBalancersUsing(group.arn).length > 0;
    const known = context.targets.listOf(group.arn);
    const asked = input.Targets ?? [];
    return {
      TargetHealthDescriptions:
        asked.length === 0
          ? known.map((target) => describe(group, target, isUsed))
          : asked.map(({ Id = '', Port = group.document.port }) => {
              const target = known.find(({ id, port }) => id === Id && port === Port);
              return target === undefined ? notRegistered(group, Id, Port) : describe(group, target, isUsed);
            }),
    };
  },
} satisfies Elbv2Operations;

/** Zonal shifts and their like do not exist here. */
const noOverride = {
  State: 'no_override',
  Reason: 'AdministrativeOverride.NoOverride',
  Description: 'No override is currently active on target',
} as const;

function describe(group: TargetGroup, target: Target, isUsed: boolean): TargetHealthDescription {
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
    HealthCheckPort: healthCheckPort(group, target.port),
    TargetHealth: healthOf(target, isUsed),
    AdministrativeOverride: noOverride,
  };
}

/** What DescribeTargetHealth says of a registered target. */
export function healthOf(target: Target, isUsed: boolean): TargetHealthDescription['TargetHealth'] {
  if (target.state === 'draining')
    return {
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: healthDescriptions['Target.DeregistrationInProgress'],
    };
  if (!isUsed)
    return { State: 'unused', Reason: 'Target.NotInUse', Description: healthDescriptions['Target.NotInUse'] };
  const { health } = target;
  switch (health.state) {
    case 'healthy':
      return { State: 'healthy' };
    case 'unhealthy':
      return { State: 'unhealthy', Reason: health.reason, Description: health.description };
    case 'initial':
    case 'unavailable':
      return { State: health.state, Reason: health.reason, Description: healthDescriptions[health.reason] };
  }
}

function notRegistered(group: TargetGroup, id: string, port: number): TargetHealthDescription {
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: healthCheckPort(group, port),
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: healthDescriptions['Target.NotRegistered'],
    },
  };
}

function healthCheckPort({ document }: TargetGroup, port: number): string {
  return document.healthCheck.port === 'traffic-port' ? String(port) : document.healthCheck.port;
}

/** Whether a target group exists and is reachable by a load balancer, as ECS asks. */
export function targetGroupFacts(context: Elbv2Context, arn: string, scope: Elbv2Scope) {
  const group = isInScope(scope, arn) ? context.targetGroups.find(arn) : undefined;
  return (
    group && {
      targetType: group.document.targetType,
      vpcId: group.document.vpcId,
      hasLoadBalancer: context.listeners.loadBalancersUsing(arn).length > 0,
    }
  );
}
