/** A BMC by IPMI, through ipmitool: the host's own where the kernel has a driver for it, others over the network where configured. */
import type { Source, Surroundings } from './collector.ts'
import type { IpmiConfig } from './collector-config.ts'
import type { Row } from './collector-rows.ts'
import { lacksDcmi, noDcmi, parseDcmiPower, parseSensors } from './ipmi-parse.ts'
import { Ipmitool, type Ran } from './ipmitool.ts'
import { RowStore } from './row-store.ts'
import { checkSecretMode } from './secret-file.ts'

/** A BMC that knows no DCMI is asked again after this: it may have got new firmware. */
const dcmiAgainMs = 3_600_000

/** How ipmitool is told to reach the BMC. The password goes by file: an argument can be read by everybody on the host. */
export function reachArgs({ remote }: IpmiConfig): string[] {
  if (remote === undefined) return ['-I', 'open']
  const { host, port, credentials, cipherSuite } = remote
  const suite = cipherSuite === undefined ? [] : ['-C', String(cipherSuite)]
  return [
    '-I',
    'lanplus',
    ...suite,
    '-H',
    host,
    '-p',
    String(port),
    '-U',
    credentials.user,
    '-f',
    credentials.passwordFile,
  ]
}

export class IpmiSource implements Source {
  readonly #config: IpmiConfig
  readonly #clock: Surroundings['clock']
  readonly #tool: Ipmitool
  readonly #store = new RowStore()
  #dcmiAtMs = 0
  requests = 0
  failures = 0

  constructor(config: IpmiConfig, around: Surroundings, program?: string) {
    this.#config = config
    this.#clock = around.clock
    this.#tool = new Ipmitool(reachArgs(config), config.timeoutMs, around.timers, program)
  }

  async round(): Promise<number> {
    try {
      const passwordFile = this.#config.remote?.credentials.passwordFile
      if (passwordFile !== undefined) await checkSecretMode(passwordFile)
      await this.#sensors()
    } catch (error) {
      this.#store.failAll((error as Error).message, this.#clock.nowMs())
      throw error
    }
    return this.#dcmi()
  }

  rows(): readonly Row[] {
    return this.#store.rows()
  }

  async close(): Promise<void> {
    this.#tool.close()
  }

  async #sensors(): Promise<void> {
    const { status, stdout, stderr } = await this.#run(['sdr', 'elist'])
    const rows = parseSensors(stdout, this.#clock.nowMs())
    // ipmitool ends with a status other than 0 when single sensors could not be read.
    if (rows.length === 0) {
      this.failures += 1
      throw new Error(`ipmitool sdr elist gave no sensors (status ${status}): ${firstLine(stderr)}`)
    }
    this.#store.keep('sensors', rows, this.#clock.nowMs())
  }

  async #dcmi(): Promise<number> {
    const nowMs = this.#clock.nowMs()
    if (nowMs < this.#dcmiAtMs) return 0
    try {
      const { status, stdout, stderr } = await this.#run(['dcmi', 'power', 'reading'])
      if (status === 0) {
        this.#store.keep('dcmi', [parseDcmiPower(stdout, this.#clock.nowMs())], nowMs)
        return 0
      }
      if (!lacksDcmi(stderr)) throw new Error(`ipmitool dcmi power reading: ${firstLine(stderr)}`)
      this.#dcmiAtMs = nowMs + dcmiAgainMs
      this.#store.keep('dcmi', [noDcmi], nowMs)
      return 0
    } catch (error) {
      this.failures += 1
      this.#store.fail('dcmi', (error as Error).message, nowMs, 'DCMI')
      return 1
    }
  }

  #run(command: readonly string[]): Promise<Ran> {
    this.requests += 1
    return this.#tool.run(command).catch((error: Error) => {
      this.failures += 1
      throw error
    })
  }
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0]?.slice(0, 200) ?? ''
