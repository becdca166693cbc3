import {
  type ContainerDefinition,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { DemoClients } from '../../../emulator/demo/demo-clients.ts';
import { type Shop, shop } from '../../../emulator/demo/shop.ts';
import { sampleImage } from '../../../fixtures/build-sample-image.ts';
import { fargateDefinition } from '../ecs/fargate-definition.ts';
import { nodeProgram } from './container/node-program.ts';
import { promptStopTimeout } from './container/prompt-stop-timeout.ts';
import { shopLogs } from './container/shop-logs.ts';

export interface Program {
  readonly family: string;
  /** What Node.js runs in the container; its lines go to the shop's log group. */
  readonly source: string;
  readonly count?: number;
  readonly taskRoleArn?: string;
  readonly container?: Partial<ContainerDefinition>;
}

/** Runs standalone tasks of a Node.js program in the shop's cluster; resolves with them as RunTask shows them. */
export async function runProgram(
  { ecs }: DemoClients,
  { network }: Pick<Shop, 'network'>,
  { family, source, count = 1, taskRoleArn, container }: Program,
): Promise<Task[]> {
  await ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition(family, {
        taskRoleArn,
        executionRoleArn: 'arn:aws:iam::000000000000:role/ecsTaskExecutionRole',
        containerDefinitions: [
          {
            name: 'program',
            image: sampleImage,
            ...nodeProgram(source),
            stopTimeout: promptStopTimeout,
            logConfiguration: shopLogs(family),
            ...container,
          },
        ],
      }),
    ),
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
