/** Addresses of hosts, IPv4 or IPv6, as text. */

/** Reaches only the machine it is used on. */
export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
