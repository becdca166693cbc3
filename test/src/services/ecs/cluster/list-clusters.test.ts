import {
  CreateClusterCommand,
  DeleteClusterCommand,
  ListClustersCommand,
  paginateListClusters,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const arnOf = (name: string) => `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`;

test('lists nothing where there is nothing', async () => {
  await using api = await startEcsApi();
  expect(await reply(api.ecs.send(new ListClustersCommand({})))).toEqual({ clusterArns: [] });
});

test('lists ACTIVE clusters alone, page by page', async () => {
  await using api = await startEcsApi();
  for (const clusterName of ['e', 'a', 'c', 'b', 'd'])
    await api.ecs.send(new CreateClusterCommand({ clusterName }));
  await api.ecs.send(new DeleteClusterCommand({ cluster: 'c' }));
  const pages: (string[] | undefined)[] = [];
  for await (const page of paginateListClusters({ client: api.ecs, pageSize: 3 }, {}))
    pages.push(page.clusterArns);
  expect(pages).toEqual([[arnOf('a'), arnOf('b'), arnOf('d')], [arnOf('e')]]);
});

test('refuses a token that it never gave', async () => {
  await using api = await startEcsApi();
  expect(await refusal(api.ecs.send(new ListClustersCommand({ nextToken: 'bm9uc2Vuc2U' })))).toEqual({
    name: 'InvalidParameterException',
    message: 'Invalid token.',
    status: 400,
  });
});

test.each([0, -1, 101, 1.5])('refuses pages of %d', async (maxResults) => {
  await using api = await startEcsApi();
  expect(await refusal(api.ecs.send(new ListClustersCommand({ maxResults })))).toEqual({
    name: 'InvalidParameterException',
    message: 'maxResults must be between 1 and 100.',
    status: 400,
  });
});
