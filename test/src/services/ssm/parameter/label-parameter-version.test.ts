import {
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

function label(api: ServicesApi<SSMClient>, Labels: string[], ParameterVersion?: number, Name = 'n') {
  return bodyOf(api.client.send(new LabelParameterVersionCommand({ Name, Labels, ParameterVersion })));
}

function unlabel(api: ServicesApi<SSMClient>, Labels: string[], ParameterVersion: number, Name = 'n') {
  return bodyOf(api.client.send(new UnlabelParameterVersionCommand({ Name, Labels, ParameterVersion })));
}

/** A parameter of two versions. */
async function started(): Promise<ServicesApi<SSMClient>> {
  const api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'a');
  await putParameter(api.client, 'n', 'b', { Overwrite: true });
  return api;
}

async function labelsOf(api: ServicesApi<SSMClient>) {
  const { Parameters } = await api.client.send(new GetParameterHistoryCommand({ Name: 'n' }));
  return Parameters?.map(({ Labels }) => Labels);
}

const tenLabels = Array.from({ length: 10 }, (_, index) => `l${index}`);

test('LabelParameterVersion labels the latest version, and moves a label to another one', async () => {
  await using api = await started();
  expect(await label(api, ['live', 'new'])).toEqual({ InvalidLabels: [], ParameterVersion: 2 });
  expect(await labelsOf(api)).toEqual([[], ['live', 'new']]);
  expect(await label(api, ['live'], 1)).toEqual({ InvalidLabels: [], ParameterVersion: 1 });
  expect(await labelsOf(api)).toEqual([['live'], ['new']]);
  await label(api, ['live'], 1);
  await putParameter(api.client, 'n', 'c', { Overwrite: true });
  expect(await labelsOf(api)).toEqual([['live'], ['new'], []]);
});

test('LabelParameterVersion tells which labels are invalid, and attaches the rest', async () => {
  await using api = await started();
  const invalid = ['1st', 'awsome', 'SSM', 'a b', 'a/b'];
  expect(await label(api, ['good', ...invalid, 'a.b-c_9'])).toEqual({
    InvalidLabels: invalid,
    ParameterVersion: 2,
  });
  expect(await labelsOf(api)).toEqual([[], ['good', 'a.b-c_9']]);
});

test('LabelParameterVersion refuses an eleventh label, but none that is there', async () => {
  await using api = await started();
  await label(api, ['moved'], 1);
  await label(api, tenLabels);
  expect(await errorOf(label(api, ['moved']))).toEqual({
    name: 'ParameterVersionLabelLimitExceeded',
    message: 'A parameter version can have maximum 10 labels.',
    status: 400,
  });
  await label(api, ['l0', 'l9']);
  expect(await labelsOf(api)).toEqual([['moved'], tenLabels]);
});

test('UnlabelParameterVersion takes labels off that are there', async () => {
  await using api = await started();
  await label(api, ['one'], 1);
  await label(api, ['a', 'b']);
  expect(await unlabel(api, ['a', 'one', 'x'], 2)).toEqual({
    RemovedLabels: ['a'],
    InvalidLabels: ['one', 'x'],
  });
  expect(await labelsOf(api)).toEqual([['one'], ['b']]);
});

test.each<[string, string[], number, string, string, string]>([
  ['a parameter that is not there', ['a'], 1, 'x', 'ParameterNotFound', 'Parameter x not found.'],
  [
    'a version that is not there',
    ['a'],
    3,
    'n',
    'ParameterVersionNotFound',
    'Systems Manager could not find version 3 of n. Verify the version and try again.',
  ],
  [
    'no label',
    [],
    1,
    'n',
    'ValidationException',
    "1 validation error detected: Value '[]' at 'labels' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'eleven labels',
    [...tenLabels, 'l10'],
    1,
    'n',
    'ValidationException',
    `1 validation error detected: Value '[${[...tenLabels, 'l10'].join(', ')}]' at 'labels' failed to satisfy constraint: Member must have length less than or equal to 10`,
  ],
  [
    'a long label',
    ['l'.repeat(101)],
    1,
    'n',
    'ValidationException',
    `1 validation error detected: Value '${'l'.repeat(101)}' at 'labels' failed to satisfy constraint: Member must have length less than or equal to 100`,
  ],
])(
  'LabelParameterVersion and UnlabelParameterVersion refuse %s',
  async (_what, labels, version, on, name, message) => {
    await using api = await started();
    const status = name === 'ParameterNotFound' ? 404 : 400;
    expect(await errorOf(label(api, labels, version, on))).toEqual({ name, message, status });
    expect(await errorOf(unlabel(api, labels, version, on))).toEqual({ name, message, status });
  },
);
