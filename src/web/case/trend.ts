import type { PageResult } from '../../core/case-page.ts'

/** One line of the picture: a result and when it was given. */
export interface Point {
  at: Temporal.Instant
  value: number
}

/** One instrument's results; its score, or where it has none its first answer. The oldest first. */
export interface Series {
  instrument: string
  points: Point[]
  /** Highest value there can be. */
  max: number
}

const numberOf = ({ score, answers }: PageResult): number | null => score ?? answers[0] ?? null

/** The results by instrument, each where there is something to draw. */
export const seriesOf = (results: readonly PageResult[], top: (instrument: string) => number): Series[] =>
  [...Map.groupBy(results, ({ instrument }) => instrument)].flatMap(([instrument, of]) => {
    const points = of.flatMap((one) => {
      const value = numberOf(one)
      return one.completedAt && value !== null ? [{ at: one.completedAt, value }] : []
    })
    return points.length > 0 ? [{ instrument, points, max: top(instrument) }] : []
  })

const SIZE = { width: 560, height: 190 }
/** The page's own colours in the light, on a white card in the dark as well. */
const INK = '#586266'
const GREEN = '#0f5c63'

/** The series as a picture: `data:` of an SVG, drawn here. The page says the same in words beside it. */
export const drawTrend = async ({ points, max }: Series, label: (at: Temporal.Instant) => string): Promise<string> => {
  // Slow to load, and most processes never draw.
  const [{ init, use }, { LineChart }, { GridComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  use([LineChart, GridComponent, SVGRenderer])
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE })
  try {
    chart.setOption({
      animation: false,
      grid: { left: 36, right: 16, top: 16, bottom: 28 },
      xAxis: {
        type: 'category',
        data: points.map(({ at }) => label(at)),
        axisLabel: { color: INK },
        axisLine: { lineStyle: { color: INK } },
      },
      yAxis: { type: 'value', min: 0, max, interval: max / 4, axisLabel: { color: INK } },
      series: [
        {
          type: 'line',
          data: points.map(({ value }) => value),
          label: { show: points.length <= 12, position: 'top', color: GREEN, fontWeight: 'bold' },
          symbol: 'circle',
          symbolSize: 8,
          lineStyle: { color: GREEN, width: 2.5 },
          itemStyle: { color: GREEN },
        },
      ],
    })
    return `data:image/svg+xml;base64,${Buffer.from(chart.renderToSVGString()).toString('base64')}`
  } finally {
    chart.dispose()
  }
}
