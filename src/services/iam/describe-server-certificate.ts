import type { ServerCertificateMetadata } from '@aws-sdk/client-iam';
import { certificateFacts } from '../../certificates/certificate-facts.ts';
import type { ServerCertificate } from './server-certificate-store.ts';

/** What IAM shows of a certificate everywhere. */
export function describeMetadata(certificate: ServerCertificate): ServerCertificateMetadata {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.id,
    Arn: certificate.arn,
    UploadDate: new Date(certificate.createdAtMs),
    Expiration: certificateFacts(certificate.certificatePem).notAfter,
  };
}
