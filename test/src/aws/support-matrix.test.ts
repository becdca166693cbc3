import { expect, test } from 'vitest';
import { AwsError } from '../../../src/aws/errors.ts';
import type { SdkModule, ServiceDefinition } from '../../../src/aws/service-definition.ts';
import { supportMatrix, supportOf } from '../../../src/aws/support-matrix.ts';

function operation(name: string): readonly unknown[] {
  return [9, 'ns', name, 0, 'unit', 'unit'];
}

const sdk: SdkModule = {
  CreateBox$: operation('CreateBox'),
  BreakBox$: operation('BreakBox'),
  ListBoxes$: operation('ListBoxes'),
  BoxNotFound$: [-3, 'ns', 'BoxNotFound'],
  CreateBoxCommand: class {},
};

function boxes(...served: string[]): ServiceDefinition {
  return {
    signingName: 'boxes',
    protocol: { kind: 'json', targetPrefix: 'Boxes', version: '1.1' },
    loadSdk: async () => sdk,
    operations: new Map(served.map((name) => [name, () => ({})])),
    missingMember: (_operation, path) => new AwsError('Missing', path),
  };
}

test("split the SDK's own operations into those that are served and those that are not", () => {
  expect(supportOf(boxes('ListBoxes', 'CreateBox'), sdk)).toEqual({
    signingName: 'boxes',
    served: ['CreateBox', 'ListBoxes'],
    lacking: ['BreakBox'],
  });
});

test('write a page with a line in the table and a section for each service, by name', () => {
  const page = supportMatrix([
    { signingName: 'shelves', served: ['ListShelves'], lacking: [] },
    supportOf(boxes('ListBoxes'), sdk),
  ]);
  expect(page.slice(page.indexOf('| Service'))).toBe(`| Service | Implemented | Not implemented |
| --- | ---: | ---: |
| [\`boxes\`](#boxes) | 1 | 2 |
| [\`shelves\`](#shelves) | 1 | 0 |

## boxes

Implemented (1): \`ListBoxes\`

<details><summary>Not implemented (2)</summary>

\`BreakBox\` \`CreateBox\`

</details>

## shelves

Implemented (1): \`ListShelves\`
`);
});
