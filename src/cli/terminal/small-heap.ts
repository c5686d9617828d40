import { setFlagsFromString } from 'node:v8'

/** By default V8 lets garbage grow to hundreds of megabytes before it collects. Here the heap may grow by 20 % at a time. */
export function keepHeapSmall() {
  setFlagsFromString('--heap-growing-percent=20')
  setFlagsFromString('--semi-space-growth-factor=1')
}
