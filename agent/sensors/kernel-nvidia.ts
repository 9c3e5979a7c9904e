/** Lines of NVIDIA's drivers: Xid, SXid, GPUs that have fallen off the bus, NVLink, GSP and what else NVRM says. */
import { type KernelLine, line, pciAddress } from './kernel-line.ts'

const xid = /\bNVRM: Xid \(([^)]*)\):\s*([^,\s]+)(.*)$/
const sxid = /\b(nvidia-nvswitch\d+): SXid \(([^)]*)\):\s*(\d+)?(.*)$/
const fallen = /fallen off the bus/i
/** what the driver prints after a fault on its way to the GPU's firmware: rows of a table, and its headings */
const history = /NVRM:\s+(?:entry\s+function|-?\d+\s+\d+\s+\w+\s+0x)|RPC (?:event )?history|RPC buffer contains/
const fault =
  /assert|fail|error|fatal|timeout|timed out|halt|crash|mismatch|cannot|unable|rate limiting|needs to be reset|\bbusy\b|overtemp|not responding/i

const known = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || text === '<unknown>' ? undefined : text

/** NVLink5's codes: the unit that reports, how bad, its link, and the words that the catalogue is looked up by. */
function nvlink5(message: string): Record<string, string | undefined> {
  const head = /([A-Z][\w/]*)\s+(Nonfatal|Fatal)\s+XC(\d+)\s+i(\d+)/i.exec(message)
  const words = /\((0x[0-9a-f]+)(?:\s+(0x[0-9a-f]+))?/i.exec(message)
  const info = words === null ? undefined : Number.parseInt(words[1]!, 16)
  return {
    unit: head?.[1],
    severity: head?.[2]?.toLowerCase(),
    link: /\bLink\s+(-?\d+)/.exec(message)?.[1],
    intrInfo: words?.[1],
    errorStatus: words?.[2],
    // gpud and NVSentinel agree: six bits from bit 20 of the first word
    subCode: info === undefined ? undefined : String((info >>> 20) & 0x3f),
  }
}

/** Where in the chip: `(GPC 10, TPC 1, SM 1)` of Xid 13, `GPC3 GPCCLIENT_T1_5` of Xid 31. */
function place(message: string): Record<string, string | undefined> {
  const exception = /\(GPC (\d+), TPC (\d+)(?:, SM (\d+))?/.exec(message)
  if (exception !== null) return { gpc: exception[1], tpc: exception[2], sm: exception[3] }
  return { gpc: /\bGPC(\d+)\b/.exec(message)?.[1], tpc: /GPCCLIENT_T\d+_(\d+)/.exec(message)?.[1] }
}

function detailsOf(code: number, message: string): Record<string, string | undefined> {
  if (code >= 144 && code <= 150) return nvlink5(message)
  if (code === 13 || code === 31) return place(message)
  if (code === 74) return { link: /\blink (\d+)/i.exec(message)?.[1], registers: /\((0x[^)]*)\)/.exec(message)?.[1] }
  if (code === 154) {
    const action = /(0x[0-9a-f]+)\s+\(([^()]+)\)\s*$/i.exec(message)
    return { action: action?.[2], actionCode: action === null ? undefined : String(Number(action[1])) }
  }
  if (code === 119 || code === 120) return { rpc: /function \d+ \((\w+)\)/.exec(message)?.[1] }
  return {}
}

function xidLine(text: string, match: RegExpExecArray): KernelLine {
  const [, where = '', number = '', rest = ''] = match
  const code = /^\d+$/.test(number) ? Number(number) : 0
  const device = pciAddress(where)
  const pid = known(/\bpid='?(<unknown>|\d+)'?/.exec(rest)?.[1])
  const name = known(/\bname=([^,]*)/.exec(rest)?.[1]?.trim())
  const message = rest.replace(/^,?\s*(?:pid=[^,]*)?,?\s*(?:name=[^,]*)?,?\s*/, '')
  const details = { pid, name, ...detailsOf(code, message) }
  // 79 says it by its number; where another number comes with the words, they are what happened.
  const of = fallen.test(message) && code !== 79 ? 'gpu-fell-off-bus' : 'xid'
  return line(of, text, { code, device, details })
}

function sxidLine(text: string, match: RegExpExecArray): KernelLine {
  const [, name, where = '', code, rest = ''] = match
  return line('sxid', text, {
    code: code === undefined ? 0 : Number(code),
    device: pciAddress(where),
    details: {
      switch: name,
      severity: /,\s*(Fatal|Non-fatal)\b/i.exec(rest)?.[1]?.toLowerCase(),
      link: /\bLink (\d+)/.exec(rest)?.[1]?.replace(/^0+(?=\d)/, ''),
    },
  })
}

export class NvidiaLines {
  /** the GPU that a message of several lines has named in its first one */
  #named = ''

  /** undefined for lines that are not of these drivers. */
  parse(text: string): KernelLine | undefined {
    const named = this.#named
    this.#named = ''
    const asXid = xid.exec(text)
    if (asXid !== null) return xidLine(text, asXid)
    const asSxid = sxid.exec(text)
    if (asSxid !== null) return sxidLine(text, asSxid)
    if (/\bNVRM:/.test(text)) return this.#other(text, named)
    if (/\bnvidia-(?:nvswitch|nvlink)\d*:/.test(text))
      return line('nvlink', text, { device: pciAddress(text), fault: fault.test(text) })
    return undefined
  }

  #other(text: string, named: string): KernelLine {
    const device = pciAddress(text)
    if (fallen.test(text)) return line('gpu-fell-off-bus', text, { device: device === '' ? named : device })
    // `NVRM: The NVIDIA GPU 0000:b4:00.0`, then `NVRM: (PCI ID: …) installed in this system has`, then the words.
    if (/The NVIDIA GPU/.test(text)) this.#named = device
    else if (/installed in this system has|\(PCI ID:/.test(text)) this.#named = named
    if (history.test(text)) return line('gsp', text, { fault: false })
    const of = /nvlink/i.test(text) ? 'nvlink' : /\bGSP\b/i.test(text) ? 'gsp' : 'nvrm'
    return line(of, text, { device, fault: fault.test(text) })
  }
}
