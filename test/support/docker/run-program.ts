import {
  type ContainerDefinition,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { DemoClients } from '../../../emulator/demo/demo-clients.ts';
import { type Shop, shop } from '../../../emulator/demo/shop.ts';
import { sampleImage } from '../../../fixtures/build-sample-image.ts';
import { nodeProgram } from './node-program.ts';
import { promptStopTimeout } from './prompt-stop-timeout.ts';

export interface Program {
  readonly family: string;
  /** What Node.js runs in the container; its lines go to the shop's log group. */
  readonly source: string;
  readonly count?: number;
  readonly container?: Partial<ContainerDefinition>;
}

/** Runs standalone tasks of a Node.js program in the shop's cluster; resolves with them as RunTask shows them. */
export async function runProgram(
  { ecs }: DemoClients,
  { network }: Pick<Shop, 'network'>,
  { family, source, count = 1, container }: Program,
): Promise<Task[]> {
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: 'arn:aws:iam::000000000000:role/ecsTaskExecutionRole',
      containerDefinitions: [
        {
          name: 'program',
          image: sampleImage,
          ...nodeProgram(source),
          stopTimeout: promptStopTimeout,
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': shop.logGroup,
              'awslogs-region': 'us-east-1',
              'awslogs-stream-prefix': family,
            },
          },
          ...container,
        },
      ],
    }),
  );
  const { tasks = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: shop.cluster,
      taskDefinition: family,
      launchType: 'FARGATE',
      networkConfiguration: network,
      count,
    }),
  );
  return tasks;
}
