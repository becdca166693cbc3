/** By the bytes of their object identifiers, in hexadecimal: names as ACM writes them. */
const algorithms: Readonly<Record<string, string>> = {
  '2a864886f70d010105': 'SHA1WITHRSA',
  '2a864886f70d01010a': 'RSASSA-PSS',
  '2a864886f70d01010b': 'SHA256WITHRSA',
  '2a864886f70d01010c': 'SHA384WITHRSA',
  '2a864886f70d01010d': 'SHA512WITHRSA',
  '2a8648ce3d0401': 'SHA1WITHECDSA',
  '2a8648ce3d040302': 'SHA256WITHECDSA',
  '2a8648ce3d040303': 'SHA384WITHECDSA',
  '2a8648ce3d040304': 'SHA512WITHECDSA',
};

/**
 * What a certificate is signed with, from its DER: node:crypto does not tell. A certificate is a sequence of its body,
 * the algorithm (a sequence that begins with an object identifier) and the signature (RFC 5280 section 4.1).
 */
export function signatureAlgorithm(der: Uint8Array): string | undefined {
  const body = contentAt(der, contentAt(der, 0).start);
  const identifier = contentAt(der, contentAt(der, body.end).start);
  return algorithms[Buffer.from(der.subarray(identifier.start, identifier.end)).toString('hex')];
}

/** Where the content of the element at an offset begins and ends. */
function contentAt(der: Uint8Array, offset: number): { readonly start: number; readonly end: number } {
  const first = der[offset + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  let length = lengthBytes === 0 ? first : 0;
  for (let i = 0; i < lengthBytes; i += 1) length = length * 256 + (der[offset + 2 + i] ?? 0);
  const start = offset + 2 + lengthBytes;
  return { start, end: start + length };
}
