/** The bounds of what runs, as whom and with what, and of the care of hosts: a part of `limits`, which everybody reads them from. */
export const codeLimits = {
  // code
  /** what `submit --dir` packs: the files, before and in the archive */
  codeArchiveBytes: 256 * 1024 * 1024,
  codeEntries: 100_000,
  /** of an ignore file, and of a path in an archive */
  ignoreFileBytes: 1024 * 1024,
  codePathBytes: 4_096,
  // secrets
  secretBytes: 64 * 1024,
  secretsKept: 1_000,
  secretsPerJob: 32,
  // users
  userMapEntries: 256,
  // work directories
  /** between two looks at how much an attempt keeps in its work directory, and files looked at in one */
  diskLookMs: 30_000,
  diskLookFiles: 200_000,
  /** what ended attempts may keep on a host before the oldest go */
  endedWorkBytes: 10 * 1024 * 1024 * 1024,
  /** with less room on the disk they go, whatever they take */
  keptWorkFreeBytes: 2 * 1024 * 1024 * 1024,
  // the site's scripts
  scriptMs: 60_000,
  scriptMaxMs: 3600_000,
  scriptSaidChars: 2_000,
  // maintenance
  /** hosts that were removed or replaced and are refused when they come back */
  removedHosts: 48,
  /** machines that one host came after */
  replacedKept: 4,
} as const
