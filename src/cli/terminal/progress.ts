import { Presets, SingleBar } from 'cli-progress'

/** The progress that is shown while buckets are checked, or objects inspected. */
export interface Progress {
  /** Counts one more. */
  tick(): void
  total(count: number): void
  stop(): void
}

type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean }

export function startProgress(
  screen: Screen,
  noun: string = 'buckets',
  now: () => number = Date.now,
): Progress {
  const started = now()
  let done = 0
  let total: number | undefined
  const { every, show, end } = screen.isTTY ? progressBar(screen) : progressLines(screen)
  const timer = setInterval(
    () => show({ noun, done, total, seconds: (now() - started) / 1000 }),
    every,
  ).unref()
  return {
    tick() {
      done += 1
    },
    total(count) {
      total = count
    },
    stop() {
      clearInterval(timer)
      end()
    },
  }
}

interface State {
  readonly noun: string
  readonly done: number
  /** `undefined` while it is not known. */
  readonly total: number | undefined
  readonly seconds: number
}

interface Display {
  /** Milliseconds. */
  readonly every: number
  readonly show: (state: State) => void
  readonly end: () => void
}

function progressBar(stream: Screen): Display {
  const preset = { ...Presets.shades_classic, format: '{bar} {text}', barsize: 24 }
  const single = new SingleBar({ ...preset, stream, clearOnComplete: true, gracefulExit: false })
  single.start(1, 0, { text: '' })
  return {
    every: 200,
    show(state) {
      // Half full while the total is unknown.
      single.setTotal(state.total ?? Math.max(1, state.done * 2))
      single.update(state.done, { text: describeProgress(state) })
    },
    end: () => single.stop(),
  }
}

const progressLines = (stream: Screen): Display => ({
  every: 10_000,
  show: (state) => void stream.write(`${describeProgress(state)}\n`),
  end: () => {},
})

/** `1,200 of 5,000 buckets · 400/s · 10 s left`, with what is known. */
export function describeProgress({ noun, done, total, seconds }: State): string {
  const rate = seconds > 0 ? done / seconds : 0
  const remaining = total !== undefined && rate > 0 ? Math.ceil((total - done) / rate) : undefined
  return [
    total === undefined
      ? `${formatNumber(done)} ${noun}`
      : `${formatNumber(done)} of ${formatNumber(total)} ${noun}`,
    `${formatNumber(Math.round(rate))}/s`,
    ...(remaining === undefined ? [] : [`${duration(remaining)} left`]),
  ].join(' · ')
}

const formatNumber = (value: number) => value.toLocaleString('en')

const duration = (seconds: number) =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
