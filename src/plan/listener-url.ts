/** Protocols of the listeners of load balancers of every type. */
export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'UDP' | 'TCP_UDP' | 'TLS';

/** Where this machine reaches a listener that listens on a port of loopback. */
export function listenerUrl(protocol: ListenerProtocol, dnsName: string, port: number): string {
  // Nothing of a flow says which name led to it, and every program knows this one.
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    return `${protocol === 'UDP' ? 'udp' : protocol === 'TLS' ? 'tls' : 'tcp'}://localhost:${port}`;
  const isUsual = port === (protocol === 'HTTPS' ? 443 : 80);
  return `${protocol.toLowerCase()}://${dnsName}${isUsual ? '' : `:${port}`}/`;
}
