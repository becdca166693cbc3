import { expect, test } from 'vitest';
import { httpSettings } from '../../../emulator/reconciler/http-settings.ts';
import { defaultHttp } from '../../support/data-path/data-path.ts';

test("is AWS's default where no attribute is set", () => {
  expect(httpSettings({}, {})).toEqual(defaultHttp);
});

test('takes over every attribute', () => {
  expect(
    httpSettings(
      {
        'routing.http.desync_mitigation_mode': 'strictest',
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        'routing.http.preserve_host_header.enabled': 'true',
        'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'true',
        'routing.http.xff_client_port.enabled': 'true',
        'routing.http.xff_header_processing.mode': 'remove',
      },
      {
        'routing.http.request.x_amzn_tls_version.header_name': 'X-Own-Version',
        'routing.http.response.server.enabled': 'false',
        'routing.http.response.strict_transport_security.header_value': 'max-age=1',
        'routing.http.response.access_control_max_age.header_value': '',
      },
    ),
  ).toEqual({
    tlsHeaders: { version: 'X-Own-Version', cipherSuite: 'X-Amzn-Tls-Cipher-Suite' },
    forwardedFor: 'remove',
    clientPort: true,
    preserveHost: true,
    dropInvalidHeaders: true,
    desyncMitigation: 'strictest',
    response: { server: false, headers: [{ name: 'Strict-Transport-Security', value: 'max-age=1' }] },
  });
});
