import { AwsError } from '../../../aws/errors.ts';
import {
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  listenerByArn,
  validationError,
} from '../elbv2-context.ts';
import { accountLimits } from '../limit/account-limits.ts';
import type { Listener, ListenerTls } from '../model.ts';
import { certificateArnOf } from './listener-tls.ts';

/** Certificates of an Application Load Balancer's listeners beside the default ones. */
const mostFurther = accountLimits['certificates-per-application-load-balancer'];

export const listenerCertificateOperations = {
  AddListenerCertificates: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    const tls = tlsOf(listener);
    const added = input.Certificates.map((each) =>
      certificateArnOf(context, scope, each, 'without IsDefault'),
    );
    if (added.length === 0) throw validationError('A certificate must be specified');
    const furtherCertificateArns = [...new Set([...tls.furtherCertificateArns, ...added])];
    const others = context.listeners
      .listOf(listener.loadBalancerArn)
      .filter(({ arn }) => arn !== listener.arn);
    const count = others.reduce(
      (sum, { document }) => sum + (document.tls?.furtherCertificateArns.length ?? 0),
      furtherCertificateArns.length,
    );
    if (count > mostFurther)
      throw new AwsError(
        'TooManyCertificatesException',
        `The maximum number of certificates has been reached on the load balancer '${listener.loadBalancerArn}'`,
      );
    put(context, listener, { ...tls, furtherCertificateArns });
    return { Certificates: added.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
  },
  RemoveListenerCertificates: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    const tls = tlsOf(listener);
    const removed = removedArns(input.Certificates, tls);
    put(context, listener, {
      ...tls,
      furtherCertificateArns: tls.furtherCertificateArns.filter((arn) => !removed.includes(arn)),
    });
    return {};
  },
  DescribeListenerCertificates: (context, input, scope) => {
    const listener = listenerByArn(context, scope, input.ListenerArn);
    const { tls } = listener.document;
    // The default certificate shows twice where it was added as a further one, too.
    const all =
      tls === undefined
        ? []
        : [
            { CertificateArn: tls.certificateArn, IsDefault: true },
            ...[...tls.furtherCertificateArns]
              .sort()
              .map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
          ];
    const page = elbv2Page(all, (each) => `${each.IsDefault ? 0 : 1} ${each.CertificateArn}`, input);
    return { Certificates: page.items, NextMarker: page.nextToken };
  },
} satisfies Elbv2Operations;

function tlsOf({ document }: Listener): ListenerTls {
  if (document.tls === undefined)
    throw validationError(`Certificates cannot be specified for ${document.protocol} listeners`);
  return document.tls;
}

function removedArns(
  certificates: readonly { readonly CertificateArn?: string }[],
  tls: ListenerTls,
): string[] {
  if (certificates.length === 0) throw validationError('A certificate must be specified');
  const arns = certificates.map(({ CertificateArn = '' }) => CertificateArn);
  if (arns.some((arn) => arn === tls.certificateArn && !tls.furtherCertificateArns.includes(arn)))
    throw new AwsError('OperationNotPermittedException', 'The default certificate cannot be removed');
  return arns;
}

function put({ listeners }: Elbv2Context, listener: Listener, tls: ListenerTls): void {
  listeners.put({ ...listener, document: { ...listener.document, tls } });
}
