import type {
  CertificateDetail,
  CertificateSummary,
  DomainValidation,
  ExtendedKeyUsageName,
  KeyUsageName,
} from '@aws-sdk/client-acm';
import { certificateFacts } from '../../certificates/certificate-facts.ts';
import type { AcmContext } from './acm-context.ts';
import type { Certificate, Requested } from './model.ts';
import { validationRecord } from './request-certificate.ts';

const purposes: Readonly<Record<string, ExtendedKeyUsageName>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS_WEB_SERVER_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.2': 'TLS_WEB_CLIENT_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.3': 'CODE_SIGNING',
  '1.3.6.1.5.5.7.3.4': 'EMAIL_PROTECTION',
  '1.3.6.1.5.5.7.3.8': 'TIME_STAMPING',
  '1.3.6.1.5.5.7.3.9': 'OCSP_SIGNING',
  '2.5.29.37.0': 'ANY',
};

/** How many alternative names ListCertificates shows. */
const namesInSummary = 100;

/** A certificate as DescribeCertificate shows it. */
export function certificateDetail(context: AcmContext, certificate: Certificate): CertificateDetail {
  const { arn, createdAtMs, document } = certificate;
  const { origin } = document;
  const facts = certificateFacts(certificate.certificatePem);
  return {
    CertificateArn: arn,
    DomainName: document.domainName,
    SubjectAlternativeNames: names(certificate),
    ...(origin.type === 'AMAZON_ISSUED' ? { DomainValidationOptions: validations(certificate, origin) } : {}),
    Serial: facts.serial,
    Subject: facts.subject,
    Issuer: facts.issuer,
    ...(origin.type === 'IMPORTED'
      ? { CreatedAt: new Date(createdAtMs), ImportedAt: new Date(origin.importedAtMs) }
      : { CreatedAt: new Date(createdAtMs), IssuedAt: new Date(createdAtMs) }),
    Status: statusOf(facts.notAfter, context),
    NotBefore: facts.notBefore,
    NotAfter: facts.notAfter,
    KeyAlgorithm: document.keyAlgorithm,
    SignatureAlgorithm: facts.signatureAlgorithm,
    InUseBy: [...context.usersOf(arn)],
    Type: origin.type,
    ...(origin.type === 'AMAZON_ISSUED'
      ? { KeyUsages: issuedUsages(document.keyAlgorithm).map((Name) => ({ Name })) }
      : {}),
    ExtendedKeyUsages: facts.extendedKeyUsages.map((OID) => ({ Name: purposes[OID] ?? 'CUSTOM', OID })),
    // Nothing here renews a certificate.
    RenewalEligibility: 'INELIGIBLE',
    Options: {
      CertificateTransparencyLoggingPreference:
        origin.type === 'AMAZON_ISSUED' ? origin.transparencyLogging : 'DISABLED',
      Export: 'DISABLED',
    },
  };
}

/** A certificate as ListCertificates shows it. */
export function certificateSummary(context: AcmContext, certificate: Certificate): CertificateSummary {
  const detail = certificateDetail(context, certificate);
  const all = names(certificate);
  return {
    CertificateArn: detail.CertificateArn,
    DomainName: detail.DomainName,
    SubjectAlternativeNameSummaries: all.slice(0, namesInSummary),
    HasAdditionalSubjectAlternativeNames: all.length > namesInSummary,
    Status: detail.Status,
    Type: detail.Type,
    KeyAlgorithm: detail.KeyAlgorithm,
    KeyUsages: (detail.KeyUsages ?? []).flatMap(({ Name }) => Name ?? []),
    ExtendedKeyUsages: (detail.ExtendedKeyUsages ?? []).flatMap(({ Name }) => Name ?? []),
    ExportOption: 'DISABLED',
    InUse: (detail.InUseBy?.length ?? 0) > 0,
    Exported: false,
    RenewalEligibility: detail.RenewalEligibility,
    NotBefore: detail.NotBefore,
    NotAfter: detail.NotAfter,
    CreatedAt: detail.CreatedAt,
    IssuedAt: detail.IssuedAt,
    ImportedAt: detail.ImportedAt,
  };
}

function names({ certificatePem, document }: Certificate): string[] {
  return document.origin.type === 'AMAZON_ISSUED'
    ? [...document.origin.names]
    : [...certificateFacts(certificatePem).dnsNames];
}

function statusOf(notAfter: Date, { clock }: AcmContext) {
  return notAfter.getTime() < clock.now() ? 'EXPIRED' : 'ISSUED';
}

function issuedUsages(algorithm: string): KeyUsageName[] {
  return algorithm.startsWith('RSA') ? ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'] : ['DIGITAL_SIGNATURE'];
}

/** The authority is the user's own and asks nobody: every name counts as validated. */
function validations({ accountId }: Certificate, requested: Requested): DomainValidation[] {
  return requested.names.map((name) => {
    const ValidationDomain = requested.validationDomains[name] ?? name;
    const common = { DomainName: name, ValidationDomain, ValidationStatus: 'SUCCESS' as const };
    return requested.validationMethod === 'DNS'
      ? { ...common, ResourceRecord: validationRecord(accountId, name), ValidationMethod: 'DNS' }
      : { ...common, ValidationEmails: mailboxes(ValidationDomain), ValidationMethod: 'EMAIL' };
  });
}

function mailboxes(domain: string): string[] {
  const bare = domain.replace(/^\*\./, '');
  return ['administrator', 'hostmaster', 'postmaster', 'webmaster', 'admin'].map((name) => `${name}@${bare}`);
}
