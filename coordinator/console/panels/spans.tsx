/** How far back a panel looks: one choice of a few. */

const spans = ['10m', '1h', '1d', '7d'] as const
export type Span = (typeof spans)[number]
export const spanWords: Readonly<Record<Span, string>> = {
  '10m': '10 minutes',
  '1h': 'hour',
  '1d': 'day',
  '7d': '7 days',
}

export function Spans({ span, choose }: { span: Span; choose: (span: Span) => void }) {
  return (
    <div class="choices">
      {spans.map((each) => (
        <button key={each} type="button" class={each === span ? 'chosen' : ''} onClick={() => choose(each)}>
          last {spanWords[each]}
        </button>
      ))}
    </div>
  )
}
