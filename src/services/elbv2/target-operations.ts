import { isIPv4 } from 'node:net';
import type { TargetDescription, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../aws/errors.ts';
import { type Elbv2Context, type Elbv2Operations, notServed, targetGroupByArn } from './elbv2-context.ts';
import type { TargetGroup } from './model.ts';
import { healthDescriptions } from './target-health.ts';
import type { Target } from './target-store.ts';

export const targetOperations = {
  RegisterTargets: (context, input) => {
    const group = targetGroupByArn(context, input.TargetGroupArn);
    const targets = input.Targets.map((target) => checkedTarget(group, target));
    context.state.transaction(() => {
      for (const target of targets) context.targets.register(group.arn, target, context.clock.now());
    });
    return {};
  },
  DeregisterTargets: (context, input) => {
    const group = targetGroupByArn(context, input.TargetGroupArn);
    context.state.transaction(() => {
      for (const { Id = '', Port } of input.Targets)
        for (const { id, port } of context.targets.listOf(group.arn))
          if (id === Id && (Port === undefined || port === Port))
            context.targets.startDraining(group.arn, id, port, context.clock.now());
    });
    return {};
  },
  DescribeTargetHealth: (context, input) => {
    const group = targetGroupByArn(context, input.TargetGroupArn);
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

function checkedTarget({ document }: TargetGroup, { Id = '', Port, AvailabilityZone }: TargetDescription) {
  if (document.targetType === 'instance') throw notServed('targets of type instance');
  if (!isIPv4(Id))
    throw new AwsError('InvalidTargetException', `The IP address '${Id}' is not a valid IPv4 address`);
  return { id: Id, port: Port ?? document.port, availabilityZone: AvailabilityZone };
}

function describe(group: TargetGroup, target: Target, isUsed: boolean): TargetHealthDescription {
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.availabilityZone },
    HealthCheckPort: healthCheckPort(group, target.port),
    TargetHealth: healthOf(target, isUsed),
  };
}

function healthOf(target: Target, isUsed: boolean): TargetHealthDescription['TargetHealth'] {
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
export function targetGroupFacts(context: Elbv2Context, arn: string) {
  const group = context.targetGroups.find(arn);
  return (
    group && {
      targetType: group.document.targetType,
      vpcId: group.document.vpcId,
      hasLoadBalancer: context.listeners.loadBalancersUsing(arn).length > 0,
    }
  );
}
