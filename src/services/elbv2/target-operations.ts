import { isIPv4 } from 'node:net';
import type { TargetDescription, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../aws/errors.ts';
import { constraintText } from '../../aws/validation.ts';
import {
  type Elbv2Context,
  type Elbv2Operations,
  isInScope,
  targetGroupByArn,
  validationError,
} from './elbv2-context.ts';
import type { Elbv2Scope, TargetGroup } from './model.ts';
import { healthDescriptions } from './target-health.ts';
import type { Target } from './target-store.ts';

export const targetOperations = {
  RegisterTargets: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    const targets = input.Targets.map((target, index) =>
      checkedTarget(context, scope, group, target, index + 1),
    );
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

function checkedTarget(
  context: Elbv2Context,
  scope: Elbv2Scope,
  { document }: TargetGroup,
  { Id = '', Port = document.port, AvailabilityZone }: TargetDescription,
  place: number,
) {
  if (document.targetType === 'instance') {
    if (!context.instances.exists(Id, scope))
      throw new AwsError('InvalidTargetException', `Instance ID '${Id}' is not valid`);
  } else if (!isIPv4(Id))
    throw new AwsError('InvalidTargetException', `The IP address '${Id}' is not a valid IPv4 address`);
  if (Port < 1 || Port > 65_535)
    throw validationError(
      constraintText(
        `'${Port}'`,
        `targets.${place}.member.port`,
        `have value ${Port < 1 ? 'greater than or equal to 1' : 'less than or equal to 65535'}`,
      ),
    );
  return { id: Id, port: Port, availabilityZone: AvailabilityZone || undefined };
}

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
