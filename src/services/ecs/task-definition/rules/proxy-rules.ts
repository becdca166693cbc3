import type { Rule } from './rule.ts';

/** Rules of App Mesh's proxy. */
export const proxyRules: readonly Rule[] = [
  ({ proxyConfiguration, networkMode }) =>
    proxyConfiguration !== undefined && networkMode !== 'awsvpc'
      ? 'APPMESH proxy configuration is only supported in networkMode=awsvpc'
      : undefined,
  ({ proxyConfiguration, containers }) =>
    proxyConfiguration === undefined ||
    containers.some(({ name }) => name === proxyConfiguration.containerName)
      ? undefined
      : `Proxy container [${proxyConfiguration.containerName}] does not exist.`,
  ({ proxyConfiguration }) =>
    proxyConfiguration === undefined ||
    proxyConfiguration.properties?.some(({ name }) => name === 'ProxyIngressPort')
      ? undefined
      : 'Ingress port not found',
];
