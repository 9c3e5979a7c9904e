/**
 * Signals of the coolant: CDUs, liquid-cooled cabinets and trays, pumps, filters, reservoirs, leak detectors. Labels: `collector`, `device`
 * (the part as its equipment calls it), `side` of a CDU's connectors (primary: the building's; secondary: the racks'), and from the
 * collector's configuration `rack`, `cdu`, `tray`, `host` (the host that a BMC belongs to).
 */
import type { SignalTable } from './signal-def.ts'

export const coolantSignals = {
  'coolant-supply-temperature': {
    unit: '°C',
    kind: 'gauge',
    decimals: 2,
    help: 'Coolant on its way to what it cools.',
  },
  'coolant-return-temperature': { unit: '°C', kind: 'gauge', decimals: 2, help: 'Coolant on its way back.' },
  'coolant-delta-temperature': { unit: '°C', kind: 'gauge', decimals: 2, help: 'Return less supply, as reported.' },
  'coolant-flow': { unit: 'L/min', kind: 'gauge', decimals: 2, help: 'Coolant flow.' },
  'coolant-rated-flow': { unit: 'L/min', kind: 'gauge', decimals: 2, help: 'Flow that the connector is made for.' },
  'coolant-supply-pressure': { unit: 'kPa', kind: 'gauge', decimals: 2, help: 'Pressure of the supply.' },
  'coolant-return-pressure': { unit: 'kPa', kind: 'gauge', decimals: 2, help: 'Pressure of the return.' },
  'coolant-delta-pressure': { unit: 'kPa', kind: 'gauge', decimals: 2, help: 'Supply less return, as reported.' },
  'coolant-heat-removed': { unit: 'W', kind: 'gauge', decimals: 0, help: 'Heat that the equipment says it removes.' },
  'coolant-heat-balance': {
    unit: 'W',
    kind: 'gauge',
    decimals: 0,
    help: 'Heat by our own sum: flow × density × specific heat × (return − supply); far from the reported one, a sensor is wrong or coolant is lost.',
  },
  'coolant-valve': { unit: '%', kind: 'gauge', decimals: 1, help: 'How far the valve is open.' },
  'coolant-density': {
    unit: 'kg/m³',
    kind: 'gauge',
    decimals: 1,
    help: 'Density of the coolant, as the equipment is set.',
  },
  'coolant-specific-heat': {
    unit: 'kJ/kgK',
    kind: 'gauge',
    decimals: 3,
    help: 'Specific heat of the coolant, as the equipment is set.',
  },
  'cooling-capacity': { unit: 'W', kind: 'gauge', decimals: 0, help: 'Heat that the equipment can remove.' },
  'pump-speed': { unit: 'RPM', kind: 'gauge', decimals: 0, help: 'Speed of the pump.' },
  'pump-duty': { unit: '%', kind: 'gauge', decimals: 1, help: 'Speed of the pump as a share of its highest.' },
  'pump-hours': { unit: 'h', kind: 'gauge', decimals: 1, help: 'Hours that the pump has run.' },
  'filter-hours': { unit: 'h', kind: 'gauge', decimals: 1, help: 'Hours since the filter was serviced.' },
  'filter-rated-hours': { unit: 'h', kind: 'gauge', decimals: 1, help: 'Hours after which the filter needs service.' },
  'reservoir-level': { unit: '%', kind: 'gauge', decimals: 1, help: 'Fluid in the reservoir.' },
  'reservoir-pressure': { unit: 'kPa', kind: 'gauge', decimals: 2, help: 'Pressure in the reservoir.' },
  'reservoir-status': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['ok', 'warning', 'critical'],
    help: 'Level of the reservoir in the words of the equipment.',
  },
  'leak-detector': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['ok', 'warning', 'critical', 'unavailable', 'absent'],
    help: 'State of a leak detector; unavailable: it is faulted or disconnected, so it would not see a leak.',
  },
  'leak-alarm': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['ok', 'warning', 'critical', 'unavailable'],
    help: 'An alarm that the equipment itself concludes from several leak detectors.',
  },
  'leak-latched': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['no', 'yes'],
    help: 'Whether the equipment remembers a leak since its memory of it was cleared.',
  },
  'leak-humidity': { unit: '%', kind: 'gauge', decimals: 1, help: 'Relative humidity at a group of leak detectors.' },
  /** The equipment acts on these by itself, without asking anybody: it may take the power away. */
  'leak-reaction-warning': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['none', 'graceful-shutdown', 'force-off'],
    help: 'What the equipment does by itself when the detector goes to warning.',
  },
  'leak-reaction-critical': {
    unit: '',
    kind: 'state',
    decimals: 0,
    states: ['none', 'graceful-shutdown', 'force-off'],
    help: 'What the equipment does by itself when the detector goes to critical.',
  },
  'leak-reaction-delay': {
    unit: 's',
    kind: 'gauge',
    decimals: 0,
    help: 'How long the equipment waits before it does so.',
  },
  'dew-point': { unit: '°C', kind: 'gauge', decimals: 2, help: 'Below it, surfaces get wet without a leak.' },
  'room-humidity': { unit: '%', kind: 'gauge', decimals: 1, help: 'Relative humidity of the air.' },
} as const satisfies SignalTable
