/** The private DNS name that AWS gives an address: `ip-10-0-0-1.ec2.internal` in us-east-1. */
export function privateDnsName(region: string, address: string): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${address.replaceAll('.', '-')}.${domain}`;
}
