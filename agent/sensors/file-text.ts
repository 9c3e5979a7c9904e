/** What a file of /sys or /proc said, or why it could not be read. */
/** What a file said, or why it could not be read. */
export type FileText = { readonly text: string } | { readonly errno: string }

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is there no more',
  ENODEV: 'the device is gone',
  ENXIO: 'the device is gone',
  EAGAIN: 'the driver has nothing to say now (EAGAIN)',
  EINVAL: 'the driver refuses to read it (EINVAL)',
  ENODATA: 'the driver has no data (ENODATA)',
  EIO: 'the driver could not read it (EIO)',
}
export const errnoWords = (errno: string): string => words[errno] ?? errno

export const errnoOf = (error: unknown): FileText => ({ errno: (error as NodeJS.ErrnoException).code ?? 'EIO' })
