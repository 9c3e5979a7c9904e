/** A small writer and reader of ONNX models: the part of onnx.proto3 that our graphs use, and a builder of nodes. */
import protobuf from 'protobufjs'

const schema = `syntax = "proto3"; package onnx;
message AttributeProto { string name = 1; float f = 2; int64 i = 3; bytes s = 4; TensorProto t = 5; GraphProto g = 6; repeated float floats = 7; repeated int64 ints = 8; int32 type = 20; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message NodeProto { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated AttributeProto attribute = 5; string domain = 7; }
message ModelProto { int64 ir_version = 1; repeated OperatorSetIdProto opset_import = 8; string producer_name = 2; string producer_version = 3; GraphProto graph = 7; repeated StringStringEntryProto metadata_props = 14; }
message StringStringEntryProto { string key = 1; string value = 2; }
message GraphProto { repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5; repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12; }
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message TensorShapeProto { message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } } repeated Dimension dim = 1; }
message TypeProto { message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } Tensor tensor_type = 1; }
message OperatorSetIdProto { string domain = 1; int64 version = 2; }`
const modelType = protobuf.parse(schema, { keepCase: true }).root.lookupType('onnx.ModelProto')

/** onnx.TensorProto.DataType */
export const elementTypes = { float: 1, int64: 7, bool: 9 } as const
export type ElementType = keyof typeof elementTypes
/** A number is a fixed dimension, a text the name of a free one. */
export type Shape = readonly (number | string)[]
type AttributeValue = number | readonly number[] | { readonly graph: object } | { readonly text: string }

export interface TensorData {
  readonly dims: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

const valueInfo = (name: string, type: ElementType, shape: Shape): object => ({
  name,
  type: {
    tensor_type: {
      elem_type: elementTypes[type],
      shape: { dim: shape.map((d) => (typeof d === 'number' ? { dim_value: d } : { dim_param: d })) },
    },
  },
})

/** onnx.AttributeProto.AttributeType: INT 2, STRING 3, GRAPH 5, INTS 7 */
function attribute(name: string, value: AttributeValue): object {
  if (typeof value === 'number') return { name, type: 2, i: value }
  if (Array.isArray(value)) return { name, type: 7, ints: value }
  if ('graph' in value) return { name, type: 5, g: value.graph }
  return { name, type: 3, s: Buffer.from((value as { text: string }).text) }
}

export class GraphBuilder {
  readonly #prefix: string
  readonly #nodes: object[] = []
  readonly #initializers: object[] = []
  readonly #inputs: object[] = []
  readonly #outputs: object[] = []
  #number = 0

  /** Names inside a sub-graph must differ from those outside: each graph has its own prefix. */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  input(name: string, type: ElementType, shape: Shape): string {
    this.#inputs.push(valueInfo(name, type, shape))
    return name
  }

  output(name: string, type: ElementType, shape: Shape): void {
    this.#outputs.push(valueInfo(name, type, shape))
  }

  constant(tensor: TensorData, name = `${this.#prefix}c${this.#number++}`): string {
    const { dims, data } = tensor
    const raw_data = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const data_type = data instanceof Float32Array ? elementTypes.float : elementTypes.int64
    this.#initializers.push({ name, dims, data_type, raw_data })
    return name
  }

  scalar(value: number): string {
    return this.constant({ dims: [], data: Float32Array.of(value) })
  }

  ints(values: readonly number[]): string {
    return this.constant({ dims: [values.length], data: BigInt64Array.from(values, BigInt) })
  }

  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    outputs?: readonly string[],
  ): string {
    const output = outputs ?? [`${this.#prefix}n${this.#number++}`]
    const attributeList = Object.entries(attributes).map(([name, value]) => attribute(name, value))
    this.#nodes.push({ op_type: op, input: inputs, output, attribute: attributeList })
    return output[0] ?? ''
  }

  graph(): object {
    return {
      name: `${this.#prefix}graph`,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    }
  }

  model(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const metadata_props = Object.entries(metadata).map(([key, value]) => ({ key, value }))
    const opset_import = [{ domain: '', version: 18 }]
    const graph = this.graph()
    return modelType
      .encode(modelType.fromObject({ ir_version: 9, producer_name: 'millwright', opset_import, graph, metadata_props }))
      .finish()
  }
}

interface DecodedModel {
  readonly graph?: {
    readonly initializer?: readonly { name: string; dims?: readonly unknown[]; raw_data?: Uint8Array }[]
  }
  readonly metadata_props?: readonly { readonly key: string; readonly value: string }[]
}

/** Metadata and the Float32 initializers of a model written by `GraphBuilder`. */
export function readModel(bytes: Uint8Array): {
  metadata: Record<string, string>
  tensors: Record<string, Float32Array>
} {
  const model = modelType.decode(bytes) as unknown as DecodedModel
  const tensors: Record<string, Float32Array> = {}
  for (const tensor of model.graph?.initializer ?? [])
    if (tensor.raw_data !== undefined && tensor.raw_data.byteLength % 4 === 0)
      tensors[tensor.name] = new Float32Array(new Uint8Array(tensor.raw_data).buffer)
  return { metadata: Object.fromEntries((model.metadata_props ?? []).map((p) => [p.key, p.value])), tensors }
}
