/** How names and digests are written, for all who take one from outside: the API, and the agent, which may be root and looks again. */

/** Also a file's name: no separators, and no dot first. */
export const nameFormat = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
export const sha256Format = /^[0-9a-f]{64}$/
/** A container image by its digest. It begins with no hyphen: podman would take it for an option. */
export const imageFormat = /^[a-z0-9][A-Za-z0-9._:/-]*@sha256:[0-9a-f]{64}$/

export const isSha256 = (value: unknown): value is string => typeof value === 'string' && sha256Format.test(value)
