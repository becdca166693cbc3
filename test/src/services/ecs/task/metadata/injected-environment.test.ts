import { expect, test } from 'vitest';
import {
  type TaskEndpoints,
  withInjected,
} from '../../../../../../src/services/ecs/task/metadata/injected-environment.ts';
import { plainTask } from '../../../../../support/plain-task.ts';

const task = plainTask('0123456789abcdef0123456789abcdef');
const id = '0123456789abcdef0123456789abcdef-1234';
const always = {
  AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
};

interface Case {
  readonly title: string;
  readonly endpoints?: TaskEndpoints;
  readonly given?: Readonly<Record<string, string>>;
  readonly image?: readonly string[];
  readonly environment: Readonly<Record<string, unknown>>;
}

const endpointOf = (path: string) =>
  expect.stringMatching(new RegExp(`^http://169\\.254\\.170\\.2/${path}/${id.slice(0, 33)}\\d{10}$`));
const metadata = {
  ECS_CONTAINER_METADATA_URI: endpointOf('v3'),
  ECS_CONTAINER_METADATA_URI_V4: endpointOf('v4'),
  ECS_AGENT_URI: endpointOf('api'),
};

const cases: readonly Case[] = [
  { title: 'without any way to us there is what Fargate always sets', environment: always },
  {
    title: 'the metadata endpoint',
    endpoints: { metadata: true },
    environment: { ...always, ...metadata },
  },
  {
    title: 'credentials where the task has a role',
    endpoints: { metadata: true, credentialsId: 'c-1' },
    environment: {
      ...always,
      ...metadata,
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/c-1',
    },
  },
  {
    title: 'no credentials where nobody would answer',
    endpoints: { metadata: false, credentialsId: 'c-1' },
    environment: always,
  },
  {
    title: 'our endpoint',
    endpoints: { metadata: false, apiUrl: 'http://172.31.0.1:4566' },
    environment: { ...always, AWS_ENDPOINT_URL: 'http://172.31.0.1:4566' },
  },
  {
    title: 'an endpoint that the definition names stands',
    endpoints: { metadata: false, apiUrl: 'http://172.31.0.1:4566' },
    given: { AWS_ENDPOINT_URL: 'http://elsewhere' },
    environment: { ...always, AWS_ENDPOINT_URL: 'http://elsewhere' },
  },
  {
    title: 'what the image sets is left to it',
    endpoints: { metadata: false, apiUrl: 'http://172.31.0.1:4566' },
    image: ['AWS_ENDPOINT_URL', 'AWS_DEFAULT_REGION'],
    environment: { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' },
  },
  {
    title: 'a region that is given in one way is not given in the other as well',
    given: { AWS_REGION: 'eu-west-1' },
    environment: { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: 'eu-west-1' },
  },
  {
    title: "the agent's own names win over the definition's, others do not",
    endpoints: { metadata: true, credentialsId: 'c-1' },
    given: {
      AWS_EXECUTION_ENV: 'mine',
      ECS_AGENT_URI: 'mine',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'mine',
    },
    environment: {
      ...always,
      ...metadata,
      AWS_EXECUTION_ENV: 'mine',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/c-1',
    },
  },
];

test.each(cases)('$title', ({ endpoints = { metadata: false }, given = {}, image = [], environment }) => {
  expect(withInjected(task, 'app', endpoints, given, image)).toEqual(environment);
});

test('two containers of a task have paths of their own, the same each time', () => {
  const uri = (name: string) => withInjected(task, name, { metadata: true }, {}, []).ECS_AGENT_URI;
  expect(new Set([uri('a'), uri('b'), uri('a')]).size).toBe(2);
});
