/** Where a device is on PCI, written as the kernel does, so that its log lines and sysfs can be told to be about the same device. */

/** `00000000:3B:00.0` → `0000:3b:00.0`; as it is where it is no address. */
export function pciAddress(text: string): string {
  const match = /^(?:0000)?([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i.exec(text.trim())
  return match === null ? text : match[1]!.toLowerCase()
}
