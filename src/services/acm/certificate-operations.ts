import { type AcmContext, type AcmOperations, acmError, certificateByArn } from './acm-context.ts';
import { withoutTags, withTags } from './certificate-tags.ts';
import { certificateDetail } from './describe-certificate.ts';
import { importCertificate } from './import-certificate.ts';
import { listCertificates } from './list-certificates.ts';
import type { Certificate, Tag } from './model.ts';
import { requestCertificate } from './request-certificate.ts';

export const certificateOperations = {
  RequestCertificate: requestCertificate,
  ImportCertificate: importCertificate,
  ListCertificates: listCertificates,
  DescribeCertificate: (context, { CertificateArn }, scope) => ({
    Certificate: certificateDetail(context, certificateByArn(context, scope, CertificateArn)),
  }),
  // The certificate and its chain, never the key.
  GetCertificate: (context, { CertificateArn }, scope) => {
    const { certificatePem, chainPem } = certificateByArn(context, scope, CertificateArn);
    return { Certificate: certificatePem, CertificateChain: chainPem };
  },
  DeleteCertificate: (context, { CertificateArn }, scope) => {
    const { arn, accountId } = certificateByArn(context, scope, CertificateArn);
    if (context.usersOf(arn).length > 0)
      throw acmError('ResourceInUseException', `Certificate ${arn} in account ${accountId} is in use.`);
    context.certificates.remove(arn);
    return {};
  },
  AddTagsToCertificate: (context, { CertificateArn, Tags }, scope) => {
    const certificate = certificateByArn(context, scope, CertificateArn);
    putTags(context, certificate, withTags(certificate.document.tags, Tags));
    return {};
  },
  RemoveTagsFromCertificate: (context, { CertificateArn, Tags }, scope) => {
    const certificate = certificateByArn(context, scope, CertificateArn);
    putTags(context, certificate, withoutTags(certificate.document.tags, Tags));
    return {};
  },
  ListTagsForCertificate: (context, { CertificateArn }, scope) => ({
    Tags: [...certificateByArn(context, scope, CertificateArn).document.tags],
  }),
} satisfies AcmOperations;

function putTags({ certificates }: AcmContext, certificate: Certificate, tags: readonly Tag[]): void {
  certificates.put({ ...certificate, document: { ...certificate.document, tags } });
}
