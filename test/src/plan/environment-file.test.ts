import { expect, test } from 'vitest';
import {
  mergeEnvironmentFiles,
  parseEnvironmentFile,
  parseObjectArn,
} from '../../../src/plan/environment-file.ts';

test.each<[string, Record<string, string>]>([
  ['A=1\nB=2', { A: '1', B: '2' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['# A=1\n#B=2\n #C=3', { ' #C': '3' }],
  ['A\n\n  \nB=2', { B: '2' }],
  ['=1\nB=2', { B: '2' }],
  ['A=', { A: '' }],
  ['A= 1 \nB="x y"\nC=a\\nb', { A: ' 1 ', B: '"x y"', C: 'a\\nb' }],
  ['URL=http://x?a=b#c', { URL: 'http://x?a=b#c' }],
  ['export A=1', { 'export A': '1' }],
  ['A=1\nA=2', { A: '2' }],
  ['', {}],
])('reads %j', (text, variables) => {
  expect(parseEnvironmentFile(text)).toEqual(variables);
});

test('of several files the first one counts', () => {
  expect(mergeEnvironmentFiles([{ A: '1' }, { A: '2', B: '2' }, { B: '3', C: '3' }])).toEqual({
    A: '1',
    B: '2',
    C: '3',
  });
  expect(mergeEnvironmentFiles([])).toEqual({});
});

test.each([
  ['arn:aws:s3:::bucket/key.env', { bucket: 'bucket', key: 'key.env' }],
  ['arn:aws-cn:s3:::bucket/deep/key.env', { bucket: 'bucket', key: 'deep/key.env' }],
  ['arn:aws:s3:::bucket', undefined],
  ['arn:aws:s3:::bucket/', undefined],
  ['s3://bucket/key.env', undefined],
])('the object that %s names', (arn, reference) => {
  expect(parseObjectArn(arn)).toEqual(reference);
});
