/** What the first bytes of a TLS connection say. */
export type ClientHello =
  | { readonly state: 'incomplete' }
  | { readonly state: 'complete'; readonly serverName: string | undefined };

/** More than any ClientHello: what has not ended by then is read no further. */
export const longestClientHelloBytes = 16 * 1024;

const handshakeRecord = 22;
const clientHelloMessage = 1;
const serverNameExtension = 0;
const hostNameType = 0;
const recordHeaderBytes = 5;

const unreadable: ClientHello = { state: 'complete', serverName: undefined };

/**
 * The server name that a client asks for (RFC 8446 section 4.1.2, RFC 6066 section 3), read before the handshake: which
 * load balancer it means decides by which certificates and which policy there is a handshake. What is no ClientHello
 * names none, and the handshake refuses it.
 */
export function readClientHello(bytes: Buffer): ClientHello {
  const message = handshakeMessage(bytes);
  if (message === 'incomplete') return { state: 'incomplete' };
  if (message === undefined) return unreadable;
  try {
    return { state: 'complete', serverName: serverNameOf(new Reader(message)) };
  } catch (error) {
    if (error instanceof RangeError) return unreadable;
    throw error;
  }
}

/** The ClientHello without its header, joined from as many records as it takes. */
function handshakeMessage(bytes: Buffer): Buffer | 'incomplete' | undefined {
  const parts: Buffer[] = [];
  let have = 0;
  for (let at = 0; ; ) {
    if (bytes.length > at && bytes[at] !== handshakeRecord) return undefined;
    if (bytes.length < at + recordHeaderBytes) return 'incomplete';
    const length = bytes.readUInt16BE(at + 3);
    if (length === 0) return undefined;
    const part = bytes.subarray(at + recordHeaderBytes, at + recordHeaderBytes + length);
    parts.push(part);
    have += part.length;
    const message = Buffer.concat(parts);
    if (message.length >= 4) {
      if (message[0] !== clientHelloMessage) return undefined;
      const wanted = 4 + message.readUIntBE(1, 3);
      if (wanted > longestClientHelloBytes) return undefined;
      if (have >= wanted) return message.subarray(4, wanted);
    }
    if (part.length < length) return 'incomplete';
    at += recordHeaderBytes + length;
  }
}

function serverNameOf(hello: Reader): string | undefined {
  hello.skip(2 + 32);
  hello.skip(hello.number(1));
  hello.skip(hello.number(2));
  hello.skip(hello.number(1));
  if (hello.atEnd) return undefined;
  const extensions = new Reader(hello.take(hello.number(2)));
  while (!extensions.atEnd) {
    const type = extensions.number(2);
    const content = extensions.take(extensions.number(2));
    if (type === serverNameExtension) return hostNameOf(new Reader(content));
  }
  return undefined;
}

function hostNameOf(extension: Reader): string | undefined {
  const names = new Reader(extension.take(extension.number(2)));
  while (!names.atEnd) {
    const type = names.number(1);
    const name = names.take(names.number(2));
    if (type === hostNameType) return name.toString('latin1').toLowerCase();
  }
  return undefined;
}

/** Reads one thing after the other. Throws RangeError where the bytes are too few. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  number(bytes: 1 | 2): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('too few bytes');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  skip(length: number): void {
    this.take(length);
  }
}
