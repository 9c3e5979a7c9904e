/** What a collector is told (agent/config-collectors.ts reads and checks it). */
import type { RegisterMap } from './modbus-map.ts'

/** Where that stands which a collector reads; each becomes a label of its readings. */
export interface CollectorAbout {
  readonly rack?: string
  readonly cdu?: string
  readonly tray?: string
  /** the host that a BMC belongs to */
  readonly host?: string
}

/** Of the coolant, where the equipment does not tell: water with 25 % propylene glycol has about 1,020 kg/m³ and 3.9 kJ/(kg·K). */
export interface Coolant {
  readonly densityKgPerM3: number
  readonly specificHeatKjPerKgK: number
}

interface CollectorBase {
  readonly name: string
  readonly periodMs: number
  /** for one request, or one run of ipmitool */
  readonly timeoutMs: number
  readonly about: CollectorAbout
}

export interface Credentials {
  readonly user: string
  readonly passwordFile: string
}

export interface RedfishConfig extends CollectorBase {
  readonly kind: 'redfish'
  /** `https://host[:port]`; http only where no password is sent over a network */
  readonly address: string
  readonly credentials: Credentials | undefined
  /** of the certificate's DER, in hex */
  readonly certificateSha256: string | undefined
  readonly caFile: string | undefined
  readonly requestsPerSecond: number
  readonly coolant: Coolant | undefined
}

export interface IpmiConfig extends CollectorBase {
  readonly kind: 'ipmi'
  /** undefined: the host's own BMC, through the kernel's driver */
  readonly remote:
    | {
        readonly host: string
        readonly port: number
        readonly credentials: Credentials
        /** undefined: ipmitool's choice */
        readonly cipherSuite: number | undefined
      }
    | undefined
}

export interface ModbusConfig extends CollectorBase {
  readonly kind: 'modbus'
  readonly host: string
  readonly port: number
  readonly unitId: number
  readonly map: RegisterMap
  readonly coolant: Coolant | undefined
}

export type CollectorConfig = RedfishConfig | IpmiConfig | ModbusConfig

export function placeLabels({ rack, cdu, tray, host }: CollectorAbout): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ rack, cdu, tray, host }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
