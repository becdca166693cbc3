import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type PropagateTags,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { workOnService } from '../../../../emulator/reconciler/service/service-work.ts';
import { defaultTiming } from '../../../../src/plan/timing.ts';
import { type EcsApi, startEcsApi } from '../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../support/ecs/fargate-definition.ts';
import { fargateService } from '../../../support/ecs/fargate-service.ts';

const managed = [
  { key: 'aws:ecs:clusterName', value: 'default' },
  { key: 'aws:ecs:serviceName', value: 'web' },
];
const own = [{ key: 'team', value: 'service' }];
const ofDefinition = [{ key: 'team', value: 'definition' }];

/** Lets the service's scheduler work once. */
function schedule({ context, clock }: EcsApi, serviceArn: string) {
  const { ecs } = context;
  workOnService(
    {
      ...ecs,
      tag: (arn, tags) => ecs.tags.put(arn, tags),
      tagsOf: (arn) => ecs.tags.list(arn),
      clock,
      timing: defaultTiming,
      definitions: ecs.taskDefinitions,
      targetHealth: () => ({ state: 'pending' }),
    },
    serviceArn,
  );
}

test.each<[PropagateTags, boolean, { key: string; value: string }[]]>([
  ['NONE', false, []],
  ['SERVICE', false, own],
  ['TASK_DEFINITION', true, [...ofDefinition, ...managed]],
  ['NONE', true, managed],
])(
  'shows the tags that a service gives its tasks: propagateTags %s, managed %s',
  async (propagateTags, enableECSManagedTags, tags) => {
    await using api = await startEcsApi();
    await api.ecs.send(new CreateClusterCommand({}));
    await api.ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', { tags: ofDefinition })));
    const { service } = await api.ecs.send(
      new CreateServiceCommand(
        fargateService(api, 'web', { propagateTags, enableECSManagedTags, tags: own }),
      ),
    );
    schedule(api, service?.serviceArn ?? '');
    const { taskArns } = await api.ecs.send(new ListTasksCommand({ serviceName: 'web' }));
    const { tasks } = await api.ecs.send(new DescribeTasksCommand({ tasks: taskArns, include: ['TAGS'] }));
    expect(tasks?.map((task) => [task.startedBy, task.tags])).toEqual([
      [service?.deployments?.[0]?.id, tags],
    ]);
  },
);
