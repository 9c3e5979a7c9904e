/** Small Redfish resources in the forms that services really have: a CDU, a server with both old and new resources, a PDU. */
import type { Bodies } from './redfish-server.ts'

const v1 = '/redfish/v1'
const link = (path: string): { '@odata.id': string } => ({ '@odata.id': `${v1}${path}` })
const type = (kind: string, version = 'v1_0_0'): { '@odata.type': string } => ({
  '@odata.type': version === '' ? `#${kind}.${kind}` : `#${kind}.${version}.${kind}`,
})
const ok = { Status: { State: 'Enabled', Health: 'OK' } }
const collection = (...paths: readonly string[]): unknown => ({
  ...type('FanCollection', ''),
  'Members@odata.count': paths.length,
  Members: paths.map(link),
})
const resource = (path: string, kind: string, rest: object): Bodies => ({
  [`${v1}${path}`]: { ...link(path), ...type(kind), Id: path.split('/').at(-1), ...ok, ...rest },
})
const list = (path: string, ...names: readonly string[]): Bodies => ({
  [`${v1}${path}`]: collection(...names.map((name) => `${path}/${name}`)),
})

const serviceRoot = (...parts: readonly string[]): Bodies => ({
  [`${v1}/`]: {
    ...type('ServiceRoot'),
    ...Object.fromEntries(parts.map((part) => [part, link(`/${part}`)])),
  },
})

const cdu = '/ThermalEquipment/CDUs/1'
const reading = (of: number, sensor?: string): object =>
  sensor === undefined ? { Reading: of } : { Reading: of, DataSourceUri: `${v1}/Chassis/1/Sensors/${sensor}` }

const connector = {
  FlowLitersPerMinute: reading(42, 'SecondaryFlow'),
  SupplyTemperatureCelsius: reading(29),
  ReturnTemperatureCelsius: reading(50),
  DeltaTemperatureCelsius: reading(21),
  SupplyPressurekPa: reading(108),
  ReturnPressurekPa: reading(145),
  DeltaPressurekPa: reading(37),
  HeatRemovedkW: reading(26.36),
  ValvePositionPercent: reading(61.5),
}

export const cduBodies: Bodies = {
  ...serviceRoot('ThermalEquipment'),
  ...resource('/ThermalEquipment', 'ThermalEquipment', { CDUs: link('/ThermalEquipment/CDUs') }),
  ...list('/ThermalEquipment/CDUs', '1'),
  ...resource(cdu, 'CoolingUnit', {
    Name: 'Row 3 CDU',
    Manufacturer: 'Contoso',
    Model: 'LCOOL6000',
    SerialNumber: '4896',
    FirmwareVersion: '1.0.0',
    Coolant: { CoolantType: 'Water', SpecificHeatkJoulesPerKgK: 3.974, DensityKgPerCubicMeter: 1030 },
    CoolingCapacityWatts: 50_000,
    SecondaryCoolantConnectors: link(`${cdu}/SecondaryCoolantConnectors`),
    Pumps: link(`${cdu}/Pumps`),
    Filters: link(`${cdu}/Filters`),
    Reservoirs: link(`${cdu}/Reservoirs`),
    LeakDetection: link(`${cdu}/LeakDetection`),
    EnvironmentMetrics: link(`${cdu}/EnvironmentMetrics`),
  }),
  ...list(`${cdu}/SecondaryCoolantConnectors`, '1'),
  ...resource(`${cdu}/SecondaryCoolantConnectors/1`, 'CoolantConnector', { Name: 'Rack side', ...connector }),
  ...list(`${cdu}/Pumps`, '1', '2'),
  ...resource(`${cdu}/Pumps/1`, 'Pump', { PumpSpeedPercent: { Reading: 62, SpeedRPM: 1800 }, ServiceHours: 1344 }),
  ...resource(`${cdu}/Pumps/2`, 'Pump', {
    Status: { State: 'UnavailableOffline', Health: 'Critical' },
    PumpSpeedPercent: { Reading: 0, SpeedRPM: 0 },
  }),
  ...list(`${cdu}/Filters`, '1'),
  ...resource(`${cdu}/Filters/1`, 'Filter', { ServiceHours: 354, RatedServiceHours: 7500 }),
  ...list(`${cdu}/Reservoirs`, '1'),
  ...resource(`${cdu}/Reservoirs/1`, 'Reservoir', {
    FluidLevelPercent: { Reading: 64.8 },
    FluidLevelStatus: 'OK',
    InternalPressurekPa: { Reading: 138.7 },
  }),
  ...resource(`${cdu}/LeakDetection`, 'LeakDetection', {
    LeakDetectors: link(`${cdu}/LeakDetection/LeakDetectors`),
    LeakDetectorGroups: [
      {
        GroupName: 'under the CDU',
        HumidityPercent: { Reading: 45 },
        Detectors: [
          {
            DataSourceUri: `${v1}${cdu}/LeakDetection/LeakDetectors/Moisture`,
            DeviceName: 'Moisture',
            DetectorState: 'OK',
          },
          { DeviceName: 'Rope 1', DetectorState: 'Unavailable' },
        ],
      },
    ],
  }),
  ...list(`${cdu}/LeakDetection/LeakDetectors`, 'Moisture'),
  ...resource(`${cdu}/LeakDetection/LeakDetectors/Moisture`, 'LeakDetector', {
    LeakDetectorType: 'Moisture',
    DetectorState: 'OK',
    WarningReactionType: 'None',
    CriticalReactionType: 'ForceOff',
    ReactionDelaySeconds: 30,
  }),
  ...resource(`${cdu}/EnvironmentMetrics`, 'EnvironmentMetrics', {
    PowerWatts: reading(6438),
    EnergykWh: reading(2),
    HumidityPercent: reading(41),
    DewPointCelsius: reading(11.25),
  }),
}

