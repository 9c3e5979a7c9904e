/** A Python that has PyTorch: Debian's own, or the one on the path. */
import { spawnSync } from 'node:child_process'

export function pythonWithTorch(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find((python) => spawnSync(python, ['-c', 'import torch']).status === 0)
}
