import { expect, test } from 'vitest';
import { hostedZoneId } from '../../../../../src/services/elbv2/load-balancer/hosted-zone-ids.ts';

test.each([
  ['us-east-1', 'Z35SXDOTRQ7X7K', 'Z26RNL4JYFTOTI'],
  ['eu-central-1', 'Z215JYRZR1TBD5', 'Z3F0SRJ5LGBH90'],
  ['xx-nowhere-1', 'Z35SXDOTRQ7X7K', 'Z26RNL4JYFTOTI'],
])('the hosted zones of %s', (region, application, network) => {
  expect([hostedZoneId(region, 'application'), hostedZoneId(region, 'network')]).toEqual([
    application,
    network,
  ]);
});
