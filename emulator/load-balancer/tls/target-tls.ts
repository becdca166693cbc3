/**
 * How the load balancer speaks TLS to targets: it does not check their certificates, and takes old versions too
 * (Application Load Balancers guide, "Target groups" and "Security policies": ELBSecurityPolicy-2016-08).
 */
export const targetTls = {
  rejectUnauthorized: false,
  minVersion: 'TLSv1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
} as const;
