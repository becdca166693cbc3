import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** ACM's names of the kinds of keys that certificates have. */
export const keyAlgorithms = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
] as const;

export type KeyAlgorithm = (typeof keyAlgorithms)[number];

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** Makes a key pair, off the event loop: an RSA key takes a tenth of a second or more. */
export function newKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  const [kind, size = ''] = algorithm.split('_');
  return kind === 'RSA'
    ? generate('rsa', { modulusLength: Number(size) })
    : generate('ec', { namedCurve: size });
}

/** Which of ACM's algorithms a key is of; undefined for all others. */
export function keyAlgorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): KeyAlgorithm | undefined {
  const name =
    asymmetricKeyType === 'rsa'
      ? `RSA_${asymmetricKeyDetails?.modulusLength}`
      : `EC_${asymmetricKeyDetails?.namedCurve}`;
  return keyAlgorithms.find((each) => each === name);
}
