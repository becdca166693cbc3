import dnsPacket from 'dns-packet';
import { isOwnName } from './name-records.ts';

export type QueryVerdict =
  | { readonly kind: 'answer'; readonly message: Buffer }
  /** The name is not ours. */
  | { readonly kind: 'forward' }
  /** No query: answering it could make two servers talk to each other for ever. */
  | { readonly kind: 'ignore' };

const responseCodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
type ResponseCode = keyof typeof responseCodes;

/** An address may move with its network, and a load balancer may be deleted: nobody is to keep an answer for long. */
const ttlSeconds = 1;
const headerBytes = 12;
/** What goes through every network in one piece (DNS flag day 2020). */
const largestDatagram = 1232;

/** Answers what is asked about names of ours, and says what else is to become of a message. */
export function answerQuery(
  message: Buffer,
  addressesOf: (name: string) => readonly string[] | undefined,
): QueryVerdict {
  if (message.length < headerBytes || (message.readUInt16BE(2) & 0x8000) !== 0) return { kind: 'ignore' };
  if (((message.readUInt16BE(2) >> 11) & 0xf) !== 0) return answer(failureOf(message, 'NOTIMP'));
  const query = decoded(message);
  const [question, ...others] = query?.questions ?? [];
  if (query === undefined || question === undefined || others.length > 0)
    return answer(failureOf(message, 'FORMERR'));
  const name = question.name.toLowerCase().replace(/\.$/, '');
  if (!isOwnName(name)) return { kind: 'forward' };
  if (question.class !== undefined && question.class !== 'IN') return answer(response(query, 'REFUSED', []));
  const found = addressesOf(name);
  if (found === undefined) return answer(response(query, 'NXDOMAIN', []));
  const isAsked = question.type === 'A' || String(question.type) === 'ANY';
  return answer(response(query, 'NOERROR', isAsked ? found : []));
}

/** The answer to a query that failed: its header and nothing else. */
export function failureOf(message: Buffer, code: ResponseCode): Buffer {
  const failure = Buffer.alloc(headerBytes);
  message.copy(failure, 0, 0, 2);
  const asked = message.readUInt16BE(2) & 0x7900;
  failure.writeUInt16BE(0x8000 | asked | dnsPacket.RECURSION_AVAILABLE | responseCodes[code], 2);
  return failure;
}

function answer(message: Buffer): QueryVerdict {
  return { kind: 'answer', message };
}

function decoded(message: Buffer): dnsPacket.DecodedPacket | undefined {
  try {
    return dnsPacket.decode(message);
  } catch {
    return undefined;
  }
}

function response(query: dnsPacket.DecodedPacket, code: ResponseCode, addresses: readonly string[]): Buffer {
  const [question] = query.questions ?? [];
  const asked = (query.flags ?? 0) & dnsPacket.RECURSION_DESIRED;
  const isExtended = query.additionals?.some(({ type }) => type === 'OPT') ?? false;
  return dnsPacket.encode({
    type: 'response',
    id: query.id,
    flags: dnsPacket.AUTHORITATIVE_ANSWER | dnsPacket.RECURSION_AVAILABLE | asked | responseCodes[code],
    questions: query.questions,
    answers: addresses.map((data) => ({ type: 'A', name: question?.name ?? '', ttl: ttlSeconds, data })),
    additionals: isExtended
      ? [
          {
            ...{ type: 'OPT', name: '.', udpPayloadSize: largestDatagram, extendedRcode: 0, ednsVersion: 0 },
            ...{ flags: 0, flag_do: false, options: [] },
          },
        ]
      : [],
  });
}
