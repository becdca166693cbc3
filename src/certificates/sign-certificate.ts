import { createHash, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { toPem } from './pem.ts';

/** A certificate to be signed. */
export interface CertificateRequest {
  readonly commonName: string;
  /** DNS names; undefined for a certificate authority. */
  readonly dnsNames?: readonly string[];
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Who signs: an RSA key, and the name that its own certificate has. */
export interface Issuer {
  readonly commonName: string;
  readonly privateKey: KeyObject;
}

const commonNameType = '2.5.4.3';
const organizationType = '2.5.4.10';
const sha256WithRsa = '1.2.840.113549.1.1.11';
const serialBytes = 16;

/** The organization that the authority's own name has. */
const organization = 'Drydock';

/** The ASN.1 library: it takes a tenth of a second to load, which the first certificate pays. */
async function loadAsn1() {
  const [schema, x509] = await Promise.all([import('@peculiar/asn1-schema'), import('@peculiar/asn1-x509')]);
  return { ...schema, ...x509 };
}

type Asn1 = Awaited<ReturnType<typeof loadAsn1>>;

/** Signs a certificate, as PEM. */
export async function signCertificate(request: CertificateRequest, issuer: Issuer): Promise<string> {
  const asn1 = await loadAsn1();
  const { AsnConvert } = asn1;
  const signature = new asn1.AlgorithmIdentifier({ algorithm: sha256WithRsa, parameters: null });
  const body = new asn1.TBSCertificate({
    version: asn1.Version.v3,
    serialNumber: newSerial(),
    signature,
    issuer: nameOf(asn1, issuer.commonName, true),
    validity: new asn1.Validity({ notBefore: request.notBefore, notAfter: request.notAfter }),
    subject: nameOf(asn1, request.commonName, request.dnsNames === undefined),
    subjectPublicKeyInfo: AsnConvert.parse(spkiOf(request.publicKey), asn1.SubjectPublicKeyInfo),
    extensions: extensionsOf(asn1, request, createPublicKey(issuer.privateKey)),
  });
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(body)), issuer.privateKey);
  const certificate = new asn1.Certificate({
    tbsCertificate: body,
    signatureAlgorithm: signature,
    signatureValue: bytesOf(signed),
  });
  return toPem('CERTIFICATE', new Uint8Array(AsnConvert.serialize(certificate)));
}

function nameOf(asn1: Asn1, commonName: string, isAuthority: boolean) {
  const parts = isAuthority ? [[organizationType, organization] as const] : [];
  return new asn1.Name(
    [...parts, [commonNameType, commonName] as const].map(
      ([type, utf8String]) =>
        new asn1.RelativeDistinguishedName([
          new asn1.AttributeTypeAndValue({ type, value: new asn1.AttributeValue({ utf8String }) }),
        ]),
    ),
  );
}

function extensionsOf(asn1: Asn1, { dnsNames, publicKey }: CertificateRequest, issuerKey: KeyObject) {
  const { KeyUsageFlags: usages } = asn1;
  const extension = (extnID: string, critical: boolean, value: unknown) => {
    const extnValue = new asn1.OctetString(asn1.AsnConvert.serialize(value));
    return new asn1.Extension({ extnID, critical, extnValue });
  };
  const isAuthority = dnsNames === undefined;
  const keyIdentifier = new asn1.KeyIdentifier(keyId(issuerKey));
  const common = [
    extension(asn1.id_ce_basicConstraints, true, new asn1.BasicConstraints({ cA: isAuthority })),
    extension(asn1.id_ce_subjectKeyIdentifier, false, new asn1.SubjectKeyIdentifier(keyId(publicKey))),
    extension(asn1.id_ce_authorityKeyIdentifier, false, new asn1.AuthorityKeyIdentifier({ keyIdentifier })),
  ];
  if (isAuthority) {
    const signs = new asn1.KeyUsage(usages.keyCertSign | usages.cRLSign);
    return new asn1.Extensions([...common, extension(asn1.id_ce_keyUsage, true, signs)]);
  }
  const agrees = publicKey.asymmetricKeyType === 'rsa' ? usages.keyEncipherment : 0;
  const purposes = [asn1.id_kp_serverAuth, asn1.id_kp_clientAuth];
  const names = dnsNames.map((dNSName) => new asn1.GeneralName({ dNSName }));
  return new asn1.Extensions([
    ...common,
    extension(asn1.id_ce_keyUsage, true, new asn1.KeyUsage(usages.digitalSignature | agrees)),
    extension(asn1.id_ce_extKeyUsage, false, new asn1.ExtendedKeyUsage(purposes)),
    extension(asn1.id_ce_subjectAltName, false, new asn1.SubjectAlternativeName(names)),
  ]);
}

/** RFC 7093's way to name a key: the first 160 bits of a SHA-256 hash. */
function keyId(key: KeyObject): ArrayBuffer {
  return bytesOf(createHash('sha256').update(spkiOf(key)).digest().subarray(0, 20));
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** A positive number without leading zeros: its highest bit is not set, its second one is. */
function newSerial(): ArrayBuffer {
  const bytes = randomBytes(serialBytes);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytesOf(bytes);
}

function bytesOf(buffer: Uint8Array): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
