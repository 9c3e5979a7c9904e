/**
 * The Xid codes of NVIDIA's driver, one row a code: what NVIDIA says to do, and how grave we hold it to be.
 *
 * Sources of what is to be done:
 * - `nvidia`: "Analyzing Xid Errors with the Xid Catalog", docs.nvidia.com/deploy/xid-errors, as of 2025-10-29 (column "Resolution Bucket,
 *   Immediate Action", and beside it "Investigatory Action").
 * - `guidelines`: NVIDIA's GPU Debug Guidelines, where the catalogue only names a work flow.
 * - `ours`: NVIDIA's row has no action yet; README.md says why we chose this one.
 *
 * Grades are ours everywhere: `stop` only where nothing on the GPU can go on or what it computes is wrong; `degrade` where NVIDIA asks for a
 * reset or a restart; `watch` for the rest. A code that is listed as unused, or not at all, is watched: nobody is drained for what nobody knows.
 */
import type { Grade } from '../../../shared/model/health.ts'

/** Rises with every change of a row: a verdict says which one judged it. */
export const xidCatalogueVersion = '2025-10-29.1'

/** NVIDIA's immediate action by its own word; INSPECT is ours. */
export type XidAction =
  | 'CHECK_MECHANICALS'
  | 'CHECK_UVM'
  | 'CONTACT_SUPPORT'
  | 'IGNORE'
  | 'INSPECT'
  | 'RESET_GPU'
  | 'RESTART_APP'
  | 'RESTART_BM'
  | 'RESTART_VM'
  | 'UPDATE_SWFW'
  | 'WORKFLOW_NVLINK5_ERR'
  | 'WORKFLOW_NVLINK_ERR'
  | 'WORKFLOW_XID_45'
  | 'WORKFLOW_XID_48'
  | 'XID_154'

export type XidSource = 'nvidia' | 'guidelines' | 'ours'

export interface XidRow {
  readonly code: number
  readonly mnemonic: string
  readonly grade: Grade
  readonly immediate: XidAction
  /** what to look into afterwards, in NVIDIA's word; `-`: nothing */
  readonly investigatory: string
  readonly source: XidSource
  /** plain words; the mnemonic where the code is not in use */
  readonly text: string
}

