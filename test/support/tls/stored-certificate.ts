import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import type { ServicesApi } from '../services/services-api.ts';

/** The ARN of a new certificate of ACM, of the API's own account and region or of another region. */
export async function storedCertificate(
  { endpoint }: ServicesApi<unknown>,
  DomainName: string,
  region = 'us-east-1',
): Promise<string> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new ACMClient({ endpoint, region, credentials });
  const { CertificateArn } = await client.send(
    new RequestCertificateCommand({ DomainName, KeyAlgorithm: 'EC_prime256v1' }),
  );
  if (CertificateArn === undefined) throw new Error('no certificate was issued');
  return CertificateArn;
}
