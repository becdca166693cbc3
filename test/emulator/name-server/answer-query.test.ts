import dnsPacket from 'dns-packet';
import { expect, test } from 'vitest';
import { answerQuery, failureOf } from '../../../emulator/name-server/answer-query.ts';

const name = 'web-1234.us-east-1.elb.localhost';

function query(question: Partial<dnsPacket.Question> = {}, extra: Partial<dnsPacket.Packet> = {}): Buffer {
  return dnsPacket.encode({
    ...{ type: 'query', id: 7, flags: dnsPacket.RECURSION_DESIRED },
    questions: [{ type: 'A', name, ...question }],
    ...extra,
  });
}

/** What is told of a query: the code, the addresses with how long they hold, and whether anything is extended. */
function told(message: Buffer) {
  const verdict = answerQuery(message, (asked) =>
    asked === name ? ['10.0.0.1', '10.0.0.2'] : asked === 'none.localhost' ? [] : undefined,
  );
  if (verdict.kind !== 'answer') return verdict.kind;
  const { id, type, rcode, questions, answers, additionals, flag_aa, flag_rd, flag_ra } = dnsPacket.decode(
    verdict.message,
  ) as dnsPacket.DecodedPacket & { readonly rcode: string };
  return {
    ...{ id, type, rcode, flags: [flag_aa, flag_rd, flag_ra] },
    question: questions?.map((each) => each.name),
    answers: answers?.map((each) => (each.type === 'A' ? [each.name, each.ttl, each.data] : each.type)),
    extended: additionals?.map((each) => each.type),
  };
}

const answered = {
  ...{ id: 7, type: 'response', rcode: 'NOERROR', flags: [true, true, true] },
  ...{ question: [name], extended: [] },
  answers: [
    [name, 1, '10.0.0.1'],
    [name, 1, '10.0.0.2'],
  ],
};

test('answers the address of a name of ours, for a second', () => {
  expect(told(query())).toEqual(answered);
});

test('knows no letter case, and gives the question back as it was asked', () => {
  const shouted = name.toUpperCase();
  expect(told(query({ name: shouted }))).toMatchObject({
    question: [shouted],
    answers: [
      [shouted, 1, '10.0.0.1'],
      [shouted, 1, '10.0.0.2'],
    ],
  });
});

test('has no other records: AAAA is empty, no error, or clients would give the name up', () => {
  expect(told(query({ type: 'AAAA' }))).toEqual({ ...answered, answers: [] });
  expect(told(query({ type: 'TXT' }))).toEqual({ ...answered, answers: [] });
});

test('says of unknown names under localhost that they do not exist', () => {
  expect(told(query({ name: 'gone.localhost' }))).toEqual({
    ...answered,
    ...{ rcode: 'NXDOMAIN', question: ['gone.localhost'], answers: [] },
  });
  expect(told(query({ name: 'none.localhost' }))).toMatchObject({ rcode: 'NOERROR', answers: [] });
});

test('passes on what is not under localhost', () => {
  expect(
    ['example.com', 'notlocalhost', 'localhost.example.com'].map((other) => told(query({ name: other }))),
  ).toEqual(['forward', 'forward', 'forward']);
});

test('speaks EDNS with who speaks it', () => {
  const opt: dnsPacket.OptAnswer = {
    ...{ type: 'OPT', name: '.', udpPayloadSize: 4096, extendedRcode: 0, ednsVersion: 0 },
    ...{ flags: 0, flag_do: false, options: [] },
  };
  expect(told(query({}, { additionals: [opt] }))).toEqual({ ...answered, extended: ['OPT'] });
});

test('refuses what it cannot read or does not do, and never answers an answer', () => {
  const status = query();
  status.writeUInt16BE(0x1100, 2);
  const response = query();
  response.writeUInt16BE(0x8100, 2);
  expect(
    [
      query({}, { questions: [] }),
      query(
        {},
        {
          questions: [
            { type: 'A', name },
            { type: 'A', name },
          ],
        },
      ),
      query().subarray(0, 20),
      status,
      query({ class: 'CH' }),
    ].map((message) => Reflect.get(Object(told(message)), 'rcode')),
  ).toEqual(['FORMERR', 'FORMERR', 'FORMERR', 'NOTIMP', 'REFUSED']);
  expect([told(response), told(Buffer.alloc(11))]).toEqual(['ignore', 'ignore']);
});

test('a failure carries the id and the wish for recursion', () => {
  expect(failureOf(query(), 'SERVFAIL').toString('hex')).toBe('000781820000000000000000');
});
