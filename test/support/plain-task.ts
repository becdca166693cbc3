import type { Task, TaskSpec } from '../../src/services/ecs/task/task.ts';

const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/default';

/** A Fargate task of the family `web` that has just been asked for. */
export function plainTask(id = 'a1', spec: Partial<TaskSpec> = {}, changes: Partial<Task> = {}): Task {
  return {
    arn: `arn:aws:ecs:us-east-1:000000000000:task/default/${id}`,
    id,
    sequence: 1,
    clusterArn: cluster,
    family: 'web',
    desiredStatus: 'RUNNING',
    lastStatus: 'PROVISIONING',
    createdAtMs: 0,
    announced: [],
    isOrphaned: false,
    observed: { version: 1, containers: {}, targets: 'none', connected: false },
    ...changes,
    spec: {
      accountId: '000000000000',
      region: 'us-east-1',
      clusterArn: cluster,
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:3',
      launchType: 'FARGATE',
      cpu: '256',
      memory: '512',
      group: 'family:web',
      overrides: {},
      availabilityZone: 'us-east-1a',
      network: {
        mode: 'awsvpc',
        subnetId: 'subnet-1',
        vpcId: 'vpc-1',
        securityGroups: [],
        attachmentId: 'attachment-1',
      },
      enableExecuteCommand: false,
      tags: [],
      containers: [],
      loadBalancers: [],
      ...spec,
    },
  };
}
