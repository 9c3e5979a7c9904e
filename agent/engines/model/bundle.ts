/**
 * A model as it is stored, evaluated and served: one plain ONNX file that any ONNX program can load. What is needed to
 * get from features to its inputs is JSON in the model's metadata under `millwright`.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { BadInputError } from '../bad-input.ts'
import { categoriesOf, type Encoder } from './encoder.ts'
import { inferenceModel } from './graph.ts'
import { readModel } from './onnx.ts'
import { join, layoutOf } from './weights.ts'

export interface BundleMetadata {
  readonly v: 1
  readonly encoder: Encoder
  readonly hidden: number
  readonly window: { readonly from: string; readonly to: string }
  readonly samples: number
  readonly output: 'score'
}
export interface Bundle {
  readonly metadata: BundleMetadata
  readonly weights: Float32Array
  readonly model: Uint8Array
}

const key = 'millwright'

export async function writeBundle(path: string, metadata: BundleMetadata, weights: Float32Array): Promise<void> {
  const layout = layoutOf(metadata.encoder, metadata.hidden)
  const categories = categoriesOf(metadata.encoder).length
  await writeFile(path, inferenceModel(layout, categories, weights, { [key]: JSON.stringify(metadata) }))
}

export async function readBundle(path: string): Promise<Bundle> {
  const model = await readFile(path)
  let read: ReturnType<typeof readModel>
  try {
    read = readModel(model)
  } catch (error) {
    throw new BadInputError(`${path} is not an ONNX file`, error)
  }
  const text = read.metadata[key]
  if (text === undefined)
    throw new BadInputError(
      `the model has no '${key}' metadata: it was not made by Millwright's train stage; serve it with your own server`,
    )
  const metadata = JSON.parse(text) as BundleMetadata
  const layout = layoutOf(metadata.encoder, metadata.hidden)
  return { metadata, weights: join(new Map(Object.entries(read.tensors)), layout), model }
}
