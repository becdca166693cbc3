import { containerInstanceArnOf } from '../arn.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { invalidParameter } from '../errors.ts';
import { resolveTaskDefinition } from '../task-definition/resolve-task-definition.ts';

const mostInstances = 10;

export const startTask = {
  /** Places tasks on container instances that the caller names. No cluster here has one, so that each is MISSING. */
  StartTask: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const instances = input.containerInstances;
    if (instances.length === 0) throw invalidParameter('Container instances cannot be empty.');
    if (instances.length > mostInstances)
      throw invalidParameter(`Container instances cannot have more than ${mostInstances} elements.`);
    if (input.startedBy !== undefined && !/^[A-Za-z0-9\-_/]{0,36}$/.test(input.startedBy))
      throw invalidParameter(
        'startedBy must be at most 36 letters, digits, hyphens, slashes and underscores.',
      );
    const definition = resolveTaskDefinition(context, scope, input.taskDefinition);
    if (definition.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
    return {
      tasks: [],
      failures: instances.map((each) => ({
        arn: containerInstanceArnOf(scope, cluster.name, each),
        reason: 'MISSING',
      })),
    };
  },
} satisfies EcsOperations;
