import { TagResourceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { MetadataAnswers } from '../../../emulator/metadata/metadata-answers.ts';
import { StatsReader } from '../../../emulator/metadata/stats-reader.ts';
import { endpointId } from '../../../src/services/ecs/task/metadata/endpoint-id.ts';
import { startEcsApi } from '../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../support/ecs/registered-instance.ts';
import { runOneTask } from '../../support/ecs/run-one-task.ts';

test('a task on a container instance shows the VPC and, where asked, the tags of the instance', async () => {
  await using api = await startEcsApi();
  const { containerInstanceArn } = await registeredInstance(api);
  const tagged = { resourceArn: containerInstanceArn, tags: [{ key: 'rack', value: '7' }] };
  await api.ecs.send(new TagResourceCommand(tagged));
  const arn = await runOneTask(
    api,
    { launchType: 'EC2', networkConfiguration: undefined },
    {
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      cpu: undefined,
      memory: undefined,
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 64 }],
    },
  );
  const answers = new MetadataAnswers(api.context.ecs, new StatsReader(async () => undefined));
  const id = endpointId({ id: arn.slice(-32) }, 'web');
  const bare = answers.task('v4', id, false);
  expect(bare).toMatchObject({ status: 200, body: { LaunchType: 'EC2', VPCID: api.vpcId } });
  expect(bare.body).toMatchObject({ ContainerInstanceTags: undefined });
  expect(answers.task('v4', id, true).body).toMatchObject({ ContainerInstanceTags: { rack: '7' } });
});
