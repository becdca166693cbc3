import { AwsError } from '../../../aws/errors.ts';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { type Elbv2Context, notServed, validationError } from '../elbv2-context.ts';
import type { Listener, ListenerTls } from '../model.ts';
import { defaultPolicyName, securityPolicyOf } from './security-policy.ts';

type Sdk = typeof import('@aws-sdk/client-elastic-load-balancing-v2');

/** What CreateListener and ModifyListener say of TLS. */
export type TlsInput = Pick<
  OperationInput<Sdk, 'CreateListener'>,
  'Certificates' | 'SslPolicy' | 'AlpnPolicy' | 'MutualAuthentication'
>;

type CertificateInput = NonNullable<TlsInput['Certificates']>[number];

/**
 * The TLS settings of an Application Load Balancer's listener after its creation or a change; undefined for one of HTTP. What becomes an HTTP listener
 * loses its certificates and its policy, as in AWS.
 */
export function listenerTls(
  context: Elbv2Context,
  scope: RequestScope,
  protocol: 'HTTP' | 'HTTPS',
  input: TlsInput,
  before?: ListenerTls,
): ListenerTls | undefined {
  const certificates = input.Certificates ?? [];
  if ((input.AlpnPolicy?.length ?? 0) > 0)
    throw validationError(`An ALPN policy cannot be specified for ${protocol} listeners`);
  if (protocol === 'HTTP') {
    if (input.SslPolicy) throw validationError('An SSL policy cannot be specified for HTTP listeners');
    if (certificates.length > 0) throw validationError('Certificates cannot be specified for HTTP listeners');
  }
  refuseMutualAuthentication(input.MutualAuthentication);
  return protocol === 'HTTP' ? undefined : secureSettings(context, scope, protocol, input, before);
}

/** What HTTPS listeners and TLS listeners have in common. @throws AwsError for what is missing or not there */
export function secureSettings(
  context: Elbv2Context,
  scope: RequestScope,
  protocol: 'HTTPS' | 'TLS',
  input: Pick<TlsInput, 'Certificates' | 'SslPolicy'>,
  before?: ListenerTls,
): ListenerTls {
  const certificates = input.Certificates ?? [];
  const sslPolicy = securityPolicyOf(input.SslPolicy || (before?.sslPolicy ?? defaultPolicyName)).name;
  if (certificates.length > 1)
    throw validationError('Only one certificate can be specified for a listener: its default certificate');
  const [given] = certificates;
  const certificateArn =
    given === undefined
      ? before?.certificateArn
      : certificateArnOf(context, scope, given, 'without IsDefault');
  if (certificateArn === undefined)
    throw validationError(`A certificate must be specified for ${protocol} listeners`);
  return { sslPolicy, certificateArn, furtherCertificateArns: before?.furtherCertificateArns ?? [] };
}

const mutualModes = ['off', 'passthrough', 'verify'];

/** @throws AwsError by name for any mutual authentication, and for a mode that there is not */
export function refuseMutualAuthentication(given: TlsInput['MutualAuthentication'] = {}): void {
  const {
    Mode: mode = 'off',
    TrustStoreArn,
    IgnoreClientCertificateExpiry,
    AdvertiseTrustStoreCaNames,
  } = given;
  if (!mutualModes.includes(mode))
    throw validationError(
      `Mutual authentication mode '${mode}' must be one of '[${mutualModes.join(', ')}]'`,
    );
  if (mode !== 'off') throw notServed(`the mutual authentication mode ${mode}`);
  if (TrustStoreArn || IgnoreClientCertificateExpiry || AdvertiseTrustStoreCaNames === 'on')
    throw validationError('Only the mode can be specified where mutual authentication is off');
}

/** The ARN of a certificate of the caller's. @throws AwsError where there is no such certificate */
export function certificateArnOf(
  { certificates }: Elbv2Context,
  scope: RequestScope,
  { CertificateArn: arn, IsDefault: isDefault }: CertificateInput,
  isDefaultRule: 'without IsDefault' | 'with any IsDefault' = 'with any IsDefault',
): string {
  if (arn === undefined || arn === '') throw validationError('A certificate ARN must be specified');
  if (isDefault !== undefined && isDefaultRule === 'without IsDefault')
    throw validationError('You cannot set the isDefault parameter for a certificate');
  if (!/^arn:aws:(acm|iam):/.test(arn)) throw validationError(`Certificate ARN '${arn}' is not valid`);
  if (!certificates.exists(arn, scope))
    throw new AwsError('CertificateNotFoundException', `Certificate '${arn}' not found`);
  return arn;
}

/** The TLS part of a listener as DescribeListeners shows it. */
export function describeTls({ document: { protocol, tls } }: Listener) {
  if (tls === undefined) return {};
  return {
    Certificates: [{ CertificateArn: tls.certificateArn }],
    SslPolicy: tls.sslPolicy,
    ...(tls.alpnPolicy === undefined ? {} : { AlpnPolicy: [tls.alpnPolicy] }),
    // Network Load Balancers know none.
    ...(protocol === 'HTTPS' ? { MutualAuthentication: { Mode: 'off' } } : {}),
  };
}
