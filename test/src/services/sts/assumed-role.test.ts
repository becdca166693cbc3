import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { buildApi } from '../../../../src/api.ts';
import { loopbackOnly } from '../../../../src/request-access.ts';
import { stsService } from '../../../../src/services/sts/index.ts';
import { bodyOf } from '../../../support/body-of.ts';

test('a key that was issued to a task names the role that it assumed', async () => {
  const app = buildApi({
    services: [stsService()],
    access: loopbackOnly,
    findIssued: (accessKeyId) =>
      accessKeyId === 'ASIATASK'
        ? {
            accountId: '000000000000',
            principalArn: 'arn:aws:sts::123456789012:assumed-role/app/a1',
            userId: 'AROAAPP:a1',
          }
        : undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  try {
    const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
    const identityOf = (accessKeyId: string) =>
      bodyOf(
        new STSClient({
          endpoint,
          region: 'us-east-1',
          credentials: { accessKeyId, secretAccessKey: 'x' },
        }).send(new GetCallerIdentityCommand({})),
      );
    expect([await identityOf('ASIATASK'), await identityOf('ASIAOTHER')]).toEqual([
      { Account: '123456789012', Arn: 'arn:aws:sts::123456789012:assumed-role/app/a1', UserId: 'AROAAPP:a1' },
      { Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: '000000000000' },
    ]);
  } finally {
    await app.close();
  }
});
