import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { capacityProviderOperations } from './capacity/capacity-provider-operations.ts';
import { clusterOperations } from './cluster/cluster-operations.ts';
import { containerInstanceOperations } from './container-instance/container-instance-operations.ts';
import type { EcsContext } from './ecs-context.ts';
import { clientError, invalidParameter } from './errors.ts';
import { serviceOperations } from './service/service-operations.ts';
import { serviceDeploymentOperations } from './service-deployment/service-deployment-operations.ts';
import { tagOperations } from './tag/tag-operations.ts';
import { protectionOperations } from './task/protection/protection-operations.ts';
import { taskOperations } from './task/task-operations.ts';
import { taskDefinitionOperations } from './task-definition/task-definition-operations.ts';
import { taskSetOperations } from './task-set/task-set-operations.ts';

/** AWS's own sentences for members that are missing, where they are known. */
const missingTexts: Readonly<Record<string, string>> = {
  'DescribeTasks.tasks': 'Tasks cannot be empty.',
  'DescribeContainerInstances.containerInstances': 'Container Instances cannot be empty.',
  'DescribeServices.services': 'Services cannot be empty.',
  'PutAttributes.attributes': 'attributes can not be empty',
  'DeleteAttributes.attributes': 'attributes can not be empty',
  'UpdateContainerInstancesState.containerInstances': 'Container Instances cannot be empty.',
  'StartTask.containerInstances': 'Container Instances cannot be empty.',
  'RegisterTaskDefinition.containerDefinitions': 'Container list cannot be empty',
  'RegisterTaskDefinition.family': 'Family should not be null or empty.',
};

/** Amazon ECS. */
export function ecsService(context: EcsContext): ServiceDefinition {
  return defineService(
    {
      signingName: 'ecs',
      protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
      loadSdk: () => import('@aws-sdk/client-ecs'),
      missingMember: (operation, path) => {
        const text = missingTexts[`${operation}.${path}`];
        if (text === undefined) return invalidParameter(missingText(path));
        return operation === 'RegisterTaskDefinition' ? clientError(text) : invalidParameter(text);
      },
      operations: {
        ...clusterOperations,
        ...capacityProviderOperations,
        ...containerInstanceOperations,
        ...taskDefinitionOperations,
        ...serviceOperations,
        ...serviceDeploymentOperations,
        ...taskSetOperations,
        ...taskOperations,
        ...protectionOperations,
        ...tagOperations,
      },
    },
    context,
  );
}
