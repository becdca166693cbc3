import {
  attributeValue,
  listenerAttributes,
  loadBalancerAttributes,
} from '../../src/services/elbv2/attributes/attributes.ts';
import { responseHeaderAttributes } from '../../src/services/elbv2/attributes/response-header-attributes.ts';
import type { HttpSettings } from '../load-balancer/snapshot.ts';

type Attributes = Readonly<Record<string, string>>;

/** How a listener treats HTTP messages, by the attributes of its load balancer and its own. */
export function httpSettings(ofLoadBalancer: Attributes, ofListener: Attributes): HttpSettings {
  const attribute = (key: string) => attributeValue(loadBalancerAttributes, ofLoadBalancer, key);
  const isOn = (key: string) => attribute(key) === 'true';
  const forwardedFor = attribute('routing.http.xff_header_processing.mode');
  const desync = attribute('routing.http.desync_mitigation_mode');
  const headerName = (key: string) =>
    attributeValue(listenerAttributes, ofListener, `routing.http.request.${key}.header_name`);
  return {
    ...(isOn('routing.http.x_amzn_tls_version_and_cipher_suite.enabled')
      ? {
          tlsHeaders: {
            version: headerName('x_amzn_tls_version'),
            cipherSuite: headerName('x_amzn_tls_cipher_suite'),
          },
        }
      : {}),
    forwardedFor: forwardedFor === 'preserve' || forwardedFor === 'remove' ? forwardedFor : 'append',
    clientPort: isOn('routing.http.xff_client_port.enabled'),
    preserveHost: isOn('routing.http.preserve_host_header.enabled'),
    dropInvalidHeaders: isOn('routing.http.drop_invalid_header_fields.enabled'),
    desyncMitigation: desync === 'monitor' || desync === 'strictest' ? desync : 'defensive',
    response: {
      server:
        attributeValue(listenerAttributes, ofListener, 'routing.http.response.server.enabled') === 'true',
      headers: Object.entries(responseHeaderAttributes).flatMap(([key, name]) => {
        const value = attributeValue(listenerAttributes, ofListener, key);
        return value === '' ? [] : [{ name, value }];
      }),
    },
  };
}