/** code | mnemonic | our grade | NVIDIA's immediate action | its investigatory action | source | plain words */
const table = `
1 | ROBUST_CHANNEL_FIFO_ERROR_FIFO_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
2 | ROBUST_CHANNEL_FIFO_ERROR_SW_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
3 | ROBUST_CHANNEL_FIFO_ERROR_UNK_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
4 | ROBUST_CHANNEL_FIFO_ERROR_CHANNEL_BUSY | watch | CONTACT_SUPPORT | - | nvidia | -
5 | ROBUST_CHANNEL_FIFO_ERROR_RUNOUT_OVERFLOW | watch | CONTACT_SUPPORT | - | nvidia | -
6 | ROBUST_CHANNEL_FIFO_ERROR_PARSE_ERR | watch | CONTACT_SUPPORT | - | nvidia | -
7 | ROBUST_CHANNEL_FIFO_ERROR_PTE_ERR | watch | CONTACT_SUPPORT | - | nvidia | -
8 | ROBUST_CHANNEL_FIFO_ERROR_IDLE_TIMEOUT | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | The GPU did not finish a command in time; the channel was closed
9 | ROBUST_CHANNEL_GR_ERROR_INSTANCE | watch | CONTACT_SUPPORT | - | nvidia | -
10 | ROBUST_CHANNEL_GR_ERROR_SINGLE_STEP | watch | CONTACT_SUPPORT | - | nvidia | -
11 | ROBUST_CHANNEL_GR_ERROR_MISSING_HW | watch | RESTART_APP | CHECK_APP/CUDA | nvidia | The application sent commands that the GPU does not know
12 | ROBUST_CHANNEL_GR_ERROR_SW_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
13 | ROBUST_CHANNEL_GR_EXCEPTION | watch | RESTART_APP | WORKFLOW_XID_13 | nvidia | A kernel of the application faulted (an index out of range, a bad instruction); hardware only when the same GPC and TPC repeat
14 | ROBUST_CHANNEL_FAKE_ERROR | watch | IGNORE | CONTACT_SUPPORT | nvidia | -
15 | ROBUST_CHANNEL_SCANLINE_TIMEOUT | watch | CONTACT_SUPPORT | - | nvidia | -
16 | ROBUST_CHANNEL_VBLANK_CALLBACK_TIMEOUT | watch | CONTACT_SUPPORT | CONTACT_SUPPORT | nvidia | -
17 | ROBUST_CHANNEL_PARAMETER_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
18 | ROBUST_CHANNEL_BUS_MASTER_TIMEOUT_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
19 | ROBUST_CHANNEL_DISP_MISSED_NOTIFIER | watch | CONTACT_SUPPORT | - | nvidia | -
20 | ROBUST_CHANNEL_MPEG_ERROR_SW_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
21 | ROBUST_CHANNEL_ME_ERROR_SW_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
22 | ROBUST_CHANNEL_VP_ERROR_SW_METHOD | watch | CONTACT_SUPPORT | - | nvidia | -
23 | ROBUST_CHANNEL_RC_LOGGING_ENABLED | watch | CONTACT_SUPPORT | - | nvidia | -
24 | ROBUST_CHANNEL_GR_SEMAPHORE_TIMEOUT | watch | CONTACT_SUPPORT | - | nvidia | -
25 | ROBUST_CHANNEL_GR_ILLEGAL_NOTIFY | watch | RESTART_APP | CHECK_APP/CUDA | nvidia | The application sent commands that are not allowed
26 | ROBUST_CHANNEL_FIFO_ERROR_FBISTATE_TIMEOUT | watch | CONTACT_SUPPORT | - | nvidia | -
27 | ROBUST_CHANNEL_VP_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
28 | ROBUST_CHANNEL_VP2_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
29 | ROBUST_CHANNEL_BSP_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
30 | ROBUST_CHANNEL_BAD_ADDR_ACCESS | watch | CONTACT_SUPPORT | - | nvidia | -
31 | ROBUST_CHANNEL_FIFO_ERROR_MMU_ERR_FLT | watch | RESTART_APP | WORKFLOW_XID_31 | nvidia | The application touched memory that is not its own; hardware only when the same unit repeats
32 | ROBUST_CHANNEL_PBDMA_ERROR | watch | RESTART_APP | CHECK_APP/CUDA | nvidia | The command stream to the GPU was damaged: the application, the driver or PCIe
33 | ROBUST_CHANNEL_SEC_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
34 | ROBUST_CHANNEL_MSVLD_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
35 | ROBUST_CHANNEL_MSPDEC_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
36 | ROBUST_CHANNEL_MSPPP_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
37 | ROBUST_CHANNEL_FECS_ERR_UNIMP_FIRMWARE_METHOD | watch | IGNORE | CHECK_APP/CUDA | nvidia | The driver sent its firmware a command it does not know
38 | ROBUST_CHANNEL_FECS_ERR_WATCHDOG_TIMEOUT | watch | IGNORE | CONTACT_SUPPORT | nvidia | The firmware that switches contexts missed its watchdog
39 | ROBUST_CHANNEL_CE0_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 0 faulted
40 | ROBUST_CHANNEL_CE1_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 1 faulted
41 | ROBUST_CHANNEL_CE2_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 2 faulted
42 | ROBUST_CHANNEL_VIC_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
43 | ROBUST_CHANNEL_RESETCHANNEL_VERIF_ERROR | watch | IGNORE | CONTACT_SUPPORT | nvidia | The application was ended by a fault of its own; the GPU is well
44 | ROBUST_CHANNEL_GR_FAULT_DURING_CTXSW | watch | IGNORE | CONTACT_SUPPORT | nvidia | A fault while contexts were switched
45 | ROBUST_CHANNEL_PREEMPTIVE_REMOVAL | watch | WORKFLOW_XID_45 | RESTART_FM | nvidia | Channels were cleared after an earlier fault or because the application ended; look at what came before
46 | ROBUST_CHANNEL_GPU_TIMEOUT_ERROR | stop | RESET_GPU | CONTACT_SUPPORT | nvidia | The GPU stopped processing
47 | ROBUST_CHANNEL_NVENC0_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
48 | ROBUST_CHANNEL_GPU_ECC_DBE | degrade | WORKFLOW_XID_48 | WORKFLOW_XID_48 | guidelines | A memory error that could not be corrected
49 | SILENT_RUNNING_CONSTANT_LEVEL_SET_BY_REGISTRY | watch | CONTACT_SUPPORT | - | nvidia | -
50 | SILENT_RUNNING_LEVEL_TRANSITION_DUE_TO_RC_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
51 | SILENT_RUNNING_STRESS_TEST_FAILURE | watch | CONTACT_SUPPORT | - | nvidia | -
52 | SILENT_RUNNING_LEVEL_TRANS_DUE_TO_TEMP_RISE | watch | CONTACT_SUPPORT | - | nvidia | -
53 | SILENT_RUNNING_TEMP_REDUCED_CLOCKING | watch | CONTACT_SUPPORT | - | nvidia | -
54 | SILENT_RUNNING_PWR_REDUCED_CLOCKING | degrade | CHECK_MECHANICALS | CONTACT_SUPPORT | nvidia | The power cable of the GPU board is not connected
55 | SILENT_RUNNING_TEMPERATURE_READ_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
56 | DISPLAY_CHANNEL_EXCEPTION | watch | CONTACT_SUPPORT | - | nvidia | -
57 | FB_LINK_TRAINING_FAILURE_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
58 | FB_MEMORY_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
59 | PMU_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
60 | ROBUST_CHANNEL_SEC2_ERROR | watch | RESTART_APP | INVESTIGATE_SW | nvidia | The video processor faulted
61 | PMU_BREAKPOINT | watch | CONTACT_SUPPORT | - | nvidia | Internal micro-controller stopped at a breakpoint (older drivers)
62 | PMU_HALT_ERROR | stop | RESET_GPU | CONTACT_SUPPORT | nvidia | The GPU's power micro-controller has halted
63 | INFOROM_DRAM_RETIREMENT_EVENT | watch | IGNORE | IGNORE | nvidia | A bad memory row was noted for remapping; it happens at the next reset
64 | INFOROM_DRAM_RETIREMENT_FAILURE | degrade | RESET_GPU | CONTACT_SUPPORT | nvidia | A bad memory row could not be remapped
65 | ROBUST_CHANNEL_NVENC1_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
66 | ROBUST_CHANNEL_FECS_ERR_REG_ACCESS_VIOLATION | watch | IGNORE | INVESTIGATE_SW | nvidia | The driver touched a register it may not
67 | ROBUST_CHANNEL_FECS_ERR_VERIF_VIOLATION | watch | IGNORE | CONTACT_SUPPORT | nvidia | The driver touched a register it may not
68 | ROBUST_CHANNEL_NVDEC0_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 0 faulted
69 | ROBUST_CHANNEL_GR_CLASS_ERROR | watch | RESTART_APP | CHECK_APP/CUDA | nvidia | The application used a graphics class wrongly
70 | ROBUST_CHANNEL_CE3_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 3 faulted
71 | ROBUST_CHANNEL_CE4_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 4 faulted
72 | ROBUST_CHANNEL_CE5_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 5 faulted
73 | ROBUST_CHANNEL_NVENC2_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
74 | NVLINK_ERROR | degrade | WORKFLOW_NVLINK_ERR | CONTACT_SUPPORT | guidelines | NVLink to another GPU or a switch failed
75 | ROBUST_CHANNEL_CE6_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 6 faulted
76 | ROBUST_CHANNEL_CE7_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 7 faulted
77 | ROBUST_CHANNEL_CE8_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 8 faulted
78 | VGPU_START_ERROR | watch | UPDATE_SWFW | UPDATE_SWFW | nvidia | The virtual GPU could not be started: driver versions do not fit
79 | ROBUST_CHANNEL_GPU_HAS_FALLEN_OFF_THE_BUS | stop | RESTART_BM | CONTACT_SUPPORT | nvidia | The GPU does not answer on PCIe any more
80 | PBDMA_PUSHBUFFER_CRC_MISMATCH | watch | RESTART_APP | CHECK_APP/CUDA | nvidia | Data arrived damaged at the GPU
81 | ROBUST_CHANNEL_VGA_SUBSYSTEM_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
82 | ROBUST_CHANNEL_NVJPG0_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 0 faulted
83 | ROBUST_CHANNEL_NVDEC1_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 1 faulted
84 | ROBUST_CHANNEL_NVDEC2_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 2 faulted
85 | ROBUST_CHANNEL_CE9_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 9 faulted
86 | ROBUST_CHANNEL_OFA0_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Optical flow unit 0 faulted
87 | NVTELEMETRY_DRIVER_REPORT | watch | CONTACT_SUPPORT | - | nvidia | -
88 | ROBUST_CHANNEL_NVDEC3_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 3 faulted
89 | ROBUST_CHANNEL_NVDEC4_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 4 faulted
90 | LTC_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
91 | RESERVED_XID | watch | CONTACT_SUPPORT | - | nvidia | -
92 | EXCESSIVE_SBE_INTERRUPTS | watch | IGNORE | CONTACT_SUPPORT | nvidia | Many single-bit memory errors are being corrected
93 | INFOROM_ERASE_LIMIT_EXCEEDED | watch | IGNORE | CONTACT_SUPPORT | nvidia | The InfoROM was written more often than planned
94 | ROBUST_CHANNEL_CONTAINED_ERROR | watch | RESTART_APP | IGNORE | nvidia | A memory error was contained: only the application that met it is ended
95 | ROBUST_CHANNEL_UNCONTAINED_ERROR | stop | RESET_GPU | IGNORE | nvidia | A memory error was not contained: everything that ran on the GPU may be wrong
96 | ROBUST_CHANNEL_NVDEC5_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 5 faulted
97 | ROBUST_CHANNEL_NVDEC6_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 6 faulted
98 | ROBUST_CHANNEL_NVDEC7_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Video decoder 7 faulted
99 | ROBUST_CHANNEL_NVJPG1_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 1 faulted
100 | ROBUST_CHANNEL_NVJPG2_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 2 faulted
101 | ROBUST_CHANNEL_NVJPG3_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 3 faulted
102 | ROBUST_CHANNEL_NVJPG4_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 4 faulted
103 | ROBUST_CHANNEL_NVJPG5_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 5 faulted
104 | ROBUST_CHANNEL_NVJPG6_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 6 faulted
105 | ROBUST_CHANNEL_NVJPG7_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | JPEG decoder 7 faulted
106 | SMBPBI_TEST_MESSAGE | watch | IGNORE | IGNORE | nvidia | A test message of the management controller
107 | SMBPBI_TEST_MESSAGE_SILENT | watch | IGNORE | IGNORE | nvidia | A test message of the management controller
108 | NVLINK_REMOTE_TRANSLATION_ERROR | watch | IGNORE | XID_137_FLOW | nvidia | -
109 | ROBUST_CHANNEL_CTXSW_TIMEOUT_ERROR | degrade | RESET_GPU | CONTACT_SUPPORT | nvidia | A context could not be switched in time
110 | SEC_FAULT_ERROR | degrade | RESET_GPU | INVESTIGATE_SW | nvidia | A security fault inside the GPU
111 | BUNDLE_ERROR_EVENT | watch | CONTACT_SUPPORT | - | nvidia | -
112 | DISP_SUPERVISOR_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
113 | DP_LT_FAILURE | watch | CONTACT_SUPPORT | - | nvidia | -
114 | HEAD_RG_UNDERFLOW | watch | CONTACT_SUPPORT | - | nvidia | -
115 | CORE_CHANNEL_REGS | watch | CONTACT_SUPPORT | - | nvidia | -
116 | WINDOW_CHANNEL_REGS | watch | CONTACT_SUPPORT | - | nvidia | -
117 | CURSOR_CHANNEL_REGS | watch | CONTACT_SUPPORT | - | nvidia | -
118 | HEAD_REGS | watch | CONTACT_SUPPORT | - | nvidia | -
119 | GSP_RPC_TIMEOUT | degrade | RESET_GPU | INVESTIGATE_SW | nvidia | The GPU system processor did not answer the driver
120 | GSP_ERROR | degrade | RESET_GPU | INVESTIGATE_SW | nvidia | The GPU system processor failed
121 | C2C_ERROR | watch | IGNORE | CONTACT_SUPPORT | nvidia | The link between CPU and GPU (C2C) had errors that were corrected
122 | SPI_PMU_RPC_READ_FAIL | watch | CONTACT_SUPPORT | - | nvidia | -
123 | SPI_PMU_RPC_WRITE_FAIL | watch | CONTACT_SUPPORT | - | nvidia | -
124 | SPI_PMU_RPC_ERASE_FAIL | watch | CONTACT_SUPPORT | - | nvidia | -
125 | INFOROM_FS_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
126 | ROBUST_CHANNEL_CE10_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 10 faulted
127 | ROBUST_CHANNEL_CE11_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 11 faulted
128 | ROBUST_CHANNEL_CE12_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 12 faulted
129 | ROBUST_CHANNEL_CE13_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 13 faulted
130 | ROBUST_CHANNEL_CE14_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 14 faulted
131 | ROBUST_CHANNEL_CE15_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 15 faulted
132 | ROBUST_CHANNEL_CE16_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 16 faulted
133 | ROBUST_CHANNEL_CE17_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 17 faulted
134 | ROBUST_CHANNEL_CE18_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 18 faulted
135 | ROBUST_CHANNEL_CE19_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Copy engine 19 faulted
136 | ALI_TRAINING_FAIL | degrade | RESET_GPU | INVESTIGATE_LINK_SI | nvidia | An NVLink could not be trained
137 | NVLINK_PRIV_ERR | watch | IGNORE | XID_137_FLOW | nvidia | A peer refused an access over NVLink; look at the faults of the peer
138 | ROBUST_CHANNEL_DLA_ERROR | watch | CONTACT_SUPPORT | - | nvidia | -
139 | ROBUST_CHANNEL_OFA1_ERROR | watch | RESTART_APP | CONTACT_SUPPORT | nvidia | Optical flow unit 1 faulted
140 | UNRECOVERABLE_ECC_ERROR_ESCAPE | stop | RESET_GPU | CONTACT_SUPPORT | nvidia | A memory error was not recovered
141 | ROBUST_CHANNEL_FAST_PATH_ERROR | watch | IGNORE | CONTACT_SUPPORT | nvidia | A fast path of CUDA failed
142 | ROBUST_CHANNEL_NVENC3_ERROR | watch | CONTACT_SUPPORT | - | nvidia | Video encoder 3 failed
143 | GPU_INIT_ERROR | stop | RESET_GPU | CONTACT_SUPPORT | nvidia | The GPU could not be initialised
144 | NVLINK_SAW_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error in the SAW unit
145 | NVLINK_RLW_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error in the RLW unit
146 | NVLINK_TLW_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error in the TLW unit
147 | NVLINK_TREX_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error in the TREX unit
148 | NVLINK_NVLPW_CTRL_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error in the NVLPW unit
149 | NVLINK_NETIR_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: error at the link itself
150 | NVLINK_MSE_ERROR | degrade | WORKFLOW_NVLINK5_ERR | WORKFLOW_NVLINK5_ERR | nvidia | NVLink 5: the MSE micro-controller failed
151 | ROBUST_CHANNEL_KEY_ROTATION_ERROR | degrade | RESTART_VM | CONTACT_SUPPORT | nvidia | Keys for confidential computing could not be changed
152 | ROBUST_CHANNEL_DLA_SMMU_ERROR | watch | IGNORE | CONTACT_SUPPORT | nvidia | The memory unit of the DLA faulted
153 | ROBUST_CHANNEL_DLA_TIMEOUT | watch | IGNORE | CONTACT_SUPPORT | nvidia | The DLA did not answer in time
154 | GPU_RECOVERY_ACTION_CHANGED | watch | XID_154 | - | nvidia | The driver says what the GPU needs before it can be used
155 | NVLINK_SW_DEFINED_ERROR | degrade | RESET_GPU | INVESTIGATE_SW_USER | nvidia | NVLink: an error that software declared
156 | RESOURCE_RETIREMENT_EVENT | degrade | RESET_GPU | IGNORE | nvidia | A part of the GPU is to be retired at the next reset
157 | RESOURCE_RETIREMENT_FAILURE | watch | IGNORE | CONTACT_SUPPORT | nvidia | A part of the GPU could not be retired
158 | GPU_FATAL_TIMEOUT | stop | RESET_GPU | CONTACT_SUPPORT | nvidia | The GPU ran into a timeout that it does not come back from
159 | ROBUST_CHANNEL_CHI_NON_DATA_ERROR | watch | CHECK_UVM | CONTACT_SUPPORT | nvidia | An error on the coherent bus to the CPU
160 | CHANNEL_RETIREMENT_EVENT | watch | IGNORE | INVESTIGATE_SW | nvidia | A memory channel is to be retired
161 | CHANNEL_RETIREMENT_FAILURE | watch | IGNORE | INVESTIGATE_SW | nvidia | A memory channel could not be retired
162 | PSHC_REENGAGED | watch | IGNORE | - | ours | Power smoothing is at work again
163 | PSHC_DISENGAGED | watch | CONTACT_SUPPORT | - | ours | Power smoothing has switched itself off
164 | PSHC_LOW_LIFETIME | watch | CONTACT_SUPPORT | - | ours | The power smoothing circuit is near the end of its life
165 | PSHC_ZERO_LIFETIME | watch | CONTACT_SUPPORT | - | ours | The power smoothing circuit is at the end of its life
166 | NVLINK_SECURE_CRYPTO_ERR | watch | CONTACT_SUPPORT | - | ours | NVLink: traffic before encryption was set up
167 | PCIE_FATAL_TIMEOUT | degrade | INSPECT | - | ours | A PCIe transaction timed out for good
168 | REDUCED_GPU_MEMORY_CAPACITY | watch | CONTACT_SUPPORT | - | ours | The GPU has less memory than it should have
169 | SEC2_HALT_ERROR | degrade | RESET_GPU | - | ours | The GPU's security micro-controller has halted
170 | NVLINK_SECURE_OTHER | watch | CONTACT_SUPPORT | - | ours | NVLink: an interrupt in confidential mode
171 | UNCORRECTABLE_DRAM_ERROR | watch | IGNORE | - | ours | Detail to Xid 48: the memory error was in DRAM
172 | UNCORRECTABLE_SRAM_ERROR | watch | IGNORE | - | ours | Detail to Xid 48: the memory error was in SRAM
173 | UNNAMED | watch | CONTACT_SUPPORT | - | ours | -
`

function rowOf(line: string): XidRow {
  const [code, mnemonic, grade, immediate, investigatory, source, text] = line.split(' | ') as [
    string,
    string,
    Grade,
    XidAction,
    string,
    XidSource,
    string,
  ]
  const plain = text === '-' ? mnemonic : text
  return { code: Number(code), mnemonic, grade, immediate, investigatory, source, text: plain }
}

export const xidCatalogue: ReadonlyMap<number, XidRow> = new Map(
  table
    .trim()
    .split('\n')
    .map(rowOf)
    .map((row) => [row.code, row]),
)
