import { Presets, SingleBar } from 'cli-progress'

/** What is shown while buckets are looked at. */
export interface Progress {
  /** One bucket more. */
  tick(): void
  total(buckets: number): void
  stop(): void
}

type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean }

/** Milliseconds between two lines where there is no terminal to draw a bar on. */
const LINE_EVERY = 10_000

export function startProgress(screen: Screen, now: () => number = Date.now): Progress {
  const started = now()
  let done = 0
  let total: number | undefined
  const show = screen.isTTY ? bar(screen) : lines(screen)
  const state = () => ({ done, total, seconds: (now() - started) / 1000 })
  return {
    tick() {
      done += 1
      show.update(state())
    },
    total(buckets) {
      total = buckets
      show.update(state())
    },
    stop: () => show.stop(),
  }
}

interface State {
  readonly done: number
  /** `undefined` while it is not known. */
  readonly total: number | undefined
  readonly seconds: number
}

interface Display {
  update(state: State): void
  stop(): void
}

function bar(stream: Screen): Display {
  const preset = { ...Presets.shades_classic, stream, hideCursor: true, clearOnComplete: true }
  const format = '{bar} {told}'
  const single = new SingleBar({
    ...preset,
    format,
    etaBuffer: 200,
    barsize: 24,
    fps: 5,
    gracefulExit: false,
  })
  single.start(1, 0, { told: '' })
  return {
    update(state) {
      single.setTotal(state.total ?? Math.max(1, state.done * 2))
      single.update(state.done, { told: describe(state) })
    },
    stop: () => single.stop(),
  }
}

function lines(stream: Screen): Display {
  let last: State | undefined
  const timer = setInterval(() => {
    if (last) stream.write(`${describe(last)}\n`)
  }, LINE_EVERY)
  timer.unref()
  return {
    update(state) {
      last = state
    },
    stop: () => clearInterval(timer),
  }
}

/** `1,200 of 5,000 buckets · 400/s · 10 s left`, with what is known. */
export function describe({ done, total, seconds }: State): string {
  const rate = seconds > 0 ? done / seconds : 0
  const left = total !== undefined && rate > 0 ? Math.ceil((total - done) / rate) : undefined
  return [
    total === undefined ? `${number(done)} buckets` : `${number(done)} of ${number(total)} buckets`,
    `${number(Math.round(rate))}/s`,
    ...(left === undefined ? [] : [`${duration(left)} left`]),
  ].join(' · ')
}

const number = (value: number) => value.toLocaleString('en')

const duration = (seconds: number) =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
