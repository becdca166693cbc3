import type { ListenerRoute, TlsCertificate } from '../snapshot.ts';

/** How well a name fits: the number that is greater fits better, 0 not at all. */
function fitOf(dnsNames: readonly string[], name: string): 0 | 1 | 2 {
  if (dnsNames.includes(name)) return 2;
  const dot = name.indexOf('.');
  // A wildcard stands for one label (RFC 6125 section 6.4.3).
  return dot > 0 && dnsNames.includes(`*${name.slice(dot)}`) ? 1 : 0;
}

/** The certificate for a server name in lower case: one for exactly that name, else a wildcard, else the default. */
export function chooseCertificate(
  certificates: readonly TlsCertificate[],
  serverName: string | undefined,
): TlsCertificate | undefined {
  if (serverName === undefined) return certificates[0];
  return best(certificates, ({ dnsNames }) => fitOf(dnsNames, serverName)) ?? certificates[0];
}

/**
 * Which of the listeners that share a port a server name is for: the load balancer whose DNSName it is, else the one
 * that has a certificate for it; undefined where no listener has any claim.
 */
export function chooseSecureListener(
  listeners: readonly ListenerRoute[],
  serverName: string | undefined,
): ListenerRoute | undefined {
  if (serverName === undefined) return undefined;
  const named = listeners.find(({ dnsName }) => dnsName.toLowerCase() === serverName);
  return (
    named ??
    best(listeners, ({ tls }) =>
      Math.max(0, ...(tls?.certificates ?? []).map(({ dnsNames }) => fitOf(dnsNames, serverName))),
    )
  );
}

/** The first of those that fit best; undefined where none does. */
function best<Item>(items: readonly Item[], itemFit: (item: Item) => number): Item | undefined {
  let found: Item | undefined;
  let foundFit = 0;
  for (const item of items) {
    const itsFit = itemFit(item);
    if (itsFit > foundFit) [found, foundFit] = [item, itsFit];
  }
  return found;
}
