/** The headers that mean something to the load balancer itself; all others it passes on unread. */
export const headerKind = {
  other: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  upgrade: 5,
  expect: 6,
  cookie: 7,
  forwardedFor: 8,
  forwardedProto: 9,
  forwardedPort: 10,
  traceId: 11,
  date: 12,
  /** Ends at this hop, and says nothing that we go by (RFC 9110 section 7.6.1, and what ELBv2 drops beside them). */
  hopByHop: 13,
  /** Only of an upgrade to HTTP/2 in clear text, which ELBv2 does not offer. */
  http2Settings: 14,
  contentType: 15,
} as const;

export type HeaderKind = (typeof headerKind)[keyof typeof headerKind];

const kindsByName: Readonly<Record<string, HeaderKind>> = {
  host: headerKind.host,
  'content-length': headerKind.contentLength,
  'transfer-encoding': headerKind.transferEncoding,
  connection: headerKind.connection,
  upgrade: headerKind.upgrade,
  expect: headerKind.expect,
  cookie: headerKind.cookie,
  'x-forwarded-for': headerKind.forwardedFor,
  'x-forwarded-proto': headerKind.forwardedProto,
  'x-forwarded-port': headerKind.forwardedPort,
  'x-amzn-trace-id': headerKind.traceId,
  date: headerKind.date,
  'keep-alive': headerKind.hopByHop,
  'proxy-authenticate': headerKind.hopByHop,
  'proxy-authorization': headerKind.hopByHop,
  'proxy-connection': headerKind.hopByHop,
  te: headerKind.hopByHop,
  trailer: headerKind.hopByHop,
  'http2-settings': headerKind.http2Settings,
  'content-type': headerKind.contentType,
};

/** By the length of the name: most names are told apart by it, and the rest by their first letters. */
const namesByLength: { readonly name: string; readonly kind: HeaderKind }[][] = [];
for (const [name, kind] of Object.entries(kindsByName)) {
  namesByLength[name.length] ??= [];
  namesByLength[name.length]?.push({ name, kind });
}

/** What the header is whose name, in any case of letters, stands at a place of a head. */
export function headerKindAt(bytes: Uint8Array, start: number, end: number): HeaderKind {
  const candidates = namesByLength[end - start];
  if (candidates === undefined) return headerKind.other;
  for (const { name, kind } of candidates) if (isNameAt(bytes, start, name)) return kind;
  return headerKind.other;
}

function isNameAt(bytes: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i += 1) {
    const byte = bytes[start + i] ?? 0;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

/** Some kinds of headers, to be asked whether one is among them. */
export type HeaderKinds = number;

export function headerKinds(...kinds: readonly HeaderKind[]): HeaderKinds {
  return kinds.reduce<number>((mask, kind) => mask | (1 << kind), 0);
}
