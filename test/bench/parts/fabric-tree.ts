/** A made-up `/sys` with InfiniBand ports, as the kernel lays it out: read by our agent and by node_exporter alike. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of a ConnectX-7 port with a figure that is plausible after some weeks. */
const counters = {
  excessive_buffer_overrun_errors: 0,
  link_downed: 1,
  link_error_recovery: 0,
  local_link_integrity_errors: 0,
  multicast_rcv_packets: 54_112,
  multicast_xmit_packets: 11,
  port_rcv_constraint_errors: 0,
  port_rcv_data: 98_231_441_002_113,
  port_rcv_errors: 0,
  port_rcv_packets: 88_112_904_233,
  port_rcv_remote_physical_errors: 0,
  port_rcv_switch_relay_errors: 0,
  port_xmit_constraint_errors: 0,
  port_xmit_data: 97_112_004_991_220,
  port_xmit_discards: 0,
  port_xmit_packets: 87_904_120_557,
  port_xmit_wait: 4_412_003,
  symbol_error: 0,
  unicast_rcv_packets: 88_112_850_121,
  unicast_xmit_packets: 87_904_120_546,
  VL15_dropped: 0,
}

const hwCounters = {
  duplicate_request: 0,
  implied_nak_seq_err: 0,
  lifespan: 10,
  local_ack_timeout_err: 2,
  np_cnp_sent: 0,
  np_ecn_marked_roce_packets: 0,
  out_of_buffer: 0,
  out_of_sequence: 0,
  packet_seq_err: 0,
  req_cqe_error: 0,
  req_remote_access_errors: 0,
  req_transport_retries_exceeded: 0,
  resp_cqe_error: 0,
  resp_local_length_error: 0,
  rnr_nak_retry_err: 0,
  roce_adp_retrans: 0,
  roce_slow_restart: 0,
  rp_cnp_handled: 0,
  rp_cnp_ignored: 0,
  rx_atomic_requests: 0,
  rx_icrc_encapsulated: 0,
  rx_read_requests: 42_113,
  rx_write_requests: 9_114_208_112,
}

export function writeFabric(sysRoot: string, ports: number): void {
  for (let i = 0; i < ports; i++) {
    const device = join(sysRoot, 'class/infiniband', `mlx5_${i}`)
    const port = join(device, 'ports/1')
    write(device, { board_id: 'MT_0000000838', fw_ver: '28.39.3004', hca_type: 'MT4129', node_type: '1: CA' })
    write(port, { link_layer: 'InfiniBand', phys_state: '5: LinkUp', rate: '400 Gb/sec (4X NDR)', state: '4: ACTIVE' })
    write(join(port, 'counters'), counters)
    write(join(port, 'hw_counters'), hwCounters)
  }
}

function write(folder: string, files: Readonly<Record<string, string | number>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), `${value}\n`)
}
