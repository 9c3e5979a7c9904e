declare module 'node-nvidia-smi' {
  export default function nvidiaSmi(done: (error: Error | string | null, document?: unknown) => void): void
}
