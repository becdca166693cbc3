import { expect, test } from 'vitest';
import { handshakeRefusal, handshakeRequest, handshakeResponse } from '../../../emulator/exec/handshake.ts';

test('ask the client for a terminal, and answer as the plugin does', () => {
  expect(handshakeRequest.RequestedClientActions).toEqual([
    { ActionType: 'SessionType', ActionParameters: { SessionType: 'InteractiveCommands', Properties: {} } },
  ]);
  expect(handshakeResponse('1.2.0')).toEqual({
    ClientVersion: '1.2.0',
    ProcessedClientActions: [{ ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' }],
    Errors: null,
  });
});

test.each([
  [JSON.stringify(handshakeResponse('1')), undefined],
  ['{"ClientVersion":"1","ProcessedClientActions":[],"Errors":[]}', undefined],
  ['{"Errors":["Unknown session type","and more"]}', 'Unknown session type; and more'],
  ['nonsense', 'The handshake response is not JSON.'],
])('a response of %s is refused with %s', (payload, refusal) => {
  expect(handshakeRefusal(Buffer.from(payload))).toBe(refusal);
});
