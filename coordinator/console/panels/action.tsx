/** One thing a person can do: asked once more before it is done, and what came of it is shown. */
import { useState } from 'preact/hooks'
import { perform } from '../ask.ts'
import type { Action } from '../health.ts'

type Phase =
  | { readonly kind: 'idle' | 'asking' | 'doing' }
  | { readonly kind: 'done'; readonly ok: boolean; readonly text: string }

export function Actions({ actions }: { actions: readonly Action[] }) {
  const [chosen, choose] = useState<Action | null>(null)
  const [phase, enter] = useState<Phase>({ kind: 'idle' })
  const [text, write] = useState('')
  const ask = (action: Action): void => {
    choose(action)
    write('')
    enter({ kind: 'asking' })
  }
  const act = async (action: Action): Promise<void> => {
    enter({ kind: 'doing' })
    const got = await perform(action, text.trim())
    enter({ kind: 'done', ok: got.ok, text: got.ok ? 'done' : got.why })
  }
  if (chosen !== null && (phase.kind === 'asking' || phase.kind === 'doing')) {
    const lacks = chosen.text?.required === true && text.trim() === ''
    return (
      <form
        class="actions asking"
        onSubmit={(event) => {
          event.preventDefault()
          if (!lacks) void act(chosen)
        }}
      >
        <span>{chosen.question}</span>
        {chosen.text === undefined ? null : (
          <input
            aria-label={chosen.text.label}
            placeholder={chosen.text.label}
            value={text}
            onInput={(event) => write(event.currentTarget.value)}
          />
        )}
        <button type="submit" class="sure" disabled={lacks || phase.kind === 'doing'}>
          {phase.kind === 'doing' ? 'Asking the coordinator…' : `Yes, ${chosen.label.toLowerCase()}`}
        </button>
        <button type="button" disabled={phase.kind === 'doing'} onClick={() => enter({ kind: 'idle' })}>
          No
        </button>
      </form>
    )
  }
  return (
    <div class="actions">
      {actions.map((action) => (
        <button key={action.label} type="button" onClick={() => ask(action)}>
          {action.label}
        </button>
      ))}
      {phase.kind === 'done' && chosen !== null ? (
        <output class={phase.ok ? 'good' : 'bad'}>
          {chosen.label}: {phase.text}
        </output>
      ) : null}
    </div>
  )
}
