import { pathOf } from '../arn.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { ecsError } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';

export const stopServiceDeployment = {
  /**
   * Docs, "Stopping Amazon ECS service deployments": one that is PENDING or IN_PROGRESS is asked to stop, whether or not
   * rollback is configured; one that is being stopped or rolled back goes on with that.
   */
  StopServiceDeployment: (context, input, scope) =>
    context.state.transaction(() => {
      const { serviceDeploymentArn: arn } = input;
      pathOf(scope, 'service-deployment', arn);
      const stopType = checkOneOf('Stop type', input.stopType, ['ABORT', 'ROLLBACK']) ?? 'ROLLBACK';
      const deployment = context.serviceDeployments.find(arn);
      if (deployment === undefined)
        throw ecsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
      const { progress, stopRequest } = deployment;
      if (progress.end !== undefined)
        throw ecsError('ConflictException', `The service deployment is already ${progress.status}.`);
      if (stopRequest === undefined && progress.rollback === undefined)
        context.serviceDeployments.requestStop(deployment, stopType);
      return { serviceDeploymentArn: arn };
    }),
} satisfies EcsOperations;
