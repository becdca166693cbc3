import type { RequestScope } from '../../../aws/request-scope.ts';
import { type Elbv2Context, validationError } from '../elbv2-context.ts';
import type { AlpnPolicy, FlowProtocol, ListenerTls } from '../model.ts';
import { refuseMutualAuthentication, secureSettings, type TlsInput } from '../tls/listener-tls.ts';

const alpnPolicies: readonly AlpnPolicy[] = [
  'HTTP1Only',
  'HTTP2Only',
  'HTTP2Optional',
  'HTTP2Preferred',
  'None',
];

/**
 * The TLS settings of a Network Load Balancer's listener after its creation or a change; undefined for one that is not
 * of TLS.
 *
 * @throws AwsError for what a listener of that protocol cannot have
 */
export function networkTls(
  context: Elbv2Context,
  scope: RequestScope,
  protocol: FlowProtocol,
  input: TlsInput,
  before?: ListenerTls,
): ListenerTls | undefined {
  refuseMutualAuthentication(input.MutualAuthentication);
  if (protocol !== 'TLS') {
    refuseTls(protocol, input);
    return undefined;
  }
  const alpnPolicy = input.AlpnPolicy === undefined ? before?.alpnPolicy : checkedPolicy(input.AlpnPolicy);
  const settings = secureSettings(context, scope, protocol, input, before);
  return alpnPolicy === undefined ? settings : { ...settings, alpnPolicy };
}

function checkedPolicy(given: readonly string[]): AlpnPolicy | undefined {
  const [first, more] = given;
  if (first === undefined) return undefined;
  if (more !== undefined) throw validationError('Only one ALPN policy can be specified');
  const policy = alpnPolicies.find((each) => each === first);
  if (policy === undefined)
    throw validationError(`ALPN policy '${first}' must be one of '${alpnPolicies.join(', ')}'`);
  return policy;
}

function refuseTls(protocol: string, input: TlsInput): void {
  if (input.SslPolicy) throw validationError(`An SSL policy cannot be specified for ${protocol} listeners`);
  if ((input.Certificates?.length ?? 0) > 0)
    throw validationError(`Certificates cannot be specified for ${protocol} listeners`);
  if ((input.AlpnPolicy?.length ?? 0) > 0)
    throw validationError(`An ALPN policy cannot be specified for ${protocol} listeners`);
}