const hgx = '/Systems/HGX_Baseboard_0'
function gpuBodies(n: number): Bodies {
  const path = `${hgx}/Processors/GPU_SXM_${n}`
  return {
    ...resource(path, 'Processor', { EnvironmentMetrics: link(`${path}/EnvironmentMetrics`) }),
    ...resource(`${path}/EnvironmentMetrics`, 'EnvironmentMetrics', {
      PowerWatts: reading(600 + n),
      EnergyJoules: reading(123_456),
      TemperatureCelsius: reading(50 + n),
    }),
  }
}

/** An H100 server: the new resources, GPUs under the HGX system, single sensors. */
export const serverBodies: Bodies = {
  ...serviceRoot('Chassis', 'Systems'),
  ...list('/Chassis', '1'),
  ...resource('/Chassis/1', 'Chassis', {
    PowerState: 'On',
    EnvironmentMetrics: link('/Chassis/1/EnvironmentMetrics'),
    PowerSubsystem: link('/Chassis/1/PowerSubsystem'),
    Power: link('/Chassis/1/Power'),
    ThermalSubsystem: link('/Chassis/1/ThermalSubsystem'),
    Thermal: link('/Chassis/1/Thermal'),
    Sensors: link('/Chassis/1/Sensors'),
  }),
  ...resource('/Chassis/1/EnvironmentMetrics', 'EnvironmentMetrics', {
    PowerWatts: reading(5400.5, 'TotalPower'),
    PowerLimitWatts: { SetPoint: 10_200, ControlMode: 'Automatic' },
  }),
  ...resource('/Chassis/1/PowerSubsystem', 'PowerSubsystem', {
    PowerSupplies: link('/Chassis/1/PowerSubsystem/PowerSupplies'),
  }),
  ...list('/Chassis/1/PowerSubsystem/PowerSupplies', 'PSU0', 'PSU1'),
  ...resource('/Chassis/1/PowerSubsystem/PowerSupplies/PSU0', 'PowerSupply', {
    Metrics: link('/Chassis/1/PowerSubsystem/PowerSupplies/PSU0/Metrics'),
  }),
  ...resource('/Chassis/1/PowerSubsystem/PowerSupplies/PSU0/Metrics', 'PowerSupplyMetrics', {
    InputPowerWatts: reading(937.4),
    OutputPowerWatts: reading(880.1),
    InputVoltage: reading(230.2),
    TemperatureCelsius: reading(43.9),
    FanSpeedPercent: { Reading: 68, SpeedRPM: 3290 },
  }),
  ...resource('/Chassis/1/PowerSubsystem/PowerSupplies/PSU1', 'PowerSupply', { Status: { State: 'Absent' } }),
  ...resource('/Chassis/1/ThermalSubsystem', 'ThermalSubsystem', {
    ThermalMetrics: link('/Chassis/1/ThermalSubsystem/ThermalMetrics'),
    Fans: link('/Chassis/1/ThermalSubsystem/Fans'),
    LeakDetection: link('/Chassis/1/ThermalSubsystem/LeakDetection'),
  }),
  ...resource('/Chassis/1/ThermalSubsystem/LeakDetection', 'LeakDetection', {
    LeakDetectors: link('/Chassis/1/ThermalSubsystem/LeakDetection/LeakDetectors'),
  }),
  ...list('/Chassis/1/ThermalSubsystem/LeakDetection/LeakDetectors', 'ColdPlate'),
  ...resource('/Chassis/1/ThermalSubsystem/LeakDetection/LeakDetectors/ColdPlate', 'LeakDetector', {
    DetectorState: 'Warning',
    CriticalReactionType: 'GracefulShutdown',
  }),
  ...resource('/Chassis/1/ThermalSubsystem/ThermalMetrics', 'ThermalMetrics', {
    TemperatureSummaryCelsius: { Intake: reading(24.8), Exhaust: reading(40.5) },
  }),
  ...list('/Chassis/1/ThermalSubsystem/Fans', '1'),
  ...resource('/Chassis/1/ThermalSubsystem/Fans/1', 'Fan', { SpeedPercent: { Reading: 45, SpeedRPM: 2200 } }),
  ...list('/Chassis/1/Sensors', 'TotalPower', 'Inlet', 'LiquidIn'),
  ...resource('/Chassis/1/Sensors/TotalPower', 'Sensor', { ReadingType: 'Power', Reading: 5400.5 }),
  ...resource('/Chassis/1/Sensors/Inlet', 'Sensor', {
    Name: 'Front Panel Ambient',
    ReadingType: 'Temperature',
    Reading: null,
    ReadingUnits: 'Cel',
  }),
  ...resource('/Chassis/1/Sensors/LiquidIn', 'Sensor', {
    Name: 'cold plates',
    PhysicalContext: 'LiquidInlet',
    ReadingType: 'Pressure',
    ReadingUnits: 'PSI',
    Reading: 33.92,
  }),
  ...list('/Systems', 'HGX_Baseboard_0'),
  ...resource(hgx, 'ComputerSystem', { PowerState: 'On', Processors: link(`${hgx}/Processors`) }),
  ...list(`${hgx}/Processors`, 'GPU_SXM_1', 'GPU_SXM_2'),
  ...gpuBodies(1),
  ...gpuBodies(2),
}
