import { expect, test } from 'vitest';
import { knowsPath } from '../../../emulator/metadata/knows-path.ts';
import { startMetadataFixture } from '../../support/ecs/metadata/metadata-fixture.ts';

const stranger = `${'0'.repeat(32)}-0123456789`;

test('who is asked for by a path is known where he is a task here, or has its credentials', async () => {
  await using fixture = await startMetadataFixture();
  const { ecs } = fixture.api.context;
  const credentials = ecs.taskCredentials.idFor(fixture.taskArn, 'arn:aws:iam::000000000000:role/app');
  const known = [
    ...['/v3/ID', '/v4/ID', '/v4/ID/task', '/api/ID/task-protection/v1/state', '/v4/ID?x=y'],
    ...['/v2/credentials/CREDENTIALS', '/v1/credentials?id=CREDENTIALS'],
  ];
  const answers = (id: string, credentialsId: string) =>
    known.map((path) => knowsPath(ecs, path.replace('ID', id).replace('CREDENTIALS', credentialsId)));
  expect(answers(fixture.endpointId, credentials)).toEqual(known.map(() => true));
  expect(answers(stranger, 'unknown')).toEqual(known.map(() => false));
  expect(['', '/', '/v2/metadata', '/v2/credentials', '/v4'].some((path) => knowsPath(ecs, path))).toBe(
    false,
  );
});
