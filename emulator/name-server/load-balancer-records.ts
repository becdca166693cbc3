import type { LoadBalancer } from '../../src/services/elbv2/model.ts';
import type { NameRecords } from './name-records.ts';

export interface LoadBalancerRecordsOptions {
  findByDnsName(dnsName: string): Pick<LoadBalancer, 'vpcId'> | undefined;
  /** Where the load balancers of a VPC listen besides loopback. */
  listenerAddresses(vpcId: string): readonly string[];
}

/** The DNSNames of load balancers. */
export function loadBalancerRecords(options: LoadBalancerRecordsOptions): NameRecords {
  return {
    addressesOf: (name, askedAt) => {
      const loadBalancer = options.findByDnsName(name);
      if (loadBalancer === undefined) return undefined;
      // Loopback is everybody's own.
      const addresses = options
        .listenerAddresses(loadBalancer.vpcId)
        .filter((address) => !address.startsWith('127.'));
      return addresses.includes(askedAt) ? [askedAt] : addresses.slice(0, 1);
    },
  };
}
